import { FORMATS, type Format } from '../model/format.ts';
import { LAYOUTS, TRANSACTION_MODES } from '../model/migration.ts';
import { OTHER_TOOLS } from '../model/other-tool.ts';
import { PREFLIGHT } from '../model/preflight.ts';
import { PRESETS } from '../model/preset.ts';
import { DIALECTS } from '../model/target.ts';
import type { ForFiles } from './overrides.ts';

/** What a value may be. */
export type Shape =
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'text' }
  /** `17`, `"17"`, `"17.2"` */
  | { readonly kind: 'version' }
  /** A whole number from 0. */
  | { readonly kind: 'count' }
  /** `1s`, `500ms`, `2min` */
  | { readonly kind: 'duration' }
  /** `Mon-Fri 22:00-06:00 Europe/Zurich` */
  | { readonly kind: 'window' }
  | { readonly kind: 'switch' }
  /** Texts, or some of `of`. */
  | { readonly kind: 'list'; readonly of?: readonly string[] }
  /** One or several of `of`, each with a path after a colon where it goes to a file: `sarif:out.sarif`. */
  | { readonly kind: 'outputs'; readonly of: readonly string[] }
  /** Names to texts, or to one of `of`. */
  | { readonly kind: 'map'; readonly of?: readonly string[] };

export interface Setting {
  readonly shape: Shape;
  /** A sentence for the schema. */
  readonly describe: string;
  /** Its flag and variable where they are not the key in kebab case: those take one value at a time, the key takes all. */
  readonly flag?: string;
}

/**
 * All settings, once: the configuration file is validated by this table, flags and variables are read by it, the JSON schema is written
 * from it. A key is in camel case, its flag in kebab case, its variable in upper case: `dbVersion`, `--db-version`, `SQLSAFE_DB_VERSION`.
 */
const SETTINGS = {
  dialect: { shape: { kind: 'choice', of: DIALECTS }, describe: 'The database that the migrations are for.' },
  dbVersion: { shape: { kind: 'version' }, describe: 'Major version of the server that they will run on.' },
  layout: { shape: { kind: 'choice', of: LAYOUTS }, describe: 'Whose conventions the files follow; found out where absent.' },
  transaction: {
    shape: { kind: 'choice', of: TRANSACTION_MODES },
    describe: 'How a file is sent to the server; as the layout says where absent.',
  },
  files: { shape: { kind: 'list' }, describe: 'Files, folders and globs that are checked when none is named.', flag: 'files' },
  startAfter: {
    shape: { kind: 'text' },
    describe: 'The last migration that is old: it and those before it are replayed, and not judged.',
  },
  ignorePatterns: { shape: { kind: 'list' }, describe: 'Globs of files that are left out.', flag: 'ignore-pattern' },
  maxFileSize: { shape: { kind: 'count' }, describe: 'Largest file that is read, in bytes.' },
  placeholders: { shape: { kind: 'map' }, describe: 'Values for ${name}, {{ name }} and :name.', flag: 'placeholder' },
  rules: {
    shape: { kind: 'map', of: ['error', 'warning', 'info', 'off'] },
    describe: 'Severity of a rule, or of one of its messages: id/message.',
    flag: 'rule',
  },
  presets: {
    shape: { kind: 'list', of: PRESETS },
    describe: 'Rules beside the recommended ones, which always run.',
    flag: 'preset',
  },
  only: { shape: { kind: 'list' }, describe: 'These rules alone.' },
  skip: { shape: { kind: 'list' }, describe: 'All but these rules.' },
  failOn: {
    shape: { kind: 'choice', of: ['error', 'warning', 'info', 'never'] },
    describe: 'Exit with 1 when there are findings of this severity or above.',
  },
  maxWarnings: { shape: { kind: 'count' }, describe: 'Exit with 1 when there are more warnings.' },
  lockTimeoutSetByRunner: { shape: { kind: 'switch' }, describe: 'The runner sets a lock_timeout on its connection.' },
  stats: { shape: { kind: 'text' }, describe: 'Sizes of the tables, a file that sqlsafe stats wrote.' },
  blockingAllowed: {
    shape: { kind: 'duration' },
    describe: 'With stats: what is sure to last no longer than this is said as info; 1s where absent, 0 for never.',
  },
  quiet: { shape: { kind: 'switch' }, describe: 'Show errors only.' },
  format: {
    shape: { kind: 'outputs', of: FORMATS },
    describe: 'How the report is written; several at once, each to a file of its own after a colon (sarif:out.sarif).',
  },
  historySchema: { shape: { kind: 'text' }, describe: 'apply and its family: the schema of the journal; sqlsafe where absent.' },
  stream: { shape: { kind: 'text' }, describe: 'apply and its family: which of several histories in one database; default where absent.' },
  targets: { shape: { kind: 'text' }, describe: 'apply and its family: a file that lists the databases, tenants, shards or regions.' },
  targetsQuery: {
    shape: { kind: 'text' },
    describe: 'apply and its family: a query that lists them; its rows have name, and url, database or schema.',
  },
  parallel: { shape: { kind: 'count' }, describe: 'With targets: how many at the same time; 1 where absent, 4 for what only reads.' },
  canary: { shape: { kind: 'count' }, describe: 'With targets: so many come first, alone; where one fails, the rest stays untouched.' },
  stopAfter: {
    shape: { kind: 'count' },
    describe: 'With targets: after so many failures nothing more is begun; 1 where absent, 0 for never.',
  },
  lockWait: { shape: { kind: 'duration' }, describe: 'apply and its family: how long to wait for another run to end; 60s where absent.' },
  lease: {
    shape: { kind: 'duration' },
    describe:
      'apply and its family: behind a pooler in transaction mode, how long a run that says nothing keeps its right to work, such as 30s; absent: a lock of the session.',
  },
  lockTimeout: {
    shape: { kind: 'duration' },
    describe: 'apply: the first lock_timeout of a statement that holds up others, which grows to ten times that; 200ms where absent.',
  },
  lockRetries: {
    shape: { kind: 'count' },
    describe: 'apply: how often a statement that did not get its lock is tried again; 30 where absent.',
  },
  retryBudget: { shape: { kind: 'duration' }, describe: 'apply: for all attempts of one statement together; 10min where absent.' },
  statementTimeout: { shape: { kind: 'duration' }, describe: 'apply: the longest that a statement may run; no limit where absent.' },
  allow: { shape: { kind: 'list' }, describe: 'apply: rules, or rule/message, whose findings do not keep it from running; seed: files.' },
  allowOutOfOrder: { shape: { kind: 'switch' }, describe: 'apply: run migrations that stand before applied ones.' },
  window: {
    shape: { kind: 'window' },
    describe:
      'apply and preflight: the permitted hours, such as "Mon-Fri 22:00-06:00 Europe/Zurich"; several with a semicolon between them.',
  },
  stagingUrl: {
    shape: { kind: 'text' },
    describe:
      'apply and preflight: a database to which the same files must have been applied before; its password belongs into the password file or the variable.',
  },
  backupCheck: { shape: { kind: 'text' }, describe: 'apply and preflight: a command that ends with 0 where there is a fresh backup.' },
  monitorCheck: { shape: { kind: 'text' }, describe: 'apply and preflight: a command that ends with 0 where monitoring is alive.' },
  skipPreflight: { shape: { kind: 'list', of: PREFLIGHT }, describe: 'apply and preflight: questions that are not asked.' },
  before: { shape: { kind: 'text' }, describe: 'apply and rollback: a command to run before anything is; where it fails, nothing runs.' },
  after: { shape: { kind: 'text' }, describe: 'apply and rollback: a command to run when all went well.' },
  onFailure: { shape: { kind: 'text' }, describe: 'apply and rollback: a command to run when a run did not come to its end.' },
  commandTimeout: {
    shape: { kind: 'duration' },
    describe:
      'How long a command may take: check --from-command 120s, backupCheck and monitorCheck 60s, before, after and onFailure 10min where absent.',
  },
  mirror: {
    shape: { kind: 'choice', of: ['auto', ...OTHER_TOOLS] },
    describe: 'apply and its family: the tool whose history table is kept beside the journal; auto: the one whose files they are.',
  },
  toolTable: {
    shape: { kind: 'text' },
    describe: "With mirror, and baseline --adopt: the other tool's history table, where it is not its default.",
  },
  seeds: { shape: { kind: 'text' }, describe: 'seed: the folder of the seeds; seeds where absent.' },
  env: {
    shape: { kind: 'text' },
    describe: 'seed: the environment, whose folder within that of the seeds runs as well; apply and its family tell the database.',
  },
  color: { shape: { kind: 'choice', of: ['auto', 'always', 'never'] }, describe: 'When to use colours.' },
} as const satisfies { readonly [key: string]: Setting };

export type SettingKey = keyof typeof SETTINGS;

type ValueOf<S extends Shape> = S extends { kind: 'choice'; of: readonly (infer V)[] }
  ? V
  : S extends { kind: 'count' }
    ? number
    : S extends { kind: 'switch' }
      ? boolean
      : S extends { kind: 'list'; of: readonly (infer V)[] }
        ? readonly V[]
        : S extends { kind: 'list' | 'outputs' }
          ? readonly string[]
          : S extends { kind: 'map'; of: readonly (infer V)[] }
            ? Readonly<Record<string, V>>
            : S extends { kind: 'map' }
              ? Readonly<Record<string, string>>
              : string;

/** Settings of one value each. */
type Plain = { readonly [K in SettingKey]?: ValueOf<(typeof SETTINGS)[K]['shape']> };

/** Settings that some files may have for themselves: an entry of `overrides`. The others are about the run as a whole. */
export const FILE_KEYS = [
  'rules',
  'presets',
  'only',
  'skip',
  'transaction',
  'lockTimeoutSetByRunner',
] as const satisfies readonly SettingKey[];
type FileKey = (typeof FILE_KEYS)[number];
export type Override = ForFiles & Pick<Plain, FileKey>;

/** Settings that can be believed; absent is not set. */
export interface Settings extends Plain {
  /** Later ones win. Only a configuration file has them. */
  readonly overrides?: readonly Override[];
}

type OutputText = Format | `${Format}:${string}`;
type Written<K extends SettingKey> = K extends 'dbVersion'
  ? string | number
  : K extends 'format'
    ? OutputText | readonly OutputText[]
    : ValueOf<(typeof SETTINGS)[K]['shape']>;

/** A configuration as a file may say it. */
export type Config = { readonly [K in SettingKey]?: Written<K> | undefined } & {
  /** Settings for some files; of several that are for one file the later win. */
  readonly overrides?:
    | readonly ({ readonly files: readonly string[] } & { readonly [K in FileKey]?: Written<K> | undefined })[]
    | undefined;
};

/** The table under its general type. */
export const settingOf = (key: SettingKey): Setting => SETTINGS[key];
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** `dbVersion` → `db-version`. */
export const flagOf = (key: SettingKey): string => settingOf(key).flag ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
/** `dbVersion` → `SQLSAFE_DB_VERSION`. */
export const variableOf = (key: SettingKey): string => `SQLSAFE_${flagOf(key).toUpperCase().replaceAll('-', '_')}`;

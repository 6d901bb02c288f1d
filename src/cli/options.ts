import { FORMATS } from '../model/format.ts';
import { SOURCES } from '../setup/from/source.ts';
import { CIS, HOOKS } from '../setup/names.ts';
import { SHELLS } from './completion/shells.ts';
import { EXECUTOR_COMMANDS, type ExecutorCommand } from './executor-options.ts';

// Every option of every command, once: the quick parser, the help, the completion and the settings are made from it.

export interface Option {
  readonly name: string;
  readonly alias?: string;
  readonly type: 'string' | 'boolean';
  readonly repeatable?: boolean;
  /** Shown in the help after the name: `--format <name>`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly describe: string;
  readonly group:
    | 'What is checked'
    | 'What is written'
    | 'What is read'
    | 'What is said'
    | 'How it is shown'
    | 'Settings'
    | 'Which database'
    | 'What is run'
    | 'How it is run'
    | 'What is asked before';
}

const dialects = ['postgresql', 'mysql', 'sqlite'] as const;

const sources = [
  { name: 'dialect', type: 'string', value: 'name', choices: dialects, describe: 'database of the migrations', group: 'What is checked' },
  { name: 'db-version', type: 'string', value: 'major', describe: 'server version that they will run on', group: 'What is checked' },
  {
    name: 'layout',
    type: 'string',
    value: 'name',
    describe: 'whose conventions the files follow; found out where not given',
    group: 'What is checked',
  },
  {
    name: 'transaction',
    type: 'string',
    value: 'how',
    choices: ['file', 'statement', 'string'],
    describe: 'how files run, where the layout does not say',
    group: 'What is checked',
  },
  { name: 'staged', type: 'boolean', describe: 'what is staged in git, as it is staged', group: 'What is checked' },
  { name: 'changed', type: 'boolean', describe: 'what differs from HEAD, new files too', group: 'What is checked' },
  { name: 'since', type: 'string', value: 'ref', describe: 'what is new since the branch left that one', group: 'What is checked' },
  { name: 'start-after', type: 'string', value: 'name', describe: 'the last migration that is old', group: 'What is checked' },
  {
    name: 'from-command',
    type: 'string',
    value: 'command',
    describe: 'run this and judge the SQL that it prints, after the files that are named',
    group: 'What is checked',
  },
  { name: 'command-timeout', type: 'string', value: 'duration', describe: 'how long that may take (120s)', group: 'What is checked' },
  { name: 'stdin-filename', type: 'string', value: 'path', describe: 'name of what comes in for the path -', group: 'What is checked' },
  { name: 'ignore-pattern', type: 'string', repeatable: true, value: 'glob', describe: 'leave files out', group: 'What is checked' },
  { name: 'max-file-size', type: 'string', value: 'bytes', describe: 'refuse larger files', group: 'What is checked' },
  { name: 'no-cache', type: 'boolean', describe: 'replay all of the history, whatever is kept of it', group: 'What is checked' },
  {
    name: 'no-error-on-unmatched-pattern',
    type: 'boolean',
    describe: 'a pattern that matches nothing is no error',
    group: 'What is checked',
  },
  {
    name: 'placeholder',
    type: 'string',
    repeatable: true,
    value: 'name=value',
    describe: 'fill in ${name}, {{name}} or :name',
    group: 'What is checked',
  },
] as const satisfies readonly Option[];

const sizes = [
  {
    name: 'stats',
    type: 'string',
    value: 'file',
    describe: 'sizes of the tables, from sqlsafe stats: how long locks last',
    group: 'What is said',
  },
] as const satisfies readonly Option[];

const judging = [
  ...sizes,
  {
    name: 'blocking-allowed',
    type: 'string',
    value: 'duration',
    describe: 'with --stats: what lasts no longer is info (1s)',
    group: 'What is said',
  },
  {
    name: 'rule',
    type: 'string',
    repeatable: true,
    value: 'id=severity',
    describe: 'severity of a rule or of one message: error, warning, info, off',
    group: 'What is said',
  },
  {
    name: 'preset',
    type: 'string',
    repeatable: true,
    value: 'name',
    describe: 'further rules: strict, style; recommended ones always run',
    group: 'What is said',
  },
  { name: 'only', type: 'string', repeatable: true, value: 'id', describe: 'these rules alone', group: 'What is said' },
  { name: 'skip', type: 'string', repeatable: true, value: 'id', describe: 'all but these rules', group: 'What is said' },
  {
    name: 'fail-on',
    type: 'string',
    value: 'severity',
    choices: ['error', 'warning', 'info', 'never'],
    describe: 'exit 1 from this severity on',
    group: 'What is said',
  },
  { name: 'max-warnings', type: 'string', value: 'n', describe: 'exit 1 when there are more warnings', group: 'What is said' },
  { name: 'quiet', alias: 'q', type: 'boolean', describe: 'show errors only', group: 'What is said' },
  { name: 'max-diagnostics', type: 'string', value: 'n|none', describe: 'show no more findings than this', group: 'What is said' },
  { name: 'lock-timeout-set-by-runner', type: 'boolean', describe: 'the runner sets a lock_timeout itself', group: 'What is said' },
] as const satisfies readonly Option[];

const format = {
  name: 'format',
  alias: 'f',
  type: 'string',
  value: 'name',
  choices: ['pretty', 'json'],
  describe: 'pretty for people, json for programs',
  group: 'How it is shown',
} as const satisfies Option;

/** Of `check`: the settings say what is allowed. */
const formats = {
  name: 'format',
  alias: 'f',
  type: 'string',
  repeatable: true,
  value: 'name[:path]',
  describe: `${FORMATS.join(', ')}; several at once, each to a file of its own`,
  group: 'How it is shown',
} as const satisfies Option;

const colours = [
  { name: 'color', type: 'string', value: 'when', choices: ['auto', 'always', 'never'], describe: 'colours', group: 'How it is shown' },
  { name: 'no-color', type: 'boolean', describe: 'the same as --color never', group: 'How it is shown' },
] as const satisfies readonly Option[];

const output = [
  { name: 'output-file', alias: 'o', type: 'string', value: 'path', describe: 'write the report there', group: 'How it is shown' },
  ...colours,
  { name: 'timings', type: 'boolean', describe: 'say on stderr where the time went', group: 'How it is shown' },
] as const satisfies readonly Option[];

const settings = [
  { name: 'config', alias: 'c', type: 'string', value: 'path', describe: 'this configuration and no other', group: 'Settings' },
  { name: 'no-config', type: 'boolean', describe: 'look for no configuration', group: 'Settings' },
] as const satisfies readonly Option[];

export type CommandName = 'check' | 'locks' | 'explain' | 'rules' | 'schema' | 'stats' | 'init' | 'completion' | ExecutorCommand;
export interface Command {
  readonly name: CommandName;
  /** As in a usage line. */
  readonly usage: string;
  readonly describe: string;
  readonly options: readonly Option[];
  /** How many positional arguments: `many` for paths. */
  readonly takes: 'many' | 'one' | 'none' | 'optional';
}

export const COMMANDS: readonly [Command, ...Command[]] = [
  {
    name: 'check',
    usage: 'check [paths..]',
    describe: 'judge migrations (the default command)',
    options: [...sources, ...judging, formats, ...output, ...settings],
    takes: 'many',
  },
  {
    name: 'locks',
    usage: 'locks [paths..]',
    describe: 'what each statement locks and does, whether or not a rule speaks',
    options: [...sources, ...sizes, format, ...output, ...settings],
    takes: 'many',
  },
  {
    name: 'explain',
    usage: 'explain <rule>',
    describe: "a rule in full: why, what to write instead; other tools' names are known",
    options: [format, ...output],
    takes: 'one',
  },
  { name: 'rules', usage: 'rules', describe: 'all rules', options: [format, ...output], takes: 'none' },
  {
    name: 'schema',
    usage: 'schema [config|report|stats]',
    describe: 'JSON schema of the configuration, of the JSON report or of a stats file',
    options: [{ name: 'output-file', alias: 'o', type: 'string', value: 'path', describe: 'write it there', group: 'How it is shown' }],
    takes: 'optional',
  },
  {
    name: 'stats',
    usage: 'stats',
    describe: 'writes how large the tables of a database are, for check --stats; reads only, and no data',
    options: [
      { name: 'url', type: 'string', value: 'url', describe: 'the database; DATABASE_URL where not given', group: 'What is read' },
      { name: 'output-file', alias: 'o', type: 'string', value: 'path', describe: 'write it there', group: 'How it is shown' },
    ],
    takes: 'none',
  },
  {
    name: 'init',
    usage: 'init',
    describe: 'sets sqlsafe up here: a configuration, a hook, a step of CI; shows them first',
    options: [
      {
        name: 'from',
        type: 'string',
        value: 'tool',
        choices: SOURCES,
        describe: "take over another linter's settings and ignore comments",
        group: 'What is written',
      },
      { name: 'yes', alias: 'y', type: 'boolean', describe: 'write without asking', group: 'What is written' },
      {
        name: 'hook',
        type: 'string',
        value: 'name',
        choices: [...HOOKS, 'none'],
        describe: 'manager of git hooks; found out where not given',
        group: 'What is written',
      },
      {
        name: 'ci',
        type: 'string',
        value: 'name',
        choices: [...CIS, 'none'],
        describe: 'found out where not given',
        group: 'What is written',
      },
      {
        name: 'dialect',
        type: 'string',
        value: 'name',
        choices: dialects,
        describe: 'found out where not given',
        group: 'What is written',
      },
      { name: 'db-version', type: 'string', value: 'major', describe: 'version of the production server', group: 'What is written' },
      ...colours,
    ],
    takes: 'none',
  },
  {
    name: 'completion',
    usage: `completion <${SHELLS.join('|')}>`,
    describe: 'a script that makes a shell complete commands, flags and rules',
    options: [],
    takes: 'one',
  },
  ...EXECUTOR_COMMANDS,
];

/** Values of a command line, before they are believed. */
export interface Arguments {
  readonly command: CommandName;
  readonly positionals: readonly string[];
  readonly values: { readonly [option: string]: string | boolean | readonly string[] | undefined };
}

export const commandNamed = (name: string): Command | undefined => COMMANDS.find((command) => command.name === name);

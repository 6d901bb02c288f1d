import { asking, commandTimeout, hooks, retryBudget } from './preflight-options.ts';
import type { Command, Option } from './options.ts';
import { adopt, mirror, toolTable } from './other-tool-options.ts';
import { lists, parallel, rollout } from './targets-options.ts';

// The options of apply and its family.

const database = [
  {
    name: 'url',
    type: 'string',
    value: 'url',
    describe: 'postgres://… or pglite:FOLDER; DATABASE_URL where not given, else the embedded PostgreSQL',
    group: 'Which database',
  },
  { name: 'embedded', type: 'boolean', describe: 'the embedded PostgreSQL, also under CI', group: 'Which database' },
  ...lists,
  { name: 'history-schema', type: 'string', value: 'name', describe: 'schema of the journal (sqlsafe)', group: 'Which database' },
  { name: 'stream', type: 'string', value: 'name', describe: 'which of several histories in one database', group: 'Which database' },
] as const satisfies readonly Option[];

const files = [
  {
    name: 'layout',
    type: 'string',
    value: 'name',
    describe: 'whose conventions the files follow; found out where not given',
    group: 'What is run',
  },
  {
    name: 'transaction',
    type: 'string',
    value: 'how',
    choices: ['file', 'statement', 'string'],
    describe: 'how files run, where the layout does not say',
    group: 'What is run',
  },
  { name: 'ignore-pattern', type: 'string', repeatable: true, value: 'glob', describe: 'leave files out', group: 'What is run' },
  {
    name: 'placeholder',
    type: 'string',
    repeatable: true,
    value: 'name=value',
    describe: 'fill in ${name}, {{name}} or :name',
    group: 'What is run',
  },
] as const satisfies readonly Option[];

const signed = {
  name: 'plan',
  type: 'string',
  value: 'file',
  describe: 'what that plan holds, and only if nothing changed since',
  group: 'What is run',
} as const satisfies Option;

const which = [
  { name: 'to', type: 'string', value: 'id', describe: 'up to that migration, itself included', group: 'What is run' },
  { name: 'count', type: 'string', value: 'n', describe: 'no more than n migrations', group: 'What is run' },
] as const satisfies readonly Option[];

const gate = [
  {
    name: 'allow',
    type: 'string',
    repeatable: true,
    value: 'id',
    describe: 'run in spite of findings of that rule, or rule/message',
    group: 'What is run',
  },
  { name: 'allow-out-of-order', type: 'boolean', describe: 'run migrations that stand before applied ones', group: 'What is run' },
  {
    name: 'fail-on',
    type: 'string',
    value: 'severity',
    choices: ['error', 'warning', 'info', 'never'],
    describe: 'refuse to run from this severity on',
    group: 'What is run',
  },
] as const satisfies readonly Option[];

const leasing = {
  name: 'lease',
  type: 'string',
  value: 'duration',
  describe: 'behind a pooler in transaction mode: a row that expires (30s, say) protects the run, in place of a lock',
  group: 'How it is run',
} as const satisfies Option;

const running = [
  { name: 'lock-wait', type: 'string', value: 'duration', describe: 'wait for another run to end (60s)', group: 'How it is run' },
  leasing,
  {
    name: 'lock-timeout',
    type: 'string',
    value: 'duration',
    describe: 'first lock_timeout of what holds up others (200ms)',
    group: 'How it is run',
  },
  { name: 'lock-retries', type: 'string', value: 'n', describe: 'attempts to get a lock (30)', group: 'How it is run' },
  retryBudget,
  {
    name: 'statement-timeout',
    type: 'string',
    value: 'duration',
    describe: 'longest that a statement may run (no limit)',
    group: 'How it is run',
  },
] as const satisfies readonly Option[];

const settings = [
  { name: 'config', alias: 'c', type: 'string', value: 'path', describe: 'this configuration and no other', group: 'Settings' },
  { name: 'no-config', type: 'boolean', describe: 'look for no configuration', group: 'Settings' },
] as const satisfies readonly Option[];

const shown = [
  {
    name: 'format',
    alias: 'f',
    type: 'string',
    value: 'name',
    choices: ['pretty', 'json'],
    describe: 'pretty for people, json: an event a line',
    group: 'How it is shown',
  },
  { name: 'color', type: 'string', value: 'when', choices: ['auto', 'always', 'never'], describe: 'colours', group: 'How it is shown' },
  { name: 'no-color', type: 'boolean', describe: 'the same as --color never', group: 'How it is shown' },
  ...settings,
] as const satisfies readonly Option[];

const dry = {
  name: 'dry-run',
  type: 'boolean',
  describe: 'show what would run, and run nothing',
  group: 'What is run',
} as const satisfies Option;

const back = [
  { name: 'allow-destroying', type: 'boolean', describe: 'a way back may take rows and values with it', group: 'What is run' },
] as const satisfies readonly Option[];

const decision = (name: string, describe: string): Option => ({
  name,
  type: 'string',
  repeatable: true,
  value: 'id',
  describe,
  group: 'What is run',
});

const common = [...database, ...files];

export type ExecutorCommand =
  | 'apply'
  | 'status'
  | 'plan'
  | 'preflight'
  | 'rollback'
  | 'redo'
  | 'verify'
  | 'repair'
  | 'baseline'
  | 'wait'
  | 'new'
  | 'backfill'
  | 'seed';

export const EXECUTOR_COMMANDS: readonly Command[] = [
  {
    name: 'apply',
    usage: 'apply [paths..]',
    describe: 'run pending migrations that pass the checks, and record exactly what happened',
    options: [dry, signed, ...which, ...gate, ...common, ...toolTable, ...asking, ...running, ...hooks, ...mirror, ...rollout, ...shown],
    takes: 'many',
  },
  {
    name: 'status',
    usage: 'status [paths..]',
    describe: 'what is applied, pending, edited, missing or in doubt',
    options: [
      { name: 'exit-code', type: 'boolean', describe: 'exit 3 where something is pending', group: 'What is run' },
      ...common,
      parallel,
      ...shown,
    ],
    takes: 'many',
  },
  {
    name: 'plan',
    usage: 'plan [paths..]',
    describe: 'what apply would do; as a file, to be reviewed and then held to',
    options: [
      { name: 'out', type: 'string', value: 'file', describe: 'write the plan there, for apply --plan', group: 'What is run' },
      ...which,
      ...gate,
      ...common,
      parallel,
      ...shown,
    ],
    takes: 'many',
  },
  {
    name: 'preflight',
    usage: 'preflight [paths..]',
    describe: 'the list before a deployment, each question with its answer: may apply run now?',
    options: [signed, ...which, ...gate, ...common, ...asking, retryBudget, commandTimeout, parallel, ...shown],
    takes: 'many',
  },
  {
    name: 'rollback',
    usage: 'rollback [paths..]',
    describe: 'take back the newest migration, or several, by their ways back',
    options: [
      { name: 'to', type: 'string', value: 'id', describe: 'all above that migration, which stays', group: 'What is run' },
      { name: 'count', type: 'string', value: 'n', describe: 'n migrations (1)', group: 'What is run' },
      dry,
      ...back,
      { name: 'allow-edited-down', type: 'boolean', describe: 'also by a way back that was edited since', group: 'What is run' },
      {
        name: 'allow',
        type: 'string',
        repeatable: true,
        value: 'id',
        describe: 'migration-not-understood: run it all the same',
        group: 'What is run',
      },
      ...common,
      ...toolTable,
      ...running,
      ...hooks,
      ...mirror,
      ...rollout,
      ...shown,
    ],
    takes: 'many',
  },
  {
    name: 'redo',
    usage: 'redo [paths..]',
    describe: 'take back the newest migration and apply it again, while it is being written',
    options: [...back, ...gate, ...common, ...toolTable, ...running, ...hooks, ...mirror, ...shown],
    takes: 'many',
  },
  {
    name: 'verify',
    usage: 'verify [paths..]',
    describe: 'does the database hold what the journal says; do the ways back lead back',
    options: [
      {
        name: 'roundtrip',
        type: 'boolean',
        describe: 'up, back and up again in a scratch database (with --url on that server)',
        group: 'What is run',
      },
      ...common,
      parallel,
      ...shown,
    ],
    takes: 'many',
  },
  {
    name: 'repair',
    usage: 'repair [paths..]',
    describe: 'what is in doubt, with the evidence; and what you decide of it',
    options: [
      decision('step-done', 'its statement in doubt took effect'),
      decision('step-not-done', 'its statement in doubt did not'),
      decision('mark-applied', 'all of it is there'),
      decision('mark-pending', 'nothing of it is there'),
      decision('accept-checksum', 'the database is as the file says now'),
      decision('forget', 'its file is gone for good'),
      { name: 'drop-invalid', type: 'boolean', describe: 'drop INVALID indexes', group: 'What is run' },
      ...common,
      ...shown,
    ],
    takes: 'many',
  },
  {
    name: 'baseline',
    usage: 'baseline [paths..]',
    describe: 'record what the database has already, and run nothing',
    options: [
      { name: 'to', type: 'string', value: 'id', describe: 'up to that migration, itself included', group: 'What is run' },
      ...adopt,
      { name: 'force', type: 'boolean', describe: 'also in a database without tables', group: 'What is run' },
      { name: 'dry-run', type: 'boolean', describe: 'with --adopt: show what would be recorded, and write nothing', group: 'What is run' },
      ...common,
      ...toolTable,
      { name: 'lock-wait', type: 'string', value: 'duration', describe: 'wait for another run to end (60s)', group: 'How it is run' },
      ...rollout,
      ...shown,
    ],
    takes: 'many',
  },
  {
    name: 'wait',
    usage: 'wait [paths..]',
    describe: 'wait until the database answers, or until nothing is pending',
    options: [
      { name: 'applied', type: 'boolean', describe: 'until nothing is pending', group: 'What is run' },
      { name: 'timeout', type: 'string', value: 'duration', describe: 'no longer than that (60s)', group: 'How it is run' },
      ...common,
      parallel,
      ...shown,
    ],
    takes: 'many',
  },
  {
    name: 'backfill',
    usage: 'backfill [status|pause|resume|cancel] [id]',
    describe: 'how far backfills are; pause, resume or cancel one that apply runs elsewhere',
    options: [...database, ...rollout, ...shown],
    takes: 'many',
  },
  {
    name: 'seed',
    usage: 'seed [folder]',
    describe: 'put reference data and the data of an environment into the database, again and again the same rows',
    options: [
      { name: 'env', type: 'string', value: 'name', describe: 'the environment, whose folder runs as well', group: 'What is run' },
      dry,
      { name: 'again', type: 'boolean', describe: 'also what has not changed since it ran', group: 'What is run' },
      {
        name: 'allow',
        type: 'string',
        repeatable: true,
        value: 'file',
        describe: 'run it though it may add rows again',
        group: 'What is run',
      },
      { name: 'set-env', type: 'boolean', describe: 'the database is that environment from now on', group: 'Which database' },
      {
        name: 'placeholder',
        type: 'string',
        repeatable: true,
        value: 'name=value',
        describe: 'fill in ${name}, {{name}} or :name',
        group: 'What is run',
      },
      ...database,
      ...running,
      ...rollout,
      ...shown,
    ],
    takes: 'optional',
  },
  {
    name: 'new',
    usage: 'new <folder> <name>',
    describe: "make the files of the next migration, in the project's own layout",
    options: [
      {
        name: 'layout',
        type: 'string',
        value: 'name',
        describe: 'whose conventions the files follow; found out where not given',
        group: 'What is written',
      },
      ...settings,
    ],
    takes: 'many',
  },
];

import type { Command, Option } from './options.ts';

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

const running = [
  { name: 'lock-wait', type: 'string', value: 'duration', describe: 'wait for another run to end (60s)', group: 'How it is run' },
  {
    name: 'lock-timeout',
    type: 'string',
    value: 'duration',
    describe: 'first lock_timeout of what holds up others (200ms)',
    group: 'How it is run',
  },
  { name: 'lock-retries', type: 'string', value: 'n', describe: 'attempts to get a lock (30)', group: 'How it is run' },
  {
    name: 'retry-budget',
    type: 'string',
    value: 'duration',
    describe: 'for all attempts of a statement together (10min)',
    group: 'How it is run',
  },
  {
    name: 'statement-timeout',
    type: 'string',
    value: 'duration',
    describe: 'longest that a statement may run (no limit)',
    group: 'How it is run',
  },
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
  { name: 'config', alias: 'c', type: 'string', value: 'path', describe: 'this configuration and no other', group: 'Settings' },
  { name: 'no-config', type: 'boolean', describe: 'look for no configuration', group: 'Settings' },
] as const satisfies readonly Option[];

const common = [...database, ...files];

export type ExecutorCommand = 'apply' | 'status';

export const EXECUTOR_COMMANDS: readonly Command[] = [
  {
    name: 'apply',
    usage: 'apply [paths..]',
    describe: 'run pending migrations that pass the checks, and record exactly what happened',
    options: [
      { name: 'dry-run', type: 'boolean', describe: 'show what would run, and run nothing', group: 'What is run' },
      ...which,
      ...gate,
      ...common,
      ...running,
      ...shown,
    ],
    takes: 'many',
  },
  {
    name: 'status',
    usage: 'status [paths..]',
    describe: 'what is applied, pending, edited, missing or in doubt',
    options: [
      { name: 'exit-code', type: 'boolean', describe: 'exit 3 where something is pending', group: 'What is run' },
      ...common,
      ...shown,
    ],
    takes: 'many',
  },
];

import {
  mended,
  defineRule,
  listed,
  nameText,
  quoteIdentifier,
  quoteName,
  typeText,
  type AlterColumnType,
  type Catalog,
} from '../src/rule.ts';

export default defineRule({
  id: 'alter-column-type-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Change types that the server can change, for the objects and the values that are there.',
    why: 'The statement ends in an error and the deployment stops there. Values that do not fit are only found in production.',
    instead:
      'Drop and recreate the views, policies, triggers or generated columns that use the column, in the same transaction. Look for values that do not fit before you narrow a type, or limit them by a CHECK that is added NOT VALID.',
    whenNot: 'You have looked, and every value fits.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html', 'https://www.postgresql.org/docs/current/ddl-depend.html'],
  },
  aliases: ['migrationpilot:MP044', 'migrationpilot:MP052'],
  on: ['alter-column-type'],
  messages: {
    dependents: 'ALTER COLUMN {column} TYPE {type} fails: {dependents} of {table} uses the column.',
    'no-cast': 'ALTER COLUMN {column} TYPE {type} fails: {error}.',
    narrowing: 'ALTER COLUMN {column} TYPE {type} fails if a row of {table} does not fit: {error}.',
    refused: 'ALTER COLUMN {column} TYPE {type} fails: {error}.',
  },
  examples: [
    {
      title: 'A view uses the column',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));\nCREATE VIEW user_names AS SELECT id, name FROM users;',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN name TYPE varchar(100);",
      good: { none: 'the view has to be dropped and made anew around the change, and whoever reads it waits.' },
    },
    {
      title: 'Values may be too long',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN name TYPE varchar(20);",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_name_length CHECK (char_length(name) <= 20) NOT VALID;",
        'ALTER TABLE users VALIDATE CONSTRAINT users_name_length;',
      ],
    },
  ],
  check({ op, effects, before, context }) {
    const { fails } = effects;
    if (fails === null) return [];
    const said = { column: op.column, type: typeText(op.type), table: nameText(op.table), error: fails.message };
    if (fails.code.startsWith('22') || fails.code.startsWith('23')) {
      return [
        {
          message: 'narrowing',
          data: said,
          instead: { text: 'Look for values that do not fit before you deploy.', sql: question(op) },
          certain: fails.certain,
        },
      ];
    }
    // What does not exist, or does already, is what a branch of IF asks.
    if (!fails.certain || ((context?.conditional === true || (context?.guarded.length ?? 0) > 0) && fails.code.startsWith('42'))) return [];
    const dependents = dependentsOf(op, before);
    if (dependents.length > 0 && (fails.code === '0A000' || fails.code === '42601')) {
      const instead = {
        text: `In one transaction drop ${listed(dependents)}, change the type, and create ${dependents.length === 1 ? 'it' : 'them'} again.`,
        sql: null,
      };
      return [{ message: 'dependents', data: { ...said, dependents: listed(dependents) }, instead }];
    }
    if (fails.code === '42804') {
      // With USING the values can be converted; then it is the default that can't.
      const text =
        op.using === undefined
          ? `Say how the values are converted (USING ${quoteIdentifier(op.column)}::${typeText(op.type)}). As that rewrites the table, a new column is the safer way.`
          : 'Drop the default before, and set it again after, in the same transaction.';
      return [{ message: 'no-cast', data: said, instead: { text, sql: null } }];
    }
    return [{ message: 'refused', data: said, instead: mended(fails) }];
  },
});

/** What stands in the way, in words. */
function dependentsOf(op: AlterColumnType, before: Catalog): readonly string[] {
  const table = before.table(op.table);
  if (table === undefined) return [];
  const views = before
    .viewsOf(table.id)
    .filter((view) =>
      view.reads.some((read) => read.relation === table.id && (read.columns.includes(op.column) || read.columns.includes('*'))),
    );
  return [
    ...views.map((view) => `the ${view.kind === 'matview' ? 'materialized view' : 'view'} ${view.name}`),
    ...table.policies.filter((policy) => policy.columns.includes(op.column)).map((policy) => `the policy ${policy.name}`),
    ...table.triggers.filter((trigger) => trigger.columns.includes(op.column)).map((trigger) => `the trigger ${trigger.name}`),
    ...table.columns
      .filter((column) => column.generated?.columns.includes(op.column) === true)
      .map((column) => `the generated column ${column.name}`),
  ];
}

const RANGES: Readonly<Record<string, readonly [string, string]>> = {
  int2: ['-32768', '32767'],
  int4: ['-2147483648', '2147483647'],
  int8: ['-9223372036854775808', '9223372036854775807'],
};

/** How to look for values that do not fit. */
function question(op: AlterColumnType): string | null {
  const column = quoteIdentifier(op.column);
  const [length] = op.type.modifiers;
  const range = RANGES[op.type.name];
  const count = `SELECT count(*) FROM ${quoteName(op.table)} WHERE`;
  if ((op.type.name === 'varchar' || op.type.name === 'bpchar') && length !== undefined && op.type.dimensions === 0)
    return `${count} char_length(${column}) > ${length};`;
  return range === undefined || op.using !== undefined ? null : `${count} ${column} NOT BETWEEN ${range[0]} AND ${range[1]};`;
}

import { defineRule, effectOn, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'drop-not-null-breaking',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Let the application expect NULL before the column may hold it.',
    why: 'Code that was written when the column was NOT NULL may not expect NULL: it fails where it reads the first one, and comparisons and aggregates pass such rows over in silence. Taking the step back needs every NULL filled first.',
    instead: 'Deploy code that can read NULL first, and drop NOT NULL in a later migration that says so.',
    whenNot: 'All code that reads the column expects NULL.',
    sources: ['https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL'],
  },
  aliases: [
    'squawk:ban-drop-not-null',
    'pg-migration-lint:PGM507',
    'pgfence:drop-not-null',
    'migrationpilot:MP029',
    'pgls:banDropNotNull',
    'diesel-guard:DropNotNullCheck',
  ],
  on: ['drop-not-null'],
  messages: {
    nullable: '{column} of {table} may be NULL from then on: running code that does not expect that fails where it reads the first one.',
  },
  examples: [
    {
      title: 'A column that may be left out',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN email DROP NOT NULL;",
      good: "SET lock_timeout = '2s';\n-- sqlsafe-ignore drop-not-null-breaking: the code of release 2.4 reads it as optional\nALTER TABLE users ALTER COLUMN email DROP NOT NULL;",
    },
  ],
  check({ op, effects, before, section }) {
    if (effects.fails?.certain === true || effectOn(effects.relations, before, op.table) === undefined) return [];
    const table = before.table(op.table);
    const column = table?.columns.find(({ name }) => name === op.column);
    if (table?.complete === true && column?.notNull === false) return [];
    // What the same file drops nobody reads any more.
    if (
      section.operations.some(
        ({ op: each }) => each.kind === 'drop-column' && each.column === op.column && each.table.name === op.table.name,
      )
    )
      return [];
    return [{ message: 'nullable', data: { column: op.column, table: nameText(op.table) } }];
  },
});

import { briefly, defineRule, nameText, operationsBefore, quoteIdentifier, quoteName, typeText } from '../src/rule.ts';

export default defineRule({
  id: 'rename-column-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give a column a new name without breaking the code that knows the old one.',
    why: 'While you deploy, the old version of the application still runs and knows only the old name; the new one knows only the new name. Whichever of them meets the wrong name fails. Views follow a rename, function bodies do not.',
    instead:
      'Add a column with the new name, write to both, copy the old values in batches, read from the new one, then drop the old one. Or leave the name in the database and change it in the application only.',
    whenNot: 'No running code names the column.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  },
  aliases: [
    'squawk:renaming-column',
    'pgfence:rename-column',
    'strong_migrations:rename_column',
    'pgls:renamingColumn',
    'migrationpilot:MP010',
    'migrationpilot:MP071',
    'pg-migration-lint:PGM505',
    'atlas:BC102',
    'diesel-guard:RenameColumnCheck',
    'pgsafe:rename',
  ],
  on: ['rename-column'],
  messages: {
    column: 'Once {table}.{column} is called {to}, running code that says {column} fails, and so do function bodies. Views go on working.',
  },
  examples: [
    {
      title: 'A better name',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, mail text);',
      bad: 'ALTER TABLE users RENAME COLUMN mail TO email;',
      good: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN email text;",
    },
  ],
  check({ op, effects, before, section }) {
    if (effects.relations.length === 0 || effects.fails?.certain === true) return [];
    if (
      operationsBefore(op, section).some(
        (each) => each.kind === 'add-column' && each.column === op.column && each.table.name === op.table.name,
      )
    )
      return [];
    const type = before.table(op.table)?.columns.find(({ name }) => name === op.column)?.type;
    return [
      {
        message: 'column',
        data: { table: nameText(op.table), column: op.column, to: op.to },
        instead: {
          text: `Add ${op.to} beside ${op.column}, write to both, copy the old values in batches, read from ${op.to}, and drop ${op.column} in the end.`,
          sql:
            type === undefined
              ? null
              : briefly(`ALTER TABLE ${quoteName(op.table)} ADD COLUMN ${quoteIdentifier(op.to)} ${typeText({ ...type, serial: false })};`),
        },
      },
    ];
  },
});

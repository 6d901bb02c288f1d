import { defineRule, effectOn, nameText, shortened } from '../src/rule.ts';

export default defineRule({
  id: 'set-default-drifting',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Know that a new default is for new rows, and for those alone that leave the column out.',
    why: 'Rows that are there keep what they have. And some libraries read the default of a column when they start, and write it themselves from then on: until they are started anew, they go on writing the old one.',
    instead: 'Change the old rows in batches where they are meant too, and start the application anew after the migration.',
    whenNot: 'The old rows are right as they are, and the application does not keep defaults.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  },
  aliases: ['migrationpilot:MP048', 'online_migrations:change_column_default'],
  on: ['set-default'],
  messages: {
    changed: 'Rows of {table} keep the {column} that they have. Running code that remembers the old default, {old}, goes on writing it.',
  },
  examples: [
    {
      title: 'Another default',
      dialect: 'postgresql',
      given: "CREATE TABLE users (id bigint PRIMARY KEY, role text DEFAULT 'user');",
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN role SET DEFAULT 'member';",
      good: "SET lock_timeout = '2s';\n-- sqlsafe-ignore set-default-drifting: old users stay users, and the code keeps no defaults\nALTER TABLE users ALTER COLUMN role SET DEFAULT 'member';",
    },
  ],
  check({ op, effects, before }) {
    if (effects.fails?.certain === true || effectOn(effects.relations, before, op.table) === undefined) return [];
    const old = before.table(op.table)?.columns.find(({ name }) => name === op.column)?.default;
    if (old === undefined || old.form === 'null' || old.text === op.default.text) return [];
    // the same constant with another cast
    if (old.literal !== undefined && old.literal === op.default.literal) return [];
    return [{ message: 'changed', data: { table: nameText(op.table), column: op.column, old: shortened(old.text) } }];
  },
});

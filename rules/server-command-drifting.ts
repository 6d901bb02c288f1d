import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'server-command-drifting',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Leave the settings of the server to whoever runs it.',
    why: 'ALTER SYSTEM changes every database of the server, needs a superuser, cannot run in a transaction, and is forgotten when the database moves to another server.',
    instead: 'ALTER DATABASE … SET or ALTER ROLE … SET for what the application needs; the server itself is configured where it is set up.',
    whenNot: 'The database has the server to itself, and the migrations set it up.',
    sources: ['https://www.postgresql.org/docs/current/sql-altersystem.html'],
  },
  aliases: ['migrationpilot:MP073'],
  on: ['server-command'],
  messages: {
    'alter-system': 'ALTER SYSTEM changes all databases of this server, and is not there on the next one.',
  },
  examples: [
    {
      title: 'More memory for sorting',
      dialect: 'postgresql',
      bad: "ALTER SYSTEM SET work_mem = '64MB';",
      good: "ALTER ROLE app SET work_mem = '64MB';",
    },
  ],
  check: ({ op, effects }) =>
    op.command !== 'ALTER SYSTEM' || effects.fails?.certain === true
      ? []
      : [{ message: 'alter-system', instead: { text: 'Set it for the database or the role that needs it.', sql: null } }],
});

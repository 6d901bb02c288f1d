import { commandText, defineRule, type Operation } from '../src/rule.ts';

export default defineRule({
  id: 'migration-irreversible',
  severity: 'info',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Write down how to undo a migration that removes something, or that it cannot be undone.',
    why: 'Migrations here have a way back, and this one, which removes something, has none. Whoever has to undo the deployment finds that out in the middle of the trouble.',
    instead: 'Add the down part. It cannot bring rows back, but it can make the table or column that the older code needs.',
    whenNot: 'You never go back, only forward.',
    sources: ['https://www.postgresql.org/docs/current/ddl-alter.html'],
  },
  aliases: [],
  on: [],
  messages: {
    'no-way-back': '{command} removes what the version before needs, and this migration has no down part.',
  },
  examples: [
    {
      title: 'A column goes for good',
      dialect: 'postgresql',
      layout: 'sections',
      given: '-- UP\nCREATE TABLE users (id bigint PRIMARY KEY, nickname text);\n-- DOWN\nDROP TABLE users;',
      bad: "-- UP\nSET lock_timeout = '2s';\nALTER TABLE users DROP COLUMN nickname;",
      good: "-- UP\nSET lock_timeout = '2s';\n-- sqlsafe-ignore drop-column-breaking: no release since March reads or writes it\nALTER TABLE users DROP COLUMN nickname;\n-- DOWN\nALTER TABLE users ADD COLUMN nickname text;",
    },
  ],
  checkSection({ section, migration, judged }) {
    if (section.isDown || !migration.reversible || migration.down.length > 0) return [];
    const operation = judged.findIndex(({ op, onlyNew, effects }) => removes(op) && !onlyNew && effects.fails?.certain !== true);
    const found = judged[operation];
    return found === undefined
      ? []
      : [
          {
            operation,
            message: 'no-way-back',
            data: { command: commandText(found.op) },
            instead: { text: 'Add a down part that makes again what the older code needs.', sql: null },
          },
        ];
  },
});

function removes(op: Operation): boolean {
  switch (op.kind) {
    case 'drop-table':
    case 'drop-column':
    case 'drop-relation':
    case 'truncate':
      return true;
    case 'drop-object':
      return op.what === 'schema' || op.what === 'type' || op.what === 'domain' || op.what === 'owned';
    case 'delete':
      return op.where === undefined || op.query.unfiltered;
    default:
      return false;
  }
}

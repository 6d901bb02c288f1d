import { alter, briefly, defineRule, nameText, operationsAfter, quoteIdentifier, textOf, type Catalog, type Name } from '../src/rule.ts';

export default defineRule({
  id: 'alter-relation-lingering',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Leave no table without its upkeep.',
    why: 'Without autovacuum a table keeps its dead rows, its statistics grow old, and in the end the whole database stops to protect itself from running out of transaction numbers. REPLICA IDENTITY FULL writes the old row in full to the log with every change, and subscribers search their table for it.',
    instead: 'Tune autovacuum for the table rather than stop it; name rows by a unique index rather than by all columns.',
    whenNot: 'A job vacuums the table; or the table is published, and has no unique index.',
    sources: [
      'https://www.postgresql.org/docs/current/routine-vacuuming.html',
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY',
    ],
  },
  aliases: ['migrationpilot:MP066'],
  on: ['alter-relation', 'create-table'],
  messages: {
    'autovacuum-off': 'Nothing vacuums {table} from now on: dead rows stay, and its statistics grow old.',
    'full-identity': 'With REPLICA IDENTITY FULL every change of {table} writes its old row in full to the write-ahead log.',
  },
  examples: [
    {
      title: 'A load without autovacuum',
      dialect: 'postgresql',
      given: 'CREATE TABLE visits (page text, at timestamptz);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE visits SET (autovacuum_enabled = false);",
      good: "SET lock_timeout = '2s';\nALTER TABLE visits SET (autovacuum_vacuum_scale_factor = 0.01);",
    },
  ],
  check({ op, effects, before, section, statement }) {
    if (effects.fails?.certain === true) return [];
    const data = { table: nameText(op.table) };
    if (op.kind === 'alter-relation' && op.action === 'replica-identity' && op.names[0] === 'FULL') {
      const key = keyOf(before, op.table);
      const instead = {
        text: 'Name its rows by a key.',
        sql: key === undefined ? null : briefly(alter(op.table, `REPLICA IDENTITY ${key}`)),
      };
      return [{ message: 'full-identity', data, severity: 'info', instead }];
    }
    const sets = op.kind === 'create-table' || op.action === 'set-options';
    if (!sets || !OFF.test(textOf(op, statement))) return [];
    const back = operationsAfter(op, section).some(
      (each) => each.kind === 'alter-relation' && each.table.name === op.table.name && each.names.includes('autovacuum_enabled'),
    );
    const instead =
      op.kind === 'create-table'
        ? { text: 'Leave the option out.', sql: null }
        : { text: 'Turn it on again when the work is done.', sql: briefly(alter(op.table, 'RESET (autovacuum_enabled)')) };
    return back ? [] : [{ message: 'autovacuum-off', data, instead }];
  },
});

const OFF = /\bautovacuum_enabled\s*=\s*'?(?:false|off|no|0)\b/i;

/** The primary key, or a unique index that takes all rows. */
function keyOf(before: Catalog, name: Name): string | undefined {
  const table = before.table(name);
  if (table === undefined) return undefined;
  if (table.constraints.some(({ kind }) => kind === 'primary-key')) return 'DEFAULT';
  const index = before
    .indexesOf(table.id)
    .find(
      (each) =>
        each.unique &&
        each.where === undefined &&
        each.keys.every(({ column }) => table.columns.some((own) => own.name === column && own.notNull)),
    );
  return index === undefined ? undefined : `USING INDEX ${quoteIdentifier(index.name)}`;
}

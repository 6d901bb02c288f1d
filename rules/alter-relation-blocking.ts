import { defineRule, listed, relationText, type HistoryEntry, type OperationKind } from '../src/rule.ts';

/** From so many times on it is worth a word. */
const OFTEN = 3;

const ALTERS = [
  'add-column',
  'drop-column',
  'rename-column',
  'set-default',
  'drop-default',
  'drop-not-null',
  'set-not-null',
  'alter-column-type',
  'add-check',
  'add-not-null',
  'add-unique',
  'add-primary-key',
  'drop-constraint',
  'alter-relation',
] as const satisfies readonly OperationKind[];

export default defineRule({
  id: 'alter-relation-blocking',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Lock a table once in a deployment, not again and again.',
    why: 'Each ALTER TABLE waits until all that use the table have finished, and all that come after it wait behind it. Three of them in transactions of their own stop the table three times.',
    instead: 'Write the clauses into one ALTER TABLE, or the statements into one transaction, if they are all brief.',
    whenNot: 'One of them does long work, and is on its own for that.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  },
  aliases: ['migrationpilot:SQ001', 'migrationpilot:SQ002'],
  on: ALTERS,
  messages: {
    again: 'This is the last of {count} transactions of this deployment that each stop all reads and writes of {table} ({files}).',
  },
  examples: [
    {
      title: 'Three times where once would do',
      dialect: 'postgresql',
      transaction: 'statement',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, name text);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN IF NOT EXISTS a int;\nALTER TABLE users ADD COLUMN IF NOT EXISTS b int;\nALTER TABLE users ALTER COLUMN name SET DEFAULT '';",
      good: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN a int, ADD COLUMN b int, ALTER COLUMN name SET DEFAULT '';",
    },
  ],
  collect: ({ effects }) => effects.relations.some(stops),
  checkHistory({ entries }) {
    const byTable = new Map<string, Stop[]>();
    for (const entry of entries) {
      for (const effect of entry.effects.relations) {
        if (!stops(effect) || effect.id === undefined) continue;
        const key = `${entry.deployment} ${effect.id}`;
        const list = byTable.get(key) ?? [];
        // Of one transaction the last word counts.
        if (list.at(-1)?.entry.transaction === entry.transaction) list.pop();
        byTable.set(key, [...list, { entry, table: relationText(effect) }]);
      }
    }
    return [...byTable.values()].flatMap((stopped) => {
      const last = stopped.at(-1);
      if (last === undefined || stopped.length < OFTEN) return [];
      const files = [...new Set(stopped.map(({ entry }) => entry.statement.file.path))];
      return [
        {
          entry: last.entry,
          message: 'again' as const,
          data: { count: String(stopped.length), table: last.table, files: listed(files) },
          instead: { text: 'Put them into one statement or one transaction, if none of them does long work.', sql: null },
        },
      ];
    });
  },
});

interface Stop {
  readonly entry: HistoryEntry<(typeof ALTERS)[number]>;
  readonly table: string;
}

const stops = ({ blocks, work }: { readonly blocks: string; readonly work: string }): boolean => blocks === 'everything' && work === 'none';

import { alter, defineRule, isTable, nameOf, quoteIdentifier, relationText, type Catalog, type HistoryEntry } from '../src/rule.ts';

type Added = HistoryEntry<'add-check' | 'add-foreign-key' | 'add-not-null'>;

export default defineRule({
  id: 'validate-constraint-lingering',
  severity: 'info',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Validate what was added NOT VALID.',
    why: 'A constraint that is NOT VALID holds for new rows only: rows that were there before may break it, and nobody looks. The planner does not rely on it, SET NOT NULL and ATTACH PARTITION do not take it as a proof, and the day on which somebody does validate it may find rows that nobody can mend.',
    instead: 'Validate it in a migration of its own: reads and writes go on meanwhile.',
    whenNot:
      'The old rows are known to break it, and may. Say so in an ignore comment. Constraints of domains are left alone: validating one stops all writes to its tables.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  },
  aliases: [],
  on: ['add-check', 'add-foreign-key', 'add-not-null'],
  messages: {
    never: 'Nothing in the {later} after this one validates {constraint} of {table}: rows from before may break it unseen.',
  },
  examples: [
    {
      title: 'The second half was forgotten',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, amount int);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT amount_positive CHECK (amount > 0) NOT VALID;",
      later: 'CREATE TABLE refunds (id bigint PRIMARY KEY);',
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT amount_positive CHECK (amount > 0) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT amount_positive;',
      ],
    },
  ],
  collect: ({ op }) => !op.valid && (op.kind === 'add-not-null' || op.enforced),
  checkHistory({ entries, end }) {
    const catalog = end();
    return entries.flatMap((entry) => {
      // The newest migration may be waiting for the one that validates.
      const later = catalog.deployment - entry.deployment;
      const pending = later === 0 ? undefined : stillPending(entry, catalog);
      if (pending === undefined) return [];
      const { constraint, table, sql } = pending;
      return [
        {
          entry,
          message: 'never' as const,
          data: { constraint, table, later: later === 1 ? 'migration' : `${later} migrations` },
          instead: { text: 'Validate it in a migration of its own.', sql },
        },
      ];
    });
  },
});

/** It is there at the end, by that name, and was not looked at since. */
function stillPending(
  { op, relation, deployment }: Added,
  catalog: Catalog,
): { constraint: string; table: string; sql: string } | undefined {
  const table = relation === undefined ? undefined : catalog.get(relation);
  if (!isTable(table)) return undefined;
  const kind = op.kind.slice('add-'.length);
  const found = table.constraints.find(
    (each) =>
      each.kind === kind &&
      !each.valid &&
      each.enforced &&
      each.deployment === deployment &&
      (op.name === undefined || each.name === op.name),
  );
  // Columns that came with it are NULL in every older row, which passes.
  const young = (name: string): boolean => {
    const column = table.columns.find((each) => each.name === name);
    return column?.added === deployment && column.default === undefined && !column.notNull;
  };
  return found === undefined || (found.columns.length > 0 && found.columns.every(young))
    ? undefined
    : {
        constraint: found.name,
        table: relationText(table),
        sql: alter(nameOf(table), `VALIDATE CONSTRAINT ${quoteIdentifier(found.name)}`),
      };
}

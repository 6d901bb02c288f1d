import {
  chosenName,
  columnList,
  defineRule,
  isCovered,
  isTable,
  quoteIdentifier,
  relationSql,
  relationText,
  type Constraint,
  type Table,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-foreign-key-lingering',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give the columns of a foreign key an index of their own.',
    why: 'PostgreSQL makes no index for the columns that refer. Whenever a row is deleted from the table referred to, or its key changes, the whole referring table is read to see whether a row still points there; joins along the key read it too.',
    instead: 'Build an index CONCURRENTLY whose first columns are those of the key, in any order.',
    whenNot: 'The referring table stays small, or rows of the other table are never deleted and their keys never change.',
    sources: ['https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK'],
  },
  aliases: [
    'pg-migration-lint:PGM501',
    'eugene:E15',
    'pgfence:fk-missing-index',
    'migrationpilot:MP016',
    'splinter:unindexed_foreign_keys',
    'pgsafe:foreign-key-without-index',
  ],
  on: ['add-foreign-key'],
  messages: {
    'without-index':
      'No index of {table} begins with ({columns}): every delete from {referenced}, and every change of its key, reads all of {table}.',
    cascading:
      'No index of {table} begins with ({columns}), and {action} looks for the rows to follow: every delete from {referenced} reads all of {table}.',
  },
  examples: [
    {
      title: 'Orders follow their user',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nCREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE\n);",
      good: "SET lock_timeout = '2s';\nCREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE\n);\nCREATE INDEX orders_user_id_idx ON orders (user_id);",
    },
    {
      title: 'A key of two columns',
      dialect: 'postgresql',
      given:
        'CREATE TABLE seats (hall int, seat int, PRIMARY KEY (hall, seat));\nCREATE TABLE tickets (id bigint PRIMARY KEY, hall int, seat int);\nCREATE INDEX tickets_seat ON tickets (seat);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE tickets ADD CONSTRAINT tickets_seat_fkey FOREIGN KEY (hall, seat) REFERENCES seats (hall, seat) NOT VALID;",
      good: [
        'CREATE INDEX CONCURRENTLY tickets_seat_hall ON tickets (seat, hall);',
        "SET lock_timeout = '2s';\nALTER TABLE tickets ADD CONSTRAINT tickets_seat_fkey FOREIGN KEY (hall, seat) REFERENCES seats (hall, seat) NOT VALID;",
      ],
    },
  ],
  collect: ({ op, relation }) => op.enforced && relation !== undefined,
  checkHistory({ entries, end }) {
    const catalog = end();
    return entries.flatMap((entry) => {
      const { op, relation } = entry;
      const table = relation === undefined ? undefined : catalog.get(relation);
      if (!isTable(table) || !table.complete || table.temporary) return [];
      const key = keyOf(table, op.columns);
      const referenced = key?.references === undefined ? undefined : catalog.get(key.references.table);
      if (key === undefined || referenced === undefined || isCovered(key.columns, catalog.indexesOf(table.id))) return [];
      const action = FOLLOWS[op.onDelete];
      const data = { table: relationText(table), columns: key.columns.join(', '), referenced: relationText(referenced) };
      const details = {
        entry,
        relation: `${table.schema}.${table.name}`,
        once: `${table.id} ${key.columns.join()}`,
        instead: {
          text:
            table.partitionBy === undefined
              ? 'Build an index on the columns of the key, in a file of its own.'
              : 'Build an index on the columns of the key on each partition, then on the whole.',
          sql: table.partitionBy === undefined ? indexSql(table, key) : null,
        },
      };
      return [
        action === undefined
          ? { ...details, message: 'without-index' as const, data }
          : { ...details, message: 'cascading' as const, data: { ...data, action }, severity: 'warning' as const },
      ];
    });
  },
});

/** What is done with the rows that point at a deleted one has to find them first. */
const FOLLOWS: { readonly [action: string]: string } = {
  cascade: 'ON DELETE CASCADE',
  'set-null': 'ON DELETE SET NULL',
  'set-default': 'ON DELETE SET DEFAULT',
};

/** A partition's copy of its parent's key is answered for there. */
const keyOf = (table: Table, columns: readonly string[]): Constraint | undefined =>
  table.constraints.find(
    (each) => each.kind === 'foreign-key' && !each.inherited && each.enforced && each.columns.join('\0') === columns.join('\0'),
  );

const indexSql = (table: Table, { columns }: Constraint): string => {
  const name = chosenName({ schema: undefined, name: table.name }, columns, 'idx');
  return `CREATE INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${relationSql(table)} (${columnList(columns)});`;
};

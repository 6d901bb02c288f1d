import {
  alter,
  apartSql,
  briefly,
  freeName,
  columnList,
  defineRule,
  inOrder,
  listed,
  mended,
  nameText,
  partitionedUniqueSql,
  quoteIdentifier,
  quoteName,
  type AddPrimaryKey,
  type AddUnique,
  type Catalog,
  type LayoutName,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-unique-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add unique constraints and primary keys that the server accepts.',
    why: 'The statement ends in an error and the deployment stops there.',
    instead:
      'USING INDEX takes a valid, unique index over plain columns, without WHERE, of a table that is not partitioned. On a partitioned table the key must hold all columns of the partition key.',
    whenNot: 'The files do not show the schema as it is, because somebody changed it by hand.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html',
      'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-LIMITATIONS',
    ],
  },
  aliases: ['migrationpilot:MP049'],
  on: ['add-unique', 'add-primary-key'],
  messages: {
    'unusable-index': '{what} USING INDEX {index} fails: {reason}.',
    'partition-key-missing': '{what} ({columns}) fails: {table} is partitioned by {key}, and the key must hold {missing} too.',
    refused: '{what} fails: {error}.',
  },
  examples: [
    {
      title: 'A partial index as the constraint',
      dialect: 'postgresql',
      given:
        'CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, deleted boolean NOT NULL);\nCREATE UNIQUE INDEX users_email_idx ON users (email) WHERE NOT deleted;',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_idx;",
      good: [
        'CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);',
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;",
      ],
    },
    {
      title: 'A unique constraint without the partition key',
      dialect: 'postgresql',
      given: 'CREATE TABLE events (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE events ADD CONSTRAINT events_id_key UNIQUE (id);",
      good: { none: 'uniqueness over all partitions can only be had with the partition key in it.' },
    },
  ],
  check({ op, effects, before, context, migration }) {
    const { fails } = effects;
    // Class 23: the rows decide. "Already exists" in a branch of IF is what the branch is there to avoid.
    if (fails?.certain !== true || fails.code.startsWith('23') || context?.conditional === true || (context?.guarded.length ?? 0) > 0)
      return [];
    // A new column that has no value for the rows: said of the column.
    const what = op.kind === 'add-unique' ? 'ADD UNIQUE' : 'ADD PRIMARY KEY';
    if (op.usingIndex !== undefined && fails.code !== '42P07' && fails.code !== '42710') {
      const instead = {
        text: 'Build a valid unique index over plain columns, without WHERE, and use that.',
        sql: usableIndex(op, op.usingIndex, before, migration.layout),
      };
      return [{ message: 'unusable-index', data: { what, index: op.usingIndex, reason: fails.message }, instead }];
    }
    const missing = missingOfPartitionKey(op, before);
    if (fails.code === '0A000' && missing !== undefined) {
      const instead = { text: `Add ${listed(missing.columns)} to the key.`, sql: withKey(op, missing.columns, before, migration.layout) };
      return [
        {
          message: 'partition-key-missing',
          data: { what, columns: op.columns.join(', '), table: nameText(op.table), key: missing.key, missing: listed(missing.columns) },
          instead,
        },
      ];
    }
    return [
      {
        message: 'refused',
        data: { what, error: fails.message },
        instead: mended(fails),
      },
    ];
  },
});

function missingOfPartitionKey(op: AddUnique | AddPrimaryKey, before: Catalog): { key: string; columns: string[] } | undefined {
  const columns = before.table(op.table)?.partitionBy?.columns;
  if (columns === undefined) return undefined;
  const missing = columns.filter((column) => column !== undefined && !op.columns.includes(column)) as string[];
  return missing.length === 0 ? undefined : { key: columns.map((column) => column ?? 'an expression').join(', '), columns: missing };
}

/** A unique index over the columns of the one that can't be used, and the constraint on that; null where there are none, or NULLs in them. */
function usableIndex(op: AddUnique | AddPrimaryKey, name: string, before: Catalog, layout: LayoutName): string | null {
  const table = before.table(op.table);
  const index = table === undefined ? undefined : before.indexesOf(table.id).find((each) => each.name === name);
  if (table === undefined || index === undefined || table.partitionBy !== undefined || index.constraint !== undefined) return null;
  const columns = index.keys.flatMap(({ column }) => column ?? []);
  const nullable = columns.some((each) => table.columns.find((column) => column.name === each)?.notNull !== true);
  if (columns.length !== index.keys.length || (op.kind === 'add-primary-key' && nullable)) return null;
  const suffix = op.kind === 'add-unique' ? 'key' : 'pkey';
  const constraint = op.name ?? freeName(op.table, op.kind === 'add-unique' ? columns : [], suffix, before);
  if (constraint === name) return null;
  const word = op.kind === 'add-unique' ? 'UNIQUE' : 'PRIMARY KEY';
  const quoted = quoteIdentifier(constraint);
  return inOrder(
    apartSql(layout, `CREATE UNIQUE INDEX CONCURRENTLY ${quoted} ON ${quoteName(op.table)} (${columnList(columns)});`),
    briefly(alter(op.table, `ADD CONSTRAINT ${quoted} ${word} USING INDEX ${quoted}`)),
  );
}

/** The unique index with the partition key in it, built partition by partition. */
function withKey(op: AddUnique | AddPrimaryKey, missing: readonly string[], before: Catalog, layout: LayoutName): string | null {
  const table = before.table(op.table);
  if (table === undefined || op.kind !== 'add-unique' || op.inline) return null;
  const columns = [...op.columns, ...missing];
  const name = op.name ?? freeName(op.table, columns, 'key', before);
  return partitionedUniqueSql(table, before, layout, { name, columns, tail: `(${columnList(columns)})` }) ?? null;
}

import { defineRule, listed, nameText, type AddPrimaryKey, type AddUnique, type Catalog } from '../src/rule.ts';

export default defineRule({
  id: 'add-unique-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add unique constraints and primary keys that the server accepts.',
    why: 'The statement ends in an error and the deployment stops there.',
    instead:
      'USING INDEX takes a valid, unique index over plain columns, without WHERE, of a table that is not partitioned. NOT VALID is only for CHECK, FOREIGN KEY and NOT NULL. On a partitioned table the key must hold all columns of the partition key.',
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
    'not-valid': '{what} … NOT VALID fails: only CHECK, FOREIGN KEY and NOT NULL can be NOT VALID.',
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
  check({ op, effects, before, context }) {
    const { fails } = effects;
    // Class 23: the rows decide. "Already exists" in a branch of IF is what the branch is there to avoid.
    if (fails?.certain !== true || fails.code.startsWith('23') || context?.conditional === true || (context?.guarded.length ?? 0) > 0)
      return [];
    // A new column that has no value for the rows: said of the column.
    const what = op.kind === 'add-unique' ? 'ADD UNIQUE' : 'ADD PRIMARY KEY';
    if (op.notValid)
      return [
        {
          message: 'not-valid',
          data: { what },
          instead: { text: 'Build a unique index CONCURRENTLY, and make it the constraint with USING INDEX.', sql: null },
        },
      ];
    if (op.usingIndex !== undefined && fails.code !== '42P07' && fails.code !== '42710') {
      const instead = { text: 'Build a valid unique index over plain columns, without WHERE, and use that.', sql: null };
      return [{ message: 'unusable-index', data: { what, index: op.usingIndex, reason: fails.message }, instead }];
    }
    const missing = missingOfPartitionKey(op, before);
    if (fails.code === '0A000' && missing !== undefined) {
      const instead = { text: `Add ${listed(missing.columns)} to the key.`, sql: null };
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
        instead: { text: 'Mend the statement: no server will run it.', sql: null },
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

import { defineRule, nameText, partitionedIndexSql, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'create-index-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Ask of a partitioned table only indexes that PostgreSQL can give it.',
    why: 'A partitioned table has no rows of its own: its index is one index for each partition. PostgreSQL refuses to build those CONCURRENTLY in one statement, and refuses a unique index without the partition key, because it could not find a duplicate in another partition.',
    instead:
      'CREATE INDEX ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION. Put the partition key into a unique index.',
    whenNot: 'The statement is always refused.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
      'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-LIMITATIONS',
    ],
  },
  aliases: ['migrationpilot:MP092'],
  on: ['create-index'],
  messages: {
    'partitioned-concurrently':
      '{table} is partitioned, and PostgreSQL builds no index CONCURRENTLY on a partitioned table: this statement fails.',
    'without-key': '{table} is partitioned by {key}, and a unique index on it must contain that: this statement fails.',
  },
  examples: [
    {
      title: 'CONCURRENTLY on a partitioned table',
      dialect: 'postgresql',
      given:
        "CREATE TABLE events (at date NOT NULL, user_id bigint) PARTITION BY RANGE (at);\nCREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
      bad: 'CREATE INDEX CONCURRENTLY events_user_id_idx ON events (user_id);',
      good: [
        "SET lock_timeout = '2s';\nCREATE INDEX events_user_id_idx ON ONLY events (user_id);",
        'CREATE INDEX CONCURRENTLY events_2026_user_id_idx ON events_2026 (user_id);',
        "SET lock_timeout = '2s';\nALTER INDEX events_user_id_idx ATTACH PARTITION events_2026_user_id_idx;",
      ],
    },
    {
      title: 'A unique index without the partition key',
      dialect: 'postgresql',
      given: 'CREATE TABLE events (at date NOT NULL, number bigint) PARTITION BY RANGE (at);',
      bad: 'CREATE UNIQUE INDEX events_number_idx ON ONLY events (number);',
      good: "SET lock_timeout = '2s';\nCREATE UNIQUE INDEX events_number_idx ON ONLY events (number, at);",
    },
  ],
  check({ op, effects, before, migration, statement }) {
    const table = before.table(op.table);
    if (effects.fails?.certain !== true || effects.fails.code !== '0A000' || table?.partitionBy === undefined) return [];
    const name = nameText(op.table);
    if (!op.concurrently) {
      const key = table.partitionBy.columns.map((column) => column ?? 'an expression').join(', ');
      return [
        {
          message: 'without-key',
          data: { table: name, key },
          instead: { text: `Add ${key} to the index, or make each partition's index unique by itself.`, sql: null },
        },
      ];
    }
    const sql = partitionedIndexSql(op, textOf(op, statement), before, migration.layout);
    return [
      {
        message: 'partitioned-concurrently',
        data: { table: name },
        instead: { text: 'Create it on the parent only, build it CONCURRENTLY on each partition, then attach those.', sql: sql ?? null },
      },
    ];
  },
});

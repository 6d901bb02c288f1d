import { apartSql, apartText, defineRule, nameText, quoteName, waitIsBounded } from '../src/rule.ts';

export default defineRule({
  id: 'detach-partition-blocking',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Detach a partition without stopping the whole partitioned table.',
    why: 'DETACH PARTITION takes ACCESS EXCLUSIVE on the partitioned table. It waits for every query that uses any of its partitions, and everything that comes after it waits behind it.',
    instead: 'DETACH PARTITION … CONCURRENTLY (from PostgreSQL 14 on), outside a transaction.',
    whenNot: 'A lock_timeout ends the wait, and you try again when it did. With a default partition CONCURRENTLY is refused.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION'],
  },
  aliases: [
    'squawk:require-concurrent-partition-detach',
    'pgfence:detach-partition',
    'pgls:requireConcurrentDetachPartition',
    'migrationpilot:MP046',
    'pg-migration-lint:PGM004',
    'pgsafe:detach-partition-non-concurrent',
  ],
  on: ['detach-partition'],
  messages: {
    detach:
      'DETACH PARTITION takes ACCESS EXCLUSIVE on {table}: it waits for every query that uses {table}, and reads and writes that come later wait behind it.',
  },
  examples: [
    {
      title: 'Last year goes',
      dialect: 'postgresql',
      given:
        "CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);\nCREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      bad: 'ALTER TABLE events DETACH PARTITION events_2025;',
      good: 'ALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY;',
    },
  ],
  check({ op, effects, before, session, settings, target, migration }) {
    const parent = before.table(op.table);
    const hasDefault =
      parent !== undefined && before.partitionsOf(parent.id).some(({ partitionOf }) => partitionOf?.bound.kind === 'default');
    const noOtherWay = op.concurrently || op.finalize || target.version[0] < 14 || hasDefault;
    if (noOtherWay || effects.fails?.certain === true || !effects.relations.some(({ blocks }) => blocks === 'everything')) return [];
    return [
      {
        message: 'detach',
        data: { table: nameText(op.table) },
        severity: waitIsBounded(session, settings) ? 'info' : 'warning',
        instead: {
          text: `Detach it CONCURRENTLY. ${apartText(migration.layout)}`,
          sql: apartSql(migration.layout, `ALTER TABLE ${quoteName(op.table)} DETACH PARTITION ${quoteName(op.partition)} CONCURRENTLY;`),
        },
      },
    ];
  },
});

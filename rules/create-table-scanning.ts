import { defineRule, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'create-table-scanning',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Think before you give a partitioned table a DEFAULT partition.',
    why: 'With a DEFAULT partition, every partition that comes later has its rows searched for those that belong into the new one, under ACCESS EXCLUSIVE; and no partition can be detached CONCURRENTLY. It grows with every value that nobody thought of.',
    instead: 'Create the partitions ahead of time, and let an INSERT fail that fits none.',
    whenNot: 'The DEFAULT partition stays small, and somebody watches it.',
    sources: ['https://www.postgresql.org/docs/current/ddl-partitioning.html'],
  },
  aliases: ['migrationpilot:MP093'],
  on: ['create-table'],
  messages: {
    'default-partition':
      'With {table} as its DEFAULT partition, {parent} takes no new partition without reading all rows of it, and detaches none CONCURRENTLY.',
  },
  examples: [
    {
      title: 'A partition for the rest',
      dialect: 'postgresql',
      given: 'CREATE TABLE visits (day date NOT NULL) PARTITION BY RANGE (day);',
      bad: "SET lock_timeout = '2s';\nCREATE TABLE visits_rest PARTITION OF visits DEFAULT;",
      good: { none: 'There is no DEFAULT partition without these costs.' },
    },
  ],
  check: ({ op, effects }) =>
    op.partitionOf?.bound.kind !== 'default' || effects.fails?.certain === true
      ? []
      : [
          {
            message: 'default-partition',
            data: { table: nameText(op.table), parent: nameText(op.partitionOf.parent) },
            instead: { text: 'Create the partitions ahead of time, and do without it.', sql: null },
          },
        ],
});

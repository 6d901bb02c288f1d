import {
  addedThenValidated,
  boundSql,
  defineRule,
  inOrder,
  LOCK_TIMEOUT,
  nameOf,
  nameText,
  outsideBoundCheckSql,
  quoteName,
  relationText,
  waitIsBounded,
  type CreateTable,
} from '../src/rule.ts';

export default defineRule({
  id: 'create-table-blocking',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add a partition without stopping the whole partitioned table.',
    why: 'CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on the partitioned table: it waits for every query that uses any of its partitions, and everything that comes after it waits behind it. If there is a default partition, all its rows are read under that lock.',
    instead:
      'Create the table by itself with LIKE … INCLUDING ALL, then ATTACH PARTITION, which takes no strong lock on the parent from PostgreSQL 12 on.',
    whenNot: 'A lock_timeout ends the wait, you try again when it did, and there is no default partition.',
    sources: [
      'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
      'https://www.postgresql.org/docs/current/sql-createtable.html',
    ],
  },
  aliases: [],
  on: ['create-table'],
  messages: {
    'partition-of':
      'CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on {parent}: it waits for every query that uses {parent}, and reads and writes that come later wait behind it.',
    'default-scanned':
      'CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on {parent} and on its default partition {partition}, and reads all rows of that one: reads and writes of both wait until it is done.',
  },
  examples: [
    {
      title: 'A partition for next year',
      dialect: 'postgresql',
      given: 'CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);',
      bad: "CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');",
      good: "CREATE TABLE events_2027 (LIKE events INCLUDING ALL);\nALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');",
    },
  ],
  check({ op, effects, before, session, settings, target }) {
    const { partitionOf } = op;
    if (partitionOf === undefined || effects.fails?.certain === true) return [];
    const parent = before.table(partitionOf.parent);
    const scanned = effects.relations.find((effect) => effect.work === 'scan' && effect.id !== parent?.id);
    const name = nameText(partitionOf.parent);
    if (scanned !== undefined) {
      const check = parent === undefined ? undefined : outsideBoundCheckSql(parent, partitionOf.bound);
      const sql =
        check === undefined
          ? null
          : inOrder(...addedThenValidated(nameOf(scanned), `${scanned.name}_not_${op.table.name}`, `CHECK (${check})`));
      return [
        {
          message: 'default-scanned',
          data: { parent: name, partition: relationText(scanned) },
          severity: 'error',
          certain: scanned.certain,
          instead: {
            text: `Prove first that ${relationText(scanned)} holds none of the new rows: a CHECK that excludes them, NOT VALID first and validated in a later file.`,
            sql,
          },
        },
      ];
    }
    if (
      !effects.relations.some(
        (effect) =>
          effect.blocks === 'everything' && (parent === undefined ? effect.name === partitionOf.parent.name : effect.id === parent.id),
      )
    )
      return [];
    return [
      {
        message: 'partition-of',
        data: { parent: name },
        severity: waitIsBounded(session, settings) ? 'info' : 'warning',
        instead: insteadOf(op, partitionOf, target.version[0]),
      },
    ];
  },
});

function insteadOf(
  op: CreateTable,
  { parent, bound }: NonNullable<CreateTable['partitionOf']>,
  version: number,
): { readonly text: string; readonly sql: string | null } {
  // Before 12, ATTACH locks the parent as strongly.
  if (version < 12) return { text: 'Limit the wait, and try again when it ends in an error.', sql: LOCK_TIMEOUT };
  const text = 'Create the table by itself, then attach it: that takes no lock on the parent that reads or writes wait for.';
  if (op.partitionBy !== undefined || op.columns.length > 0) return { text, sql: null };
  return {
    text,
    sql: `CREATE TABLE ${quoteName(op.table)} (LIKE ${quoteName(parent)} INCLUDING ALL);\nALTER TABLE ${quoteName(parent)} ATTACH PARTITION ${quoteName(op.table)} ${boundSql(bound)};`,
  };
}

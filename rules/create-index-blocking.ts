import {
  apartSql,
  apartText,
  concurrentIndexSql,
  defineRule,
  droppedUnderItsName,
  isFelt,
  listed,
  nameText,
  operationsBefore,
  partitionedIndexSql,
  readersText,
  replacedIndexSql,
  textOf,
  type CreateIndex,
  type SectionView,
} from '../src/rule.ts';

export default defineRule({
  id: 'create-index-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Build an index on a table in use without stopping its writes.',
    why: 'Building an index reads the whole table, and a plain CREATE INDEX holds SHARE meanwhile. Every insert, update and delete waits until the build is done: seconds on a small table, hours on a large one.',
    instead:
      'CREATE INDEX CONCURRENTLY, outside a transaction. On a partitioned table, which has no such form: CREATE INDEX ON ONLY the parent, CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION.',
    whenNot: 'The table is small enough that the build takes no time, or nothing writes to it while you deploy.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
      'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
    ],
  },
  aliases: [
    'squawk:require-concurrent-index-creation',
    'eugene:E6',
    'pgfence:create-index-not-concurrent',
    'strong_migrations:add_index',
    'pgls:requireConcurrentIndexCreation',
    'migrationpilot:MP001',
    'migrationpilot:MP092',
    'pg-migration-lint:PGM001',
    'atlas:PG101',
    'diesel-guard:AddIndexCheck',
    'pgsafe:add-index-non-concurrent',
  ],
  on: ['create-index'],
  messages: {
    build: 'CREATE INDEX takes SHARE on {table}: inserts, updates and deletes wait until the index is built. {readers}',
    partitioned:
      '{table} is partitioned. CREATE INDEX takes SHARE on it and on each partition: inserts, updates and deletes wait until the last index is built. {readers}',
    only: 'If {table} is partitioned, ON ONLY builds nothing and is quick. If it is not, ONLY changes nothing: writes to {table} wait until the index is built.',
  },
  examples: [
    {
      title: 'An index on a table in use',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
      bad: 'CREATE INDEX orders_user_id_idx ON orders (user_id);',
      good: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
    {
      title: 'An index replaced by another of its name',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, at date);\nCREATE INDEX orders_idx ON orders (user_id);',
      bad: "SET lock_timeout = '2s';\nDROP INDEX orders_idx;\nCREATE INDEX orders_idx ON orders (user_id, at);",
      good: [
        'CREATE INDEX CONCURRENTLY orders_idx_new ON orders (user_id, at);',
        'DROP INDEX CONCURRENTLY IF EXISTS orders_idx;',
        "SET lock_timeout = '2s';\nALTER INDEX orders_idx_new RENAME TO orders_idx;",
      ],
    },
    {
      title: 'An index on a partitioned table',
      dialect: 'postgresql',
      given:
        "CREATE TABLE events (at date NOT NULL, user_id bigint) PARTITION BY RANGE (at);\nCREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
      bad: 'CREATE INDEX events_user_id_idx ON events (user_id);',
      good: [
        "SET lock_timeout = '2s';\nCREATE INDEX events_user_id_idx ON ONLY events (user_id);",
        'CREATE INDEX CONCURRENTLY events_2026_user_id_idx ON events_2026 (user_id);',
        "SET lock_timeout = '2s';\nALTER INDEX events_user_id_idx ATTACH PARTITION events_2026_user_id_idx;",
      ],
    },
  ],
  check({ op, effects, before, session, section, statement, migration }) {
    const builds = effects.relations.some((effect) => effect.work === 'build' && isFelt(effect));
    if (!builds || effects.fails?.certain === true) return [];
    const data = { table: nameText(op.table) };
    const text = textOf(op, statement);
    const table = before.table(op.table);
    if (op.only && table?.complete !== true) {
      return [
        {
          message: 'only',
          data,
          severity: 'info',
          certain: false,
          instead: { text: `Nothing, if ${data.table} is partitioned. Otherwise build it CONCURRENTLY.`, sql: null },
        },
      ];
    }
    const readers = readersText([op.table], { op, before, session, section, statement });
    if (table?.partitionBy !== undefined) {
      const sql = partitionedIndexSql(op, text, before, migration.layout);
      return [
        {
          message: 'partitioned',
          data: { ...data, readers },
          instead: { text: 'Create it on the parent only, build it CONCURRENTLY on each partition, then attach those.', sql: sql ?? null },
        },
      ];
    }
    const old = droppedUnderItsName(op, section);
    if (old !== undefined) {
      const sql = replacedIndexSql(text, old, migration.layout) ?? null;
      const instead = {
        text: `Build the new one CONCURRENTLY under another name while the old one serves, then drop the old one: these steps stand for both statements. ${apartText(migration.layout)}`,
        sql,
      };
      return [{ message: 'build', data: { ...data, readers }, instead }];
    }
    const sql = concurrentIndexSql(text);
    return [
      {
        message: 'build',
        data: { ...data, readers },
        instead: {
          text: `Build it CONCURRENTLY: then writes go on. ${apartText(migration.layout)}${uniqueBefore(op, section)}`,
          sql: sql === undefined ? null : apartSql(migration.layout, sql),
        },
      },
    ];
  },
});

/** What kept rows apart until this section dropped it. */
function uniqueBefore(op: CreateIndex, section: SectionView): string {
  const dropped = operationsBefore(op, section).flatMap((each) =>
    each.kind === 'drop-index'
      ? each.indexes.map(nameText)
      : each.kind === 'drop-constraint' && nameText(each.table) === nameText(op.table)
        ? [each.constraint]
        : [],
  );
  return op.unique && dropped.length > 0 ? ` If it stands for ${listed(dropped)}, drop that only when this one is built.` : '';
}

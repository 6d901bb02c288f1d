import {
  addedThenValidated,
  alter,
  boundCheckSql,
  boundSql,
  briefly,
  defineRule,
  inOrder,
  isFelt,
  nameOf,
  nameText,
  outsideBoundCheckSql,
  quoteIdentifier,
  quoteName,
  relationText,
  type AttachPartition,
  type Catalog,
  type Effect,
  type Table,
} from '../src/rule.ts';

export default defineRule({
  id: 'attach-partition-scanning',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Attach a partition that is known to fit, so that nobody waits for the check.',
    why: 'ATTACH PARTITION reads all rows of the new partition to see that they belong there, and all rows of the default partition to see that none belongs to the new one. Both are locked ACCESS EXCLUSIVE meanwhile. Indexes and foreign keys of the parent that the partition lacks are built in the same go.',
    instead:
      'First prove it: a CHECK with the bound, and IS NOT NULL on the key, added NOT VALID and validated in a later migration. Build the missing indexes CONCURRENTLY. Then ATTACH has nothing left to do, and the CHECK can go.',
    whenNot: 'Nothing uses the new partition yet, and there is no default partition.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ATTACH-PARTITION',
      'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
    ],
  },
  aliases: [
    'pgfence:attach-partition',
    'pgls:avoidAttachingPartition',
    'migrationpilot:MP072',
    'migrationpilot:MP094',
    'pg-migration-lint:PGM005',
    'pgsafe:attach-partition',
  ],
  on: ['attach-partition'],
  messages: {
    partition: 'ATTACH PARTITION takes {lock} on {partition} and reads all its rows to see that they fit: {waits}.',
    default:
      'ATTACH PARTITION takes {lock} on the default partition {partition} and reads all its rows to see that none belongs into the new one: {waits}.',
    'foreign-key':
      'ATTACH PARTITION checks all rows of {child} against the foreign key of {parent}, and takes {lock} on {partition} meanwhile: {waits}.',
    build: 'ATTACH PARTITION takes {lock} on {partition} and builds the indexes of {parent} that it lacks: {waits}.',
  },
  examples: [
    {
      title: 'A full table becomes a partition',
      dialect: 'postgresql',
      given: 'CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);\nCREATE TABLE events_2025 (at date NOT NULL);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE events_2025 ADD CONSTRAINT events_2025_bound CHECK (at IS NOT NULL AND at >= '2025-01-01' AND at < '2026-01-01') NOT VALID;",
        'ALTER TABLE events_2025 VALIDATE CONSTRAINT events_2025_bound;',
        "SET lock_timeout = '2s';\nALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      ],
    },
    {
      title: 'A default partition that may hold some of the new rows',
      dialect: 'postgresql',
      given: 'CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);\nCREATE TABLE events_rest PARTITION OF events DEFAULT;',
      bad: "SET lock_timeout = '2s';\nCREATE TABLE events_2027 (LIKE events INCLUDING ALL);\nALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE events_rest ADD CONSTRAINT events_rest_not_2027 CHECK (at < '2027-01-01' OR at >= '2028-01-01') NOT VALID;",
        'ALTER TABLE events_rest VALIDATE CONSTRAINT events_rest_not_2027;',
        "SET lock_timeout = '2s';\nCREATE TABLE events_2027 (LIKE events INCLUDING ALL);\nALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');",
      ],
    },
  ],
  check({ op, effects, before }) {
    if (effects.fails?.certain === true) return [];
    const parent = before.table(op.table);
    const partition = before.find(op.partition);
    return effects.relations
      .filter(
        (effect) =>
          isFelt(effect) && effect.work !== 'none' && effect.kind !== 'index' && (parent === undefined || effect.id !== parent.id),
      )
      .map((effect) => {
        const data = {
          lock: effect.lock,
          partition: relationText(effect),
          waits: effect.blocks === 'everything' ? 'reads and writes of it wait' : 'writes to it wait',
        };
        const details = { certain: effect.certain, relation: `${effect.schema}.${effect.name}` };
        const isChild =
          partition === undefined ? effect.name === op.partition.name : isWithin(effect.id, (table) => table.id === partition.id, before);
        if (isChild && effect.work === 'build')
          return {
            message: 'build' as const,
            data: { ...data, parent: nameText(op.table) },
            instead: buildFirst(op, parent, before),
            ...details,
          };
        if (isChild) return { message: 'partition' as const, data, instead: proveInside(op, parent), ...details };
        const isRest = isWithin(effect.id, (table) => table.partitionOf?.bound.kind === 'default', before);
        if (isRest) return { message: 'default' as const, data, instead: proveOutside(op, parent, effect), ...details };
        return {
          message: 'foreign-key' as const,
          data: { ...data, child: nameText(op.partition), parent: nameText(op.table) },
          instead: {
            text: `First give ${nameText(op.partition)} the foreign key, NOT VALID, and validate it in the next migration.`,
            sql: null,
          },
          ...details,
        };
      });
  },
});

/** The table, or one that it is a partition of. */
function isWithin(id: number | undefined, wanted: (table: Table) => boolean, before: Catalog): boolean {
  const table = id === undefined ? undefined : before.get(id);
  if (table === undefined || !('partitionOf' in table)) return false;
  return wanted(table) || (table.partitionOf !== undefined && isWithin(table.partitionOf.parent, wanted, before));
}

type Instead = { readonly text: string; readonly sql: string | null };

function proveInside(op: AttachPartition, parent: Table | undefined): Instead {
  const check = parent === undefined ? undefined : boundCheckSql(parent, op.bound);
  const text = 'Prove that the rows fit before you attach: a CHECK of the bound, NOT VALID first and validated in a later file.';
  if (check === undefined) return { text, sql: null };
  const name = `${op.partition.name}_bound`;
  return {
    text,
    sql: inOrder(
      ...addedThenValidated(op.partition, name, `CHECK (${check})`),
      briefly(alter(op.table, `ATTACH PARTITION ${quoteName(op.partition)} ${boundSql(op.bound)}`)),
    ),
  };
}

function proveOutside(op: AttachPartition, parent: Table | undefined, effect: Effect): Instead {
  const check = parent === undefined ? undefined : outsideBoundCheckSql(parent, op.bound);
  const text = `Prove that ${relationText(effect)} holds none of the new rows before you attach: a CHECK that excludes the bound, NOT VALID first and validated in a later file.`;
  if (check === undefined) return { text, sql: null };
  return { text, sql: inOrder(...addedThenValidated(nameOf(effect), `${effect.name}_not_${op.partition.name}`, `CHECK (${check})`)) };
}

function buildFirst(op: AttachPartition, parent: Table | undefined, before: Catalog): Instead {
  const text = 'Build the missing indexes CONCURRENTLY on the partition, each in a file of its own, before you attach it.';
  const plain = (parent === undefined ? [] : before.indexesOf(parent.id)).filter(
    (index) => index.keys.every(({ column }) => column !== undefined) && index.where === undefined && index.method === 'btree',
  );
  if (plain.length === 0) return { text, sql: null };
  const sql = plain.map((index) => {
    const columns = index.keys.map(({ column }) => quoteIdentifier(column ?? ''));
    return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ON ${quoteName(op.partition)} (${columns.join(', ')});`;
  });
  return { text, sql: inOrder(...sql) };
}

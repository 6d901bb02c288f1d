import {
  alter,
  briefly,
  defineRule,
  listed,
  nameOf,
  operationsAfter,
  relationText,
  textOf,
  type Catalog,
  type Operation,
  type Table,
} from '../src/rule.ts';

export default defineRule({
  id: 'alter-publication-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Publish a table only when its rows can be named.',
    why: 'Logical replication names a row by its replica identity, which is the primary key unless it is said otherwise. A published table that has none takes inserts, and refuses every UPDATE and DELETE from then on.',
    instead:
      'Give the table a primary key first, or REPLICA IDENTITY USING INDEX of a unique one; REPLICA IDENTITY FULL where there is neither.',
    whenNot: 'The publication publishes inserts only, or the table is never updated.',
    sources: [
      'https://www.postgresql.org/docs/current/logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY',
    ],
  },
  aliases: [],
  on: ['alter-publication'],
  messages: {
    table: '{tables} has no primary key by which a row could be named: once it is published, every UPDATE and DELETE of it fails.',
    tables: '{tables} have no primary key by which a row could be named: once they are published, every UPDATE and DELETE of them fails.',
  },
  examples: [
    {
      title: 'A log without a key',
      dialect: 'postgresql',
      given: 'CREATE TABLE visits (page text, at timestamptz);',
      bad: 'CREATE PUBLICATION feed FOR TABLE visits;',
      good: "CREATE PUBLICATION feed FOR TABLE visits WITH (publish = 'insert');",
    },
  ],
  check({ op, before, effects, section, statement }) {
    if (!ADDS.has(op.action) || effects.fails?.certain === true) return [];
    if (op.publish?.some((each) => each === 'update' || each === 'delete') === false) return [];
    const later = operationsAfter(op, section);
    const tables = published(op, before).filter((table) => isUnnamed(table) && !later.some((each) => namesRows(each, table)));
    const [first] = tables;
    if (first === undefined) return [];
    const shown = tables.slice(0, 3).map(relationText);
    const more = tables.length - shown.length;
    const text = `${textOf(op, statement)};`;
    return [
      {
        message: tables.length === 1 ? 'table' : 'tables',
        data: { tables: listed(more === 0 ? shown : [...shown, `${String(more)} more`]) },
        // What an older publication publishes is not known here.
        certain: op.action === 'create',
        relation: `${first.schema}.${first.name}`,
        instead: {
          text: 'Give them a primary key first, or name their rows by all columns.',
          sql: briefly(...tables.map((table) => alter(nameOf(table), 'REPLICA IDENTITY FULL')), text),
        },
      },
    ];
  },
});

const ADDS: ReadonlySet<string> = new Set(['create', 'add', 'set']);

const isTable = (relation: { readonly kind: string } | undefined): relation is Table => relation?.kind === 'table';

function published(op: Extract<Operation, { kind: 'alter-publication' }>, before: Catalog): readonly Table[] {
  if (op.allTables)
    return before
      .relations()
      .filter((each): each is Table => isTable(each) && each.persistence === 'permanent' && each.partitionBy === undefined);
  return op.tables.flatMap(({ table }) => {
    const found = before.table(table);
    return isTable(found) ? [found] : [];
  });
}

/** Its partitions are published by their own identity. */
const isUnnamed = (table: Table): boolean =>
  table.complete &&
  table.partitionBy === undefined &&
  (table.replicaIdentity === 'nothing' ||
    (table.replicaIdentity === 'default' && !table.constraints.some(({ kind }) => kind === 'primary-key')));

/** The same file gives it what it lacks, or drops it. */
const namesRows = (op: Operation, table: Table): boolean =>
  ((op.kind === 'add-primary-key' || (op.kind === 'alter-relation' && op.action === 'replica-identity')) && op.table.name === table.name) ||
  (op.kind === 'drop-table' && op.tables.some(({ name }) => name === table.name));

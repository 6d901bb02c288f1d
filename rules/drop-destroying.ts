import {
  commandText,
  defineRule,
  listed,
  nameText,
  relationText,
  type Catalog,
  type DropObject,
  type Name,
  type Operation,
  type Relation,
  type SectionView,
} from '../src/rule.ts';

export default defineRule({
  id: 'drop-destroying',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Name what you drop, rather than let CASCADE find it.',
    why: 'CASCADE drops whatever depends on the object, and what depends on that: views, foreign keys, defaults, columns of a type with all their data. What that is differs from server to server, and the server tells only in a notice.',
    instead:
      'Drop the dependents by name first, then the object without CASCADE: then the statement fails where something was forgotten, rather than destroy it.',
    whenNot: 'The schema, type or table holds nothing that anybody needs, on any server.',
    sources: [
      'https://www.postgresql.org/docs/current/ddl-depend.html',
      'https://www.postgresql.org/docs/current/sql-dropowned.html',
      'https://www.postgresql.org/docs/current/sql-dropdatabase.html',
    ],
  },
  aliases: [
    'squawk:ban-drop-database',
    'squawk:ban-drop-schema',
    'pgfence:drop-schema-cascade',
    'pgfence:drop-database',
    'pgls:banDropDatabase',
    'pgls:banDropSchema',
    'migrationpilot:MP022',
    'migrationpilot:MP024',
    'migrationpilot:MP034',
    'migrationpilot:MP035',
    'pg-migration-lint:PGM202',
    'pg-migration-lint:PGM205',
    'atlas:DS101',
    'diesel-guard:DropDatabaseCheck',
    'pgsafe:drop-database',
  ],
  on: ['drop-table', 'drop-column', 'drop-constraint', 'drop-index', 'drop-relation', 'drop-function', 'drop-object', 'server-command'],
  messages: {
    known: '{command} … CASCADE drops more than {object}: also {dependents}.',
    unknown: '{command} … CASCADE drops whatever depends on {object}, without asking.',
    columns: '{command} … CASCADE drops {columns}, with all their data, because they are of the type {object}.',
    schema: 'DROP SCHEMA … CASCADE drops everything in {object}: tables with their rows, views, functions and types.',
    extension: 'DROP EXTENSION … CASCADE drops whatever uses {object}: indexes, functions, and columns of its types with all their data.',
    owned: 'DROP OWNED drops everything in this database that belongs to {object}: tables with their rows, views, functions and types.',
    server: '{command} destroys all that is in it, and cannot be taken back.',
  },
  examples: [
    {
      title: 'A type that columns are of',
      dialect: 'postgresql',
      given: "CREATE TYPE mood AS ENUM ('sad', 'happy');\nCREATE TABLE people (id bigint PRIMARY KEY, mood mood);",
      bad: "SET lock_timeout = '2s';\nDROP TYPE mood CASCADE;",
      good: "SET lock_timeout = '2s';\n-- sqlsafe-ignore drop-column-breaking: no release since March reads or writes it\nALTER TABLE people DROP COLUMN mood;\nDROP TYPE mood;",
    },
    {
      title: 'A view that other views read',
      dialect: 'postgresql',
      given:
        'CREATE TABLE orders (id bigint PRIMARY KEY, paid boolean);\nCREATE VIEW paid_orders AS SELECT id FROM orders WHERE paid;\nCREATE VIEW paid_count AS SELECT count(*) AS n FROM paid_orders;',
      bad: "SET lock_timeout = '2s';\nDROP VIEW paid_orders CASCADE;\nCREATE VIEW paid_orders AS SELECT id FROM orders WHERE paid;",
      good: "SET lock_timeout = '2s';\nDROP VIEW paid_count;\nDROP VIEW paid_orders;\nCREATE VIEW paid_orders AS SELECT id FROM orders WHERE paid;\nCREATE VIEW paid_count AS SELECT count(*) AS n FROM paid_orders;",
    },
  ],
  check({ op, effects, before, section }) {
    if (effects.fails?.certain === true) return [];
    const command = commandText(op);
    if (op.kind === 'server-command') {
      return op.destroys
        ? [
            {
              message: 'server',
              data: { command },
              instead: { text: 'Keep this out of migrations: run it by hand, once, where it is meant.', sql: null },
            },
          ]
        : [];
    }
    if (op.kind === 'drop-object' && op.what === 'owned')
      return [{ message: 'owned', data: { object: listed(op.names.map(nameText)) }, instead: NAMED }];
    if (!op.cascade) return [];
    if (op.kind === 'drop-object') return ofObject(op, before, command);

    const targets = namesOf(op).filter((name) => before.presence(name) !== 'absent');
    const found = targets.map((name) => before.find(name));
    // What this deployment made has only dependents that it made, too.
    if (found.length > 0 && found.every((relation) => relation !== undefined && before.isNew(relation))) return [];
    if (targets.length === 0 && op.kind !== 'drop-function') return [];
    const dependents = found.flatMap((relation) => (relation === undefined ? [] : dependentsOf(op, relation, before, section)));
    const object = objectText(op);
    // The history knows all of it, and of nothing that depends on it.
    const isKnown = found.length > 0 && found.every((relation) => relation !== undefined && 'complete' in relation && relation.complete);
    return dependents.length > 0
      ? [{ message: 'known', data: { command, object, dependents: listed([...new Set(dependents)]) }, instead: NAMED }]
      : [{ message: 'unknown', data: { command, object }, certain: false, severity: isKnown ? 'info' : 'warning', instead: NAMED }];
  },
});

const NAMED = { text: 'Drop by name what is meant to go, then the object without CASCADE.', sql: null };

type Dropping = Extract<
  Operation,
  { kind: 'drop-table' | 'drop-column' | 'drop-constraint' | 'drop-index' | 'drop-relation' | 'drop-function' }
>;

function namesOf(op: Dropping): readonly Name[] {
  switch (op.kind) {
    case 'drop-table':
      return op.tables;
    case 'drop-index':
      return op.indexes;
    case 'drop-relation':
      return op.names;
    case 'drop-column':
    case 'drop-constraint':
      return [op.table];
    case 'drop-function':
      return [];
  }
}

function objectText(op: Dropping): string {
  switch (op.kind) {
    case 'drop-column':
      return `${nameText(op.table)}.${op.column}`;
    case 'drop-constraint':
      return op.constraint;
    case 'drop-function':
      return listed(op.functions.map(({ name }) => nameText(name)));
    default:
      return listed(namesOf(op).map(nameText));
  }
}

/** What the history knows to depend on a relation, or on the column or constraint of it that goes. */
function dependentsOf(op: Dropping, relation: Relation, before: Catalog, section: SectionView): readonly string[] {
  const gone = new Set(section.operations.flatMap((each) => droppedBy(each.op, before)));
  const views = before.viewsOf(relation.id).filter(({ reads }) => {
    const [own] = reads.filter((read) => read.relation === relation.id);
    return op.kind === 'drop-column' ? own?.columns.includes(op.column) === true : op.kind !== 'drop-constraint';
  });
  const keys = before.foreignKeysTo(relation.id).filter(({ table, constraint }) => {
    const columns = constraint.references?.columns ?? [];
    if (op.kind === 'drop-column') return columns.includes(op.column);
    if (op.kind === 'drop-constraint') return columns.join() === keyOf(relation, op.constraint);
    return table.id !== relation.id;
  });
  return [
    ...views.filter(({ id }) => !gone.has(id)).map((view) => `the view ${relationText(view)}`),
    ...keys
      .filter(({ table }) => !gone.has(table.id))
      .map(({ table, constraint }) => `the foreign key ${constraint.name} of ${relationText(table)}`),
  ];
}

/** What the same file drops by name is meant to go. */
const droppedBy = (op: Operation, before: Catalog): readonly number[] =>
  op.kind === 'drop-table' || op.kind === 'drop-relation' ? namesOf(op).flatMap((name) => before.find(name)?.id ?? []) : [];

const keyOf = (relation: Relation, constraint: string): string | undefined =>
  'constraints' in relation ? relation.constraints.find(({ name }) => name === constraint)?.columns.join() : undefined;

function ofObject(op: DropObject, before: Catalog, command: string) {
  const object = listed(op.names.map(nameText));
  if (op.what === 'schema') {
    const certain = !op.ifExists || op.names.some(({ name }) => before.schemaKnown(name));
    return [{ message: 'schema' as const, data: { object }, certain, instead: NAMED }];
  }
  if (op.what === 'extension') return [{ message: 'extension' as const, data: { object }, certain: false, instead: NAMED }];
  if (op.what === 'type' || op.what === 'domain') {
    const types = op.names.flatMap((name) => before.type(name) ?? []);
    const columns = types.flatMap((type) => before.columnsOfType(type)).map(({ table, column }) => `${relationText(table)}.${column.name}`);
    if (columns.length > 0) return [{ message: 'columns' as const, data: { command, object, columns: listed(columns) }, instead: NAMED }];
    if (types.length === op.names.length && types.every(({ origin }) => origin === 'created')) return [];
  }
  return [{ message: 'unknown' as const, data: { command, object }, certain: false, instead: NAMED }];
}

import type {
  ColumnConstraint,
  CreateColumnDef,
  Expr,
  QName,
  SelectStatement,
  Statement,
  TableAlteration,
  TableConstraint,
} from 'pgsql-ast-parser';
import { nameText } from '../../../src/model/name.ts';
import { list, sorted } from './second-reader-facts.ts';

/** Facts of a statement as pgsql-ast-parser reads it; undefined where it keeps too little to compare. */
export function theirFacts(statement: Statement): readonly string[] | undefined {
  const facts = theirs(statement);
  return facts === undefined ? undefined : sorted(facts);
}

const named = ({ schema, name }: QName): string => nameText({ schema, name });
const columnsOf = (names: readonly { readonly name: string }[] | null | undefined): string => list((names ?? []).map(({ name }) => name));

function theirs(statement: Statement): string[] | undefined {
  switch (statement.type) {
    case 'create table':
      return [
        `create-table ${named(statement.name)}`,
        ...statement.columns.flatMap((column) =>
          column.kind === 'column' ? theirColumn(statement.name, column) : [`like ${named(column.like)}`],
        ),
        ...(statement.constraints ?? []).flatMap((each) => theirConstraint(statement.name, each, undefined)),
        ...(statement.inherits ?? []).map((parent) => `inherits ${named(parent)}`),
      ];
    case 'alter table':
      return statement.changes.flatMap((change) => theirChange(statement.table, change));
    case 'alter index':
      return statement.change.type === 'rename'
        ? [`rename-relation ${named(statement.index)} ${statement.change.to.name}`]
        : [`alter-relation set-tablespace ${named(statement.index)}`];
    case 'create index': {
      const keys = statement.expressions.map(({ expression }) => (expression.type === 'ref' ? expression.name : '…'));
      const words = [
        statement.unique ? 'unique' : '',
        statement.concurrently ? 'concurrently' : '',
        statement.where === undefined ? '' : 'where',
      ];
      const name = statement.indexName?.name ?? '-';
      return [
        ['create-index', name, named(statement.table), list(keys), ...words].filter((word) => word !== '').join(' '),
        ...theirUses('where', statement.where),
        ...statement.expressions.flatMap(({ expression }) => (expression.type === 'ref' ? [] : theirUses('key', expression))),
      ];
    }
    case 'drop table':
    case 'drop index':
    case 'drop sequence':
    case 'drop type':
      return statement.names.map((name) => `${statement.type.replace(' ', '-')} ${named(name)}`);
    case 'drop function':
      return [`drop-function ${named(statement.name)} ${statement.arguments?.length ?? '-'}`];
    case 'truncate table':
      return statement.tables.map((table) => `truncate ${named(table)}`);
    case 'insert': {
      const rows = statement.insert.type === 'values' ? statement.insert.values.length : 'select';
      return [`insert ${named(statement.into)} ${columnsOf(statement.columns)} ${rows}`, ...tablesIn(statement)];
    }
    case 'update':
      return [
        `update ${named(statement.table)} ${columnsOf(uniqueColumns(statement.sets))}${statement.where ? ' where' : ''}`,
        ...theirUses('where', statement.where),
        ...tablesIn(statement),
      ];
    case 'delete':
      return [
        `delete ${named(statement.from)}${statement.where ? ' where' : ''}`,
        ...theirUses('where', statement.where),
        ...tablesIn(statement),
      ];
    case 'select':
    case 'union':
    case 'union all':
    case 'values':
      return ['select', ...theirOutputs(statement), ...tablesIn(statement)];
    case 'with':
    case 'with recursive':
      return theirWith(statement);
    case 'create view':
    case 'create materialized view':
      return [
        `${statement.type === 'create view' ? 'create-view' : 'create-matview'} ${named(statement.name)}`,
        ...theirOutputs(statement.query),
        ...tablesIn(statement.query),
      ];
    case 'refresh materialized view':
      return [`refresh-matview ${named(statement.name)}`];
    case 'create sequence':
      return [`create-sequence ${named(statement.name)}`];
    case 'alter sequence':
      return [theirSequence(named(statement.name), statement.change)];
    case 'create enum':
      return [`create-type ${named(statement.name)} ${list(statement.values.map(({ value }) => value))}`];
    case 'create composite type':
      return [`create-type ${named(statement.name)} ${list(statement.attributes.map(({ name }) => name.name))}`];
    case 'alter enum':
      return statement.change.type === 'rename'
        ? [`rename-object ${named(statement.name)} ${statement.change.to.name}`]
        : [`add-enum-value ${named(statement.name)} ${statement.change.add.value}`];
    case 'create function': {
      const given = statement.arguments.filter(({ mode }) => mode !== 'out');
      return [`create-function ${named(statement.name)} ${given.length} ${(statement.language?.name ?? 'sql').toLowerCase()}`];
    }
    case 'create schema':
      return [`create-schema ${statement.name.name}`];
    case 'create extension':
      return [`create-extension ${statement.extension.name}`];
    case 'comment':
      return [theirComment(statement.on)];
    case 'begin':
    case 'start transaction':
      return ['begin'];
    case 'commit':
    case 'rollback':
      return [statement.type];
    case 'set':
      return [`set ${statement.variable.name}`];
    case 'set timezone':
      return ['set timezone'];
    case 'set names':
      return ['set client_encoding'];
    case 'show':
    case 'deallocate':
      return ['inert'];
    default:
      // DO, PREPARE, RAISE …
      return undefined;
  }
}

function theirUses(what: string, expression: Expr | null | undefined): string[] {
  if (expression === null || expression === undefined) return [];
  const found = new Set<string>();
  visit(expression);
  return [`${what} ${list([...found].toSorted())}`];

  function visit(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    const node = value as { readonly type?: unknown; readonly name?: unknown };
    if (node.type === 'ref' && typeof node.name === 'string') found.add(node.name);
    for (const each of Object.values(node)) visit(each);
  }
}

function theirOutputs(query: Statement | SelectStatement): string[] {
  if (query.type !== 'select') return [];
  const columns = query.columns ?? [];
  if (columns.some(({ expr }) => expr.type === 'ref' && expr.name === '*')) return [];
  return columns.flatMap(({ alias, expr }, index) => {
    const name = alias?.name ?? (expr.type === 'ref' ? expr.name : undefined);
    return name === undefined ? [] : [`output ${index} ${name}`];
  });
}

const uniqueColumns = (sets: readonly { readonly column: { readonly name: string } }[]): { readonly name: string }[] =>
  [...new Set(sets.map(({ column }) => column.name))].map((name) => ({ name }));

function theirColumn(table: QName, { name, constraints = [] }: CreateColumnDef): string[] {
  const has = (type: ColumnConstraint['type']): boolean => constraints.some((each) => each.type === type);
  const column = ['column', named(table), name.name, has('not null') ? 'not-null' : '', has('default') ? 'default' : '']
    .join(' ')
    .trimEnd();
  return [column, ...constraints.flatMap((each) => theirConstraint(table, each, name.name))];
}

function theirConstraint(table: QName, constraint: ColumnConstraint | TableConstraint, column: string | undefined): string[] {
  switch (constraint.type) {
    case 'primary key':
    case 'unique': {
      const columns = 'columns' in constraint ? constraint.columns.map(({ name }) => name) : [column ?? ''];
      return [`add-${constraint.type.replace(' ', '-')} ${named(table)} ${list(columns)}`];
    }
    case 'check':
      return [`add-check ${named(table)}`, ...theirUses('check', constraint.expr)];
    case 'foreign key':
    case 'reference': {
      const own = 'localColumns' in constraint ? columnsOf(constraint.localColumns) : list([column ?? '']);
      return [`add-foreign-key ${named(table)} ${own} ${named(constraint.foreignTable)} ${columnsOf(constraint.foreignColumns)}`];
    }
    default:
      return [];
  }
}

function theirChange(table: QName, change: TableAlteration): string[] {
  const on = named(table);
  switch (change.type) {
    case 'add column':
      return [`add-column ${on} ${change.column.name.name}`, ...theirColumn(table, change.column)];
    case 'drop column':
      return [`drop-column ${on} ${change.column.name}`];
    case 'rename column':
      return [`rename-column ${on} ${change.column.name} ${change.to.name}`];
    case 'rename constraint':
      return [`rename-constraint ${on} ${change.constraint.name} ${change.to.name}`];
    case 'rename':
      return [`rename-relation ${on} ${change.to.name}`];
    case 'add constraint':
      return theirConstraint(table, change.constraint, undefined);
    case 'drop constraint':
      return [`drop-constraint ${on} ${change.constraint.name}`];
    case 'owner':
      return [`alter-relation owner ${on}`];
    case 'alter column': {
      const kinds = {
        'set type': 'alter-column-type',
        'set default': 'set-default',
        'add generated': 'add-identity',
        'drop default': 'drop-default',
        'set not null': 'set-not-null',
        'drop not null': 'drop-not-null',
      };
      return [`${kinds[change.alter.type]} ${on} ${change.column.name}`];
    }
  }
}

type SequenceChange = Extract<Statement, { type: 'alter sequence' }>['change'];

function theirSequence(sequence: string, change: SequenceChange): string {
  switch (change.type) {
    case 'rename':
      return `rename-relation ${sequence} ${change.newName.name}`;
    case 'set schema':
      return `set-schema ${sequence} ${change.newSchema.name}`;
    case 'owner to':
      return `alter-relation owner ${sequence}`;
    case 'set options':
      return `alter-sequence ${sequence}`;
  }
}

type Comment = Extract<Statement, { type: 'comment' }>['on'];

function theirComment(on: Comment): string {
  if (on.type === 'column') return `comment column ${nameText({ schema: on.column.schema, name: on.column.table })} ${on.column.column}`;
  const what = {
    table: 'table',
    view: 'view',
    'materialized view': 'matview',
    index: 'index',
    database: 'other',
    trigger: 'trigger',
    type: 'other',
  }[on.type];
  return what === 'other' ? `comment other${on.type === 'database' ? ` ${on.name.name}` : ''}` : `comment ${what} ${named(on.name)}`;
}

type With = Extract<Statement, { type: 'with' | 'with recursive' }>;

function theirWith(statement: With): string[] {
  const bound = statement.type === 'with' ? statement.bind.map(({ statement: each }) => each) : [];
  const writes = bound.flatMap((each) =>
    each.type === 'insert' || each.type === 'update' || each.type === 'delete' ? (theirs(each) ?? []) : [],
  );
  const own = (theirs(statement.in) ?? []).filter((fact) => !fact.startsWith('reads '));
  return [...writes.filter((fact) => !fact.startsWith('reads ')), ...own, ...tablesIn(statement)];
}

/** Tables in FROM, wherever it stands; names of WITH are none. */
function tablesIn(statement: Statement | SelectStatement): string[] {
  const found = new Set<string>();
  visit(statement, new Set());
  return [...found];

  function visit(value: unknown, hidden: ReadonlySet<string>): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const each of value) visit(each, hidden);
      return;
    }
    const node = value as {
      readonly type?: unknown;
      readonly name?: QName;
      readonly bind?: unknown;
      readonly alias?: { readonly name: string };
    };
    if (node.type === 'table' && node.name !== undefined && (node.name.schema !== undefined || !hidden.has(node.name.name)))
      found.add(`reads ${named(node.name)}`);
    let within = hidden;
    if (node.type === 'with' && Array.isArray(node.bind))
      within = new Set([
        ...hidden,
        ...(node.bind as readonly { readonly alias: { readonly name: string } }[]).map(({ alias }) => alias.name),
      ]);
    if (node.type === 'with recursive' && node.alias !== undefined) within = new Set([...hidden, node.alias.name]);
    for (const each of Object.values(node)) visit(each, within);
  }
}

import type { Expression } from '../../../src/model/expression.ts';
import { type Name, nameText } from '../../../src/model/name.ts';
import type { ColumnDefinition, Operation, Query } from '../../../src/model/operation.ts';
import { list, sorted } from './second-reader-facts.ts';

/** Facts of a lowered statement. */
export function ourFacts(operations: readonly Operation[]): readonly string[] {
  // What a SELECT sets beside reading is for us alone.
  const told = operations.some(({ kind }) => kind === 'select') ? operations.filter(({ kind }) => kind !== 'set-setting') : operations;
  return sorted(told.flatMap(factsOf));
}

/** Columns that a condition names. */
const uses = (what: string, expression: Expression | undefined): string[] =>
  expression === undefined ? [] : [`${what} ${list(expression.columns.toSorted())}`];
/** What the columns of a query are called; a function's name is for one reader only. */
const outputs = (query: Query): string[] =>
  query.output?.flatMap(({ name }, index) => (name === undefined ? [] : [`output ${index} ${name}`])) ?? [];
const reads = (query: Query | undefined): string[] => query?.reads.map(({ relation }) => `reads ${nameText(relation)}`) ?? [];
const columnFacts = (table: Name, { name, notNull, default: value }: ColumnDefinition): string =>
  ['column', nameText(table), name, notNull ? 'not-null' : '', value === undefined ? '' : 'default'].join(' ').trimEnd();

function factsOf(op: Operation): string[] {
  switch (op.kind) {
    case 'create-table': {
      const table = nameText(op.table);
      return [
        `create-table ${table}`,
        ...op.columns.map((column) => columnFacts(op.table, column)),
        ...op.like.map((like) => `like ${nameText(like.table)}`),
        ...op.inherits.map((parent) => `inherits ${nameText(parent)}`),
        ...reads(op.as?.query),
      ];
    }
    case 'add-column':
      return [`add-column ${nameText(op.table)} ${op.column}`, columnFacts(op.table, op.definition)];
    case 'drop-column':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-default':
    case 'drop-default':
    case 'alter-column-type':
    case 'add-identity':
      return [`${op.kind} ${nameText(op.table)} ${op.column}`];
    case 'rename-column':
      return [`rename-column ${nameText(op.table)} ${op.column} ${op.to}`];
    case 'rename-constraint':
      return [`rename-constraint ${nameText(op.table)} ${op.constraint} ${op.to}`];
    case 'drop-constraint':
      return [`drop-constraint ${nameText(op.table)} ${op.constraint}`];
    case 'rename-relation':
      return [`rename-relation ${nameText(op.relation)} ${op.to}`];
    case 'set-schema':
      return [`set-schema ${nameText(op.relation)} ${op.to}`];
    case 'add-unique':
    case 'add-primary-key':
      return [`${op.kind} ${nameText(op.table)} ${op.usingIndex ?? list(op.columns)}`];
    case 'add-check':
      return [`add-check ${nameText(op.table)}`, ...uses('check', op.expression)];
    case 'add-foreign-key':
      return [`add-foreign-key ${nameText(op.table)} ${list(op.columns)} ${nameText(op.references)} ${list(op.referencedColumns)}`];
    case 'alter-relation':
      return [`alter-relation ${op.action} ${nameText(op.table)}`];
    case 'create-index': {
      const keys = op.keys.map(({ column }) => column ?? '…');
      const words = [op.unique ? 'unique' : '', op.concurrently ? 'concurrently' : '', op.where === undefined ? '' : 'where'];
      return [
        ['create-index', op.name ?? '-', nameText(op.table), list(keys), ...words].filter((word) => word !== '').join(' '),
        ...uses('where', op.where),
        ...op.keys.flatMap(({ expression }) => uses('key', expression)),
      ];
    }
    case 'drop-table':
      return op.tables.map((table) => `drop-table ${nameText(table)}`);
    case 'drop-index':
      return op.indexes.map((index) => `drop-index ${nameText(index)}`);
    case 'drop-relation':
      return op.names.map((name) => `drop-${op.what} ${nameText(name)}`);
    case 'drop-object':
      return op.names.map((name) => `drop-${op.what} ${nameText(name)}`);
    case 'drop-function':
      return op.functions.map(({ name, arguments: types }) => `drop-function ${nameText(name)} ${types?.length ?? '-'}`);
    case 'truncate':
      return op.tables.map((table) => `truncate ${nameText(table)}`);
    case 'insert':
      return [`insert ${nameText(op.table)} ${list(op.columns ?? [])} ${op.source === 'values' ? op.rows : 'select'}`, ...reads(op.query)];
    case 'update':
      return [
        `update ${nameText(op.table)} ${list(op.columns)}${op.where === undefined ? '' : ' where'}`,
        ...uses('where', op.where),
        ...reads(op.query),
      ];
    case 'delete':
      return [`delete ${nameText(op.table)}${op.where === undefined ? '' : ' where'}`, ...uses('where', op.where), ...reads(op.query)];
    case 'select':
      return [op.how, ...outputs(op.query), ...reads(op.query)];
    case 'create-view':
    case 'create-matview':
      return [`${op.kind} ${nameText(op.view)}`, ...outputs(op.query), ...reads(op.query)];
    case 'refresh-matview':
      return [`refresh-matview ${nameText(op.view)}`];
    case 'create-sequence':
    case 'alter-sequence':
      return [`${op.kind} ${nameText(op.sequence)}`];
    case 'create-type':
      return [`create-type ${nameText(op.type)} ${list(op.form === 'enum' ? op.labels : op.attributes.map(({ name }) => name))}`];
    case 'add-enum-value':
      return [`add-enum-value ${nameText(op.type)} ${op.value}`];
    case 'rename-object':
      return [`rename-object ${nameText(op.name)} ${op.to}`];
    case 'create-function':
      return [`create-function ${nameText(op.function)} ${op.arguments.length} ${op.language}`];
    case 'create-schema':
      return [`create-schema ${op.schema}`];
    case 'create-extension':
      return [`create-extension ${op.extension}`];
    case 'comment-on':
      return [
        ['comment', op.what, op.relation === undefined ? '' : nameText(op.relation), op.name ?? ''].filter((word) => word !== '').join(' '),
      ];
    case 'transaction':
      return [op.action];
    case 'set-setting':
      return [`set ${op.name}`];
    default:
      return [op.kind];
  }
}

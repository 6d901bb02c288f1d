import type { Relation, Table, View } from '../../model/catalog.ts';
import type { Failure } from '../../model/effect.ts';
import type { CreateView, OutputColumn, Query } from '../../model/operation.ts';
import { type Context, effects, failing, failure, isTable, NOTHING, onRelation, type Row, take } from './context.ts';
import { columnOf } from './proof.ts';
import { queryFailure, readEffects } from './query.ts';
import { SOURCE } from './source.ts';
import { unknownParameter } from './storage-parameters.ts';
import { typeText } from './type-change.ts';

/** Source: https://www.postgresql.org/docs/current/sql-createview.html */
export const createView: Row<'create-view'> = (op, context) => {
  const found = op.temporary ? undefined : context.before.find(op.view);
  const fails = wronglyNamed(op, context) ?? queryFailure(op.query, context, false);
  if (fails?.certain === true && (found === undefined || op.replace)) return effects([], fails);
  if (found === undefined || found.origin === 'assumed' || found.temporary) return effects(readEffects(op.query, context, false), fails);
  if (!op.replace) return failing('42P07', `relation "${op.view.name}" already exists`);
  if (found.kind !== 'view') return failing('42809', `"${op.view.name}" is not a view`);
  const changed = columnsChange(found, op, context) ?? fails;
  return effects([take(found, 'ACCESS EXCLUSIVE', SOURCE.createView), ...readEffects(op.query, context, false)], changed);
};

/** Names of columns and options by themselves. */
function wronglyNamed(op: CreateView, context: Context): Failure | null {
  const option = op.options === undefined ? undefined : unknownParameter('view', op.options, context.version);
  if (option !== undefined) return failure('22023', `unrecognized parameter "${option}"`);
  const { output } = op.query;
  if (output === undefined) return null;
  if (op.columns.length > output.length) return failure('42601', 'CREATE VIEW specifies more column names than columns');
  const names = output.map(({ name }, index) => op.columns[index] ?? name);
  const twice = names.find((name, index) => name !== undefined && names.indexOf(name) !== index);
  return twice === undefined ? null : failure('42701', `column "${twice}" specified more than once`);
}

/** OR REPLACE may only add columns at the end. */
function columnsChange(view: View, op: CreateView, context: Context): Failure | null {
  const { before } = context;
  const old =
    view.output === undefined ? undefined : typed(view.output, tablesOf(view.reads.flatMap(({ relation }) => before.get(relation) ?? [])));
  const next = outputOf(op.query, context)?.map((column, index) => ({ ...column, name: op.columns[index] ?? column.name }));
  if (old === undefined || next === undefined) return null;
  if (next.length < old.length) return failure('42P16', 'cannot drop columns from view');
  for (const [index, column] of old.entries()) {
    const now = next[index];
    if (column.name === undefined || now?.name === undefined) continue;
    if (column.name !== now.name) return failure('42P16', `cannot change name of view column "${column.name}" to "${now.name}"`);
    if (column.type !== undefined && now.type !== undefined && typeText(column.type) !== typeText(now.type)) {
      return failure(
        '42P16',
        `cannot change data type of view column "${column.name}" from ${typeText(column.type)} to ${typeText(now.type)}`,
      );
    }
  }
  return null;
}

const tablesOf = (relations: readonly Relation[]): readonly Table[] => relations.filter(isTable);

/** Columns with their types; `*` of one table whose columns are known is spelt out. */
function outputOf(query: Query, { before }: Context): readonly OutputColumn[] | undefined {
  const sources = tablesOf(query.reads.flatMap((read) => before.find(read.relation) ?? []));
  if (query.output !== undefined) return typed(query.output, sources);
  const [only] = sources;
  return query.star && query.reads.length === 1 && only?.complete === true
    ? only.columns.map(({ name, type }) => ({ name, column: name, type }))
    : undefined;
}

/** A bare column has the type that it has in its table, where only one table has a column of that name. */
const typed = (output: readonly OutputColumn[], sources: readonly Table[]): readonly OutputColumn[] =>
  output.map((column) => {
    if (column.type !== undefined || column.column === undefined) return column;
    const types = sources.flatMap((source) => columnOf(source, column.column ?? '')?.type ?? []);
    return types.length === 1 ? { ...column, type: types[0] } : column;
  });

export const createMatview: Row<'create-matview'> = (op, context) => {
  const found = context.before.find(op.view);
  if (found !== undefined && found.origin !== 'assumed')
    return op.ifNotExists ? NOTHING : failing('42P07', `relation "${op.view.name}" already exists`);
  return effects(readEffects(op.query, context, op.withData), queryFailure(op.query, context, op.withData));
};

/** Source: https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html */
export const refreshMatview: Row<'refresh-matview'> = (op, context) => {
  if (op.concurrently && !op.withData) return failing('42601', 'REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together');
  return onRelation(op.view, 'matview', false, context, (view) => {
    const { before } = context;
    if (view.kind !== 'matview') return failing(view.kind === 'table' ? '0A000' : '42809', `"${view.name}" is not a materialized view`);
    const indexes = before.indexesOf(view.id);
    if (!op.concurrently) {
      const cost = op.withData ? ({ work: 'rewrite', because: 'the query is run anew and its result stored' } as const) : undefined;
      return effects([view, ...indexes].map((each) => take(each, 'ACCESS EXCLUSIVE', SOURCE.refresh, cost)));
    }
    if (!view.populated) return failing('0A000', 'CONCURRENTLY cannot be used when the materialized view is not populated');
    const keyed = indexes.some(
      (index) => index.unique && index.where === undefined && index.valid && index.keys.every((key) => key.column !== undefined),
    );
    if (!keyed && view.origin !== 'assumed') return failing('55000', `cannot refresh materialized view "${view.name}" concurrently`);
    const scan = { work: 'scan', because: 'the new result is compared with every row' } as const;
    return effects([take(view, 'EXCLUSIVE', SOURCE.refresh, scan), ...indexes.map((each) => take(each, 'ROW EXCLUSIVE', SOURCE.refresh))]);
  });
};

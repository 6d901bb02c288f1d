import type { Constraint, Relation, Table } from '../../model/catalog.ts';
import type { Effect, Effects, Failure, Lock } from '../../model/effect.ts';
import type { Expression } from '../../model/expression.ts';
import { nameText } from '../../model/name.ts';
import type { Delete, Insert, Merge, Update } from '../../model/operation.ts';
import { baseOf } from './cast.ts';
import { type Context, effects, failing, failure, isTable, onRelation, perhapsMissing, type Row, take } from './context.ts';
import { familyOf, partitionTree } from './family.ts';
import { stringFailure } from './literal.ts';
import { columnOf, contradicts } from './proof.ts';
import { queryFailure, readEffects, takePlanned, takeScanned } from './query.ts';
import { sequencesIn, sequencesOfDefaults } from './sequence-use.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';

// Data: ROW EXCLUSIVE, which lets everything pass but DDL. No work is counted here: rules look at how many rows are taken.
// Source: https://www.postgresql.org/docs/current/explicit-locking.html

type Writes = Insert | Update | Delete | Merge;

/** A view that can be written through stands for its table. */
function written(op: Writes, context: Context, then: (table: Table, above: readonly Effect[]) => Effects): Effects {
  return onRelation(op.table, 'table', false, context, (relation) => throughViews(relation, [], context, then));
}
function throughViews(
  relation: Relation,
  above: readonly Effect[],
  context: Context,
  then: (table: Table, above: readonly Effect[]) => Effects,
): Effects {
  if (isTable(relation)) return then(relation, above);
  if (relation.kind !== 'view')
    return failing('42809', `cannot change ${relation.kind === 'matview' ? 'materialized view' : relation.kind} "${relation.name}"`);
  const passed = [...above, take(relation, 'ROW EXCLUSIVE', SOURCE.locks)];
  const [read, ...others] = relation.reads;
  const base = read === undefined || others.length > 0 ? undefined : context.before.get(read.relation);
  return base === undefined ? effects(passed) : throughViews(base, passed, context, then);
}

/** Replica identity is what logical replication names a row by. */
function unpublishable(table: Table, { before }: Context): Failure | null {
  if (table.replicaIdentity !== 'default' || before.publicationsOf(table.id).length === 0 || !table.complete) return null;
  const keyed = table.constraints.some((each) => each.kind === 'primary-key');
  return keyed
    ? null
    : failure('55000', `cannot update table "${table.name}" because it does not have a replica identity and publishes updates`);
}

// ---------------------------------------------------------------------------------------- INSERT

export const insert: Row<'insert'> = (op, context) =>
  written(op, context, (table, above) => {
    const absent = op.columns?.find((column) => !mayHaveColumn(table, column));
    if (above.length === 0 && absent !== undefined)
      return failing('42703', `column "${absent}" of relation "${table.name}" does not exist`);
    const fails =
      (op.twice === undefined ? null : failure('42701', `column "${op.twice}" specified more than once`)) ??
      tooMany(op, table) ??
      generatedColumn(op, table, context) ??
      stringsFailure(op.strings, op.columns, table, context) ??
      queryFailure(op.query, context) ??
      leftOut(op, table, context);
    if (fails?.certain === true) return effects([], fails);
    const left = (column: string): boolean => op.source === 'default' || (op.columns !== undefined && !op.columns.includes(column));
    return effects(
      [
        ...above,
        take(table, 'ROW EXCLUSIVE', SOURCE.locks),
        // A conflict is looked for in the indexes.
        ...(op.onConflict === 'update' ? takePlanned(table, 'ROW EXCLUSIVE', true, context) : []),
        ...routed(table, context),
        ...sequencesOfDefaults(table, left, context),
        ...referencedBy(
          table,
          (key) => !key.columns.every((column) => left(column) && columnOf(table, column)?.default === undefined),
          context,
        ),
        ...readEffects(op.query, context, true),
      ],
      fails,
    );
  });

/** Which partition takes the rows is decided row by row. */
const routed = (table: Table, { before }: Context): Effect[] =>
  partitionTree(table, before)
    .slice(1)
    .map((each) => take(each, 'ROW EXCLUSIVE', SOURCE.locks, { work: 'none', because: '', certain: false }));

/** A NOT NULL column that the statement leaves out and nothing fills. A trigger may fill it, and a query may yield no row. */
function leftOut(op: Insert, table: Table, { before }: Context): Failure | null {
  if (op.columns === undefined && op.source !== 'default') return null;
  const column = table.columns.find(
    (each) =>
      each.notNull &&
      each.default === undefined &&
      each.identity === undefined &&
      each.generated === undefined &&
      op.columns?.includes(each.name) !== true &&
      (each.type === undefined || baseOf(each.type, before).domain?.default === undefined),
  );
  if (column === undefined) return null;
  return failure(
    '23502',
    `null value in column "${column.name}" of relation "${table.name}" violates not-null constraint`,
    table.complete && op.source !== 'select' && table.triggers.length === 0,
  );
}

function tooMany(op: Insert, table: Table): Failure | null {
  const values = Math.max(-1, ...op.strings.map(({ column }) => (typeof column === 'number' ? column : -1))) + 1;
  return op.columns === undefined && table.complete && op.source === 'values' && values > table.columns.length
    ? failure('42601', 'INSERT has more expressions than target columns')
    : null;
}
function generatedColumn(op: Insert, table: Table, { version }: Context): Failure | null {
  // VALUES may say DEFAULT there, and OVERRIDING SYSTEM VALUE be written.
  const wrong = op.columns?.find(
    (column) => columnOf(table, column)?.generated !== undefined || columnOf(table, column)?.identity === 'always',
  );
  const computed = wrong !== undefined && columnOf(table, wrong)?.generated !== undefined;
  return wrong === undefined
    ? null
    : failure(
        computed && version < 14 ? '42601' : '428C9',
        `cannot insert a non-DEFAULT value into column "${wrong}"`,
        computed && op.source === 'select',
      );
}

function stringsFailure(
  strings: Insert['strings'],
  columns: readonly string[] | undefined,
  table: Table,
  context: Context,
): Failure | null {
  for (const { column, value } of strings) {
    const name = typeof column === 'string' ? column : (columns?.[column] ?? table.columns[column]?.name);
    const type = name === undefined ? undefined : columnOf(table, name)?.type;
    const fails = type === undefined ? null : stringFailure(value, type, context);
    if (fails !== null) return fails;
  }
  return null;
}

/** New values of a foreign key are looked up in the referenced table, whose rows are locked. */
function referencedBy(table: Table, given: (key: Constraint) => boolean, context: Context): Effect[] {
  return table.constraints.flatMap((key) => {
    const referenced = key.references === undefined || !key.enforced || !given(key) ? undefined : context.before.get(key.references.table);
    return referenced === undefined ? [] : takeScanned(referenced, 'ROW SHARE', true, context);
  });
}

/** Rows that reference what goes or changes are looked for. */
function referencing(
  table: Table,
  touched: (columns: readonly string[]) => boolean,
  action: 'onDelete' | 'onUpdate',
  context: Context,
): Effect[] {
  return context.before.foreignKeysTo(table.id).flatMap(({ table: other, constraint }) => {
    if (other.id === table.id || !constraint.enforced || !touched(constraint.references?.columns ?? [])) return [];
    const acts = constraint[action] !== undefined && ACTIONS.has(constraint[action]);
    return takeScanned(other, acts ? 'ROW EXCLUSIVE' : 'ROW SHARE', true, context);
  });
}
/** What changes the referencing rows rather than refuse. */
const ACTIONS: ReadonlySet<string> = new Set(['cascade', 'set-null', 'set-default']);

// ---------------------------------------------------------------------------------------- UPDATE, DELETE, MERGE

/** Partitions that the condition leaves out are not opened. */
function scanned(table: Table, where: Expression | undefined, only: boolean, lock: Lock, context: Context): Effect[] {
  const family = only ? [table] : familyOf(table, context.before);
  return family.filter((each) => !isPruned(each, table, where, context)).flatMap((each) => takePlanned(each, lock, true, context));
}
function isPruned(table: Table, root: Table, where: Expression | undefined, { before }: Context): boolean {
  for (let each = table; each.id !== root.id && each.partitionOf !== undefined;) {
    const parent = before.get(each.partitionOf.parent);
    if (!isTable(parent)) return false;
    if (where !== undefined && contradicts(where.partial, parent.partitionBy?.columns ?? [], each.partitionOf.bound)) return true;
    each = parent;
  }
  return false;
}

export const update: Row<'update'> = (op, context) =>
  written(op, context, (table, above) => {
    const absent = op.columns.find((column) => !mayHaveColumn(table, column));
    if (above.length === 0 && absent !== undefined)
      return failing('42703', `column "${absent}" of relation "${table.name}" does not exist`);
    const fails =
      (op.twice === undefined ? null : failure('42601', `multiple assignments to same column "${op.twice}"`)) ??
      stringsFailure(op.strings, op.columns, table, context) ??
      unpublishable(table, context) ??
      queryFailure(op.query, context) ??
      computedColumn(op, table, context) ??
      staleRows(table);
    if (fails?.certain === true) return effects([], fails);
    const moves = table.partitionBy?.columns.some((column) => column !== undefined && op.columns.includes(column)) === true;
    return effects(
      [
        ...above,
        ...scanned(table, op.where, op.only, 'ROW EXCLUSIVE', context),
        ...(moves ? routed(table, context) : []),
        ...referencedBy(table, (key) => key.columns.some((column) => op.columns.includes(column)), context),
        ...referencing(table, (columns) => columns.some((column) => op.columns.includes(column)), 'onUpdate', context),
        ...readEffects(op.query, context, true),
      ],
      fails,
    );
  });

/** Only DEFAULT can be set there. */
function computedColumn(op: Update, table: Table, { version }: Context): Failure | null {
  const wrong = op.columns.find((column) => columnOf(table, column)?.generated !== undefined);
  return wrong === undefined ? null : failure(version < 14 ? '42601' : '428C9', `column "${wrong}" can only be updated to DEFAULT`, false);
}

/** A CHECK that is not valid yet is enforced for every new version of an old row all the same. */
function staleRows(table: Table): Failure | null {
  const check = table.rows === 'none' ? undefined : table.constraints.find((each) => each.kind === 'check' && !each.valid && each.enforced);
  return check === undefined
    ? null
    : failure('23514', `new row for relation "${table.name}" violates check constraint "${check.name}"`, false);
}

export const delete_: Row<'delete'> = (op, context) =>
  written(op, context, (table, above) => {
    const fails = unpublishable(table, context) ?? queryFailure(op.query, context);
    if (fails?.certain === true) return effects([], fails);
    return effects(
      [
        ...above,
        ...scanned(table, op.where, op.only, 'ROW EXCLUSIVE', context),
        ...referencing(table, () => true, 'onDelete', context),
        ...readEffects(op.query, context, true),
      ],
      fails,
    );
  });

export const merge: Row<'merge'> = (op, context) =>
  written(op, context, (table, above) =>
    effects(
      [...above, ...scanned(table, undefined, op.only, 'ROW EXCLUSIVE', context), ...readEffects(op.query, context, true)],
      queryFailure(op.query, context),
    ),
  );

// ---------------------------------------------------------------------------------------- SELECT, COPY, CALL

export const select: Row<'select'> = (op, context) => {
  if (op.how === 'cursor' && context.session.transaction === undefined)
    return failing('25P01', 'DECLARE CURSOR can only be used in transaction blocks', false);
  return effects(readEffects(op.query, context, op.how !== 'prepare'), queryFailure(op.query, context, op.how !== 'prepare'));
};

/** Source: https://www.postgresql.org/docs/current/sql-copy.html */
export const copy: Row<'copy'> = (op, context) => {
  if (op.table === undefined || !op.from)
    return op.query === undefined ? effects([]) : effects(readEffects(op.query, context, true), queryFailure(op.query, context));
  return onRelation(op.table, 'table', false, context, (relation) => {
    const { before } = context;
    if (!isTable(relation) && relation.kind !== 'view') return failing('42809', `cannot copy to ${relation.kind} "${relation.name}"`);
    // A TRUNCATE of the same transaction does as well; what it leaves is an empty table under ACCESS EXCLUSIVE.
    const emptied =
      isTable(relation) &&
      relation.rows === 'none' &&
      context.session.locks.some((held) => held.relation === relation.id && held.lock === 'ACCESS EXCLUSIVE');
    if (op.freeze && isTable(relation) && relation.transaction !== before.transaction && !emptied) {
      return failing('55000', 'cannot perform COPY FREEZE because the table was not created or truncated in the current subtransaction');
    }
    const own = take(relation, 'ROW EXCLUSIVE', SOURCE.copy);
    return effects(isTable(relation) ? [own, ...routed(relation, context), ...referencedBy(relation, () => true, context)] : [own]);
  });
};

export const call: Row<'call'> = (op, context) => {
  const named = context.before.functions(op.procedure);
  if (named.length === 0) return effects([], perhapsMissing('42883', `procedure ${nameText(op.procedure)} does not exist`, context));
  const found = named.filter((each) => each.arguments.length === op.arguments);
  const writes = found.flatMap((each) =>
    each.writes.flatMap((name) => {
      const table = context.before.find(name);
      return table === undefined ? [] : takeScanned(table, 'ROW EXCLUSIVE', each.language === 'sql', context);
    }),
  );
  return effects([
    ...writes,
    ...found.flatMap((each) =>
      each.queries.flatMap((query) => [...readEffects(query, context, true), ...sequencesIn(query.calls, context)]),
    ),
  ]);
};

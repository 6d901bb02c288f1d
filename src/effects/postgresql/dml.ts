import type { Constraint, Relation, Table } from '../../model/catalog.ts';
import type { Effect, Effects, Failure, Lock } from '../../model/effect.ts';
import type { Expression } from '../../model/expression.ts';
import { nameText } from '../../model/name.ts';
import type { Delete, Insert, Merge, Query, Update } from '../../model/operation.ts';
import { baseOf } from './cast.ts';
import { type Context, effects, failing, failure, isTable, onRelation, perhapsMissing, type Row, take } from './context.ts';
import { defaultPartition } from './drop.ts';
import { familyOf, keysInto, partitionTree } from './family.ts';
import { comparedFailure, stringFailure } from './literal.ts';
import { columnOf, contradicts } from './proof.ts';
import { queryFailure, readEffects, takePlanned, takeScanned } from './query.ts';
import { sequencesIn, sequencesOfDefaults } from './sequence-use.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn, outputNames } from './users.ts';

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
  if (relation.readOnly === true) return effects([], failure('55000', `cannot change view "${relation.name}"`, false));
  const passed = [...above, take(relation, 'ROW EXCLUSIVE', SOURCE.locks)];
  const [read, ...others] = relation.reads;
  const base = read === undefined || others.length > 0 ? undefined : context.before.get(read.relation);
  return base === undefined ? effects(passed) : throughViews(base, passed, context, then);
}

/** Replica identity is what logical replication names a row by. */
function unpublishable(table: Table, { before }: Context): Failure | null {
  if (
    (table.replicaIdentity !== 'default' && table.replicaIdentity !== 'nothing') ||
    !before.publicationsOf(table.id).some(({ changes }) => changes) ||
    !table.complete
  )
    return null;
  const keyed = table.constraints.some((each) => each.kind === 'primary-key');
  return keyed && table.replicaIdentity === 'default'
    ? null
    : failure('55000', `cannot update table "${table.name}" because it does not have a replica identity and publishes updates`);
}

// ---------------------------------------------------------------------------------------- INSERT

export const insert: Row<'insert'> = (given, context) =>
  written(given, context, (table, above) => {
    const op = above.length === 0 ? withColumns(given, table) : given;
    const absent = op.columns?.find((column) => !mayHaveColumn(table, column));
    if (above.length === 0 && absent !== undefined)
      return failing('42703', `column "${absent}" of relation "${table.name}" does not exist`);
    const fails =
      (op.twice === undefined ? null : failure('42701', `column "${op.twice}" specified more than once`)) ??
      tooMany(op, table) ??
      generatedColumn(op, table, context) ??
      stringsFailure(op.strings, op.columns, table, context) ??
      queryFailure(op.query, context) ??
      leftOut(op, table, context) ??
      homeless(table, context) ??
      unmatched(table, op.columns, context);
    if (fails?.certain === true) return effects([], fails);
    const left = (column: string): boolean =>
      op.source === 'default' ||
      (op.columns !== undefined && (!op.columns.includes(column) || op.defaults?.includes(op.columns.indexOf(column)) === true)) ||
      (op.overriding === 'user' && columnOf(table, column)?.identity !== undefined);
    return effects(
      [
        ...above,
        take(table, 'ROW EXCLUSIVE', SOURCE.locks),
        // A conflict is looked for in the indexes.
        ...(op.onConflict === 'update' || op.conflictKey === true ? takePlanned(table, 'ROW EXCLUSIVE', true, context) : []),
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

/** Without a list of columns the values are those of the first ones. */
function withColumns(op: Insert, table: Table): Insert {
  if (op.columns !== undefined || op.width === undefined || !table.complete || op.width > table.columns.length) return op;
  return { ...op, columns: table.columns.slice(0, op.width).map(({ name }) => name) };
}

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

/** "May": whether a partition takes the row. */
function homeless(table: Table, { before }: Context): Failure | null {
  if (table.partitionOf !== undefined && table.partitionOf.bound.kind !== 'hash')
    return failure('23514', `new row for relation "${table.name}" may violate its partition constraint`, false);
  const open = table.partitionBy !== undefined && table.partitionBy.strategy !== 'hash' && defaultPartition(table, before) === undefined;
  return open ? failure('23514', `no partition of relation "${table.name}" may be found for a row`, false) : null;
}

/** "May": whether the row that a key points at is there. */
function unmatched(table: Table, columns: readonly string[] | undefined, context: Context): Failure | null {
  const key =
    table.unchecked === true
      ? undefined
      : table.constraints.find(
          (each) =>
            each.kind === 'foreign-key' &&
            each.enforced &&
            !isDeferred(each, context) &&
            (columns === undefined || each.columns.some((column) => columns.includes(column))),
        );
  return key === undefined
    ? null
    : failure('23503', `insert or update on table "${table.name}" may violate foreign key constraint "${key.name}"`, false);
}

/** "May": whether other rows still point at what goes or changes. */
function pointedAt(
  table: Table,
  columns: readonly string[] | undefined,
  action: 'onDelete' | 'onUpdate',
  context: Context,
): Failure | null {
  const found = keysInto(table, context.before).find(
    ({ constraint }) =>
      constraint.enforced &&
      !isDeferred(constraint, context) &&
      !ACTIONS.has(constraint[action] ?? '') &&
      (columns === undefined || constraint.references?.columns.some((column) => columns.includes(column)) === true),
  );
  return found === undefined || table.unchecked === true
    ? null
    : failure(
        '23503',
        `update or delete on table "${table.name}" may violate foreign key constraint "${found.constraint.name}" on table "${found.table.name}"`,
        false,
      );
}

function tooMany(op: Insert, table: Table): Failure | null {
  const targets = op.columns?.length ?? (table.complete ? table.columns.length : Infinity);
  const values = op.source === 'values' ? op.width : op.source === 'select' ? op.query.output?.length : undefined;
  if (values === undefined) return null;
  if (values > targets) return failure('42601', 'INSERT has more expressions than target columns');
  return op.columns !== undefined && values < op.columns.length
    ? failure('42601', 'INSERT has more target columns than expressions')
    : null;
}
function generatedColumn(op: Insert, table: Table, { version }: Context): Failure | null {
  const wrong = op.columns?.find(
    (column, index) =>
      op.defaults?.includes(index) !== true &&
      (columnOf(table, column)?.generated !== undefined || (op.overriding === undefined && columnOf(table, column)?.identity === 'always')),
  );
  const computed = wrong !== undefined && columnOf(table, wrong)?.generated !== undefined;
  return wrong === undefined
    ? null
    : failure(computed && version < 14 ? '42601' : '428C9', `cannot insert a non-DEFAULT value into column "${wrong}"`, op.rows <= 1);
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
  if (table.unchecked === true) return [];
  return table.constraints.flatMap((key) => {
    const referenced =
      key.references === undefined || !key.enforced || isDeferred(key, context) || !given(key)
        ? undefined
        : context.before.get(key.references.table);
    return referenced === undefined ? [] : takeScanned(referenced, 'ROW SHARE', true, context);
  });
}

/** It is looked at later, when the transaction ends. */
const isDeferred = (key: Constraint, { session }: Context): boolean =>
  session.transaction !== undefined &&
  key.deferrable &&
  (session.constraints === undefined ? key.deferred === true : session.constraints === 'deferred');

/** SET CONSTRAINTS … IMMEDIATE looks up at once what was put off. */
export function constraintsNow(context: Context): Effects {
  const waiting = context.session.locks.filter(({ pending }) => pending === true);
  const keys = waiting.flatMap(({ relation }) => {
    const table = relation === undefined ? undefined : context.before.get(relation);
    return isTable(table) ? table.constraints.filter((key) => key.kind === 'foreign-key' && key.deferrable) : [];
  });
  return effects(
    keys.flatMap(({ references }) => {
      const referenced = references === undefined ? undefined : context.before.get(references.table);
      return referenced === undefined ? [] : takeScanned(referenced, 'ROW SHARE', true, context);
    }),
  );
}

/** Rows that reference what goes or changes are looked for. */
function referencing(
  table: Table,
  touched: (columns: readonly string[]) => boolean,
  action: 'onDelete' | 'onUpdate',
  context: Context,
): Effect[] {
  if (table.unchecked === true) return [];
  return keysInto(table, context.before).flatMap(({ table: other, constraint }) => {
    if (other.id === table.id || !constraint.enforced || !touched(constraint.references?.columns ?? [])) return [];
    if (isDeferred(constraint, context) && !ACTIONS.has(constraint[action] ?? '')) return [];
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
    const hidden = above.length === 0 ? undefined : hiddenColumn(op, context);
    if (hidden !== undefined) return failing('42703', `column "${hidden}" of relation "${op.table.name}" does not exist`);
    const fails =
      (op.twice === undefined ? null : failure('42601', `multiple assignments to same column "${op.twice}"`)) ??
      stringsFailure(op.strings, op.columns, table, context) ??
      unpublishable(table, context) ??
      whereFailure(op.where, op.query, table, context) ??
      queryFailure(op.query, context) ??
      computedColumn(op, table, context) ??
      staleRows(table) ??
      unmatched(table, op.columns, context) ??
      pointedAt(table, op.columns, 'onUpdate', context) ??
      (table.partitionBy?.columns.some((column) => column !== undefined && op.columns.includes(column)) === true
        ? homeless(table, context)
        : null);
    if (fails?.certain === true) return effects([], fails);
    const moves = table.partitionBy?.columns.some((column) => column !== undefined && op.columns.includes(column)) === true;
    return effects(
      [
        ...above,
        ...scanned(table, op.where, op.only, 'ROW EXCLUSIVE', context),
        ...(moves ? routed(table, context) : []),
        ...(op.defaults === undefined ? [] : sequencesOfDefaults(table, (column) => op.defaults?.includes(column) === true, context)),
        ...referencedBy(table, (key) => key.columns.some((column) => op.columns.includes(column)), context),
        ...referencing(table, (columns) => columns.some((column) => op.columns.includes(column)), 'onUpdate', context),
        ...readEffects(op.query, context, true),
      ],
      fails,
    );
  });

/** Only where the text's columns can be no others than the table's. */
const whereFailure = (where: Expression | undefined, query: Query, table: Table, context: Context): Failure | null =>
  absentIn(where, query, table, context) ?? comparedIn(where, table, context);

/** A block's variables and other sources' columns are not told apart from the table's. */
function absentIn(where: Expression | undefined, query: Query, table: Table, { session }: Context): Failure | null {
  const isAlone =
    query.reads.length === 0 && !/\bselect\b/i.test(where?.text ?? '') && session.block === undefined && session.transaction !== 'do';
  const absent =
    isAlone && where?.relations.length === 0 ? where.columns.find((column) => column !== '*' && !mayHaveColumn(table, column)) : undefined;
  return absent === undefined || absent === table.name ? null : failure('42703', `column "${absent}" does not exist`);
}

const comparedIn = (where: Expression | undefined, table: Table, context: Context): Failure | null =>
  where === undefined || where.relations.length > 0 || !where.columns.every((column) => columnOf(table, column) !== undefined)
    ? null
    : comparedFailure(where, table, context);

/** A column that the view does not show. */
function hiddenColumn({ table, columns }: Update, { before }: Context): string | undefined {
  const view = before.find(table);
  const names = view !== undefined && 'output' in view ? outputNames(view) : undefined;
  return names === undefined ? undefined : columns.find((column) => !names.includes(column));
}

/** Only DEFAULT can be set there. */
function computedColumn(op: Update, table: Table, { version }: Context): Failure | null {
  const wrong = op.columns.find(
    (column) =>
      op.defaults?.includes(column) !== true &&
      (columnOf(table, column)?.generated !== undefined || columnOf(table, column)?.identity === 'always'),
  );
  const computed = wrong !== undefined && columnOf(table, wrong)?.generated !== undefined;
  return wrong === undefined
    ? null
    : failure(computed && version < 14 ? '42601' : '428C9', `column "${wrong}" can only be updated to DEFAULT`);
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
    const fails =
      unpublishable(table, context) ??
      whereFailure(op.where, op.query, table, context) ??
      queryFailure(op.query, context) ??
      pointedAt(table, undefined, 'onDelete', context);
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
  const source = op.table === undefined || op.from ? undefined : context.before.find(op.table);
  const wrong = source === undefined ? undefined : uncopyable(source);
  if (wrong !== undefined) return failing('42809', wrong);
  if (op.table === undefined || !op.from)
    return op.query === undefined ? effects([]) : effects(readEffects(op.query, context, true), queryFailure(op.query, context));
  return onRelation(op.table, 'table', false, context, (relation) => {
    const { before } = context;
    // A view takes rows by a trigger only, which is not followed.
    if (relation.kind === 'view' && relation.origin !== 'assumed')
      return effects([], failure('42809', `cannot copy to view "${relation.name}"`, false));
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

function uncopyable(relation: Relation): string | undefined {
  if (relation.kind === 'view') return `cannot copy from view "${relation.name}"`;
  return relation.kind === 'table' && relation.partitionBy !== undefined
    ? `cannot copy from partitioned table "${relation.name}"`
    : undefined;
}

export const call: Row<'call'> = (op, context) => {
  const named = context.before.functions(op.procedure);
  if (named.length === 0) return effects([], perhapsMissing('42883', `procedure ${nameText(op.procedure)} does not exist`, context));
  if (named.every(({ procedure }) => !procedure)) return failing('42809', `${nameText(op.procedure)}() is not a procedure`);
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

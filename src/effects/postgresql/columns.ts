import type { Column, Index, Table } from '../../model/catalog.ts';
import type { Effects, Failure } from '../../model/effect.ts';
import type { Name } from '../../model/name.ts';
import { type Context, type Cost, effects, failing, failure, isTable, onRelation, onTable, type Row, take, takeAll } from './context.ts';
import { dropRelations, tablesWithDefault } from './drop.ts';
import { familyOf, isInKey, partitionTree, rewriteTable, takeFamily, takeStored } from './family.ts';
import { allColumns, generatedFailure, identityTypeFailure, systemColumnClash } from './column-definition.ts';
import { defaultFailure } from './literal.ts';
import { columnOf, isNotNull, notNullConstraint, provesNotNull } from './proof.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn, outputNames, SYSTEM_COLUMNS, usersOfColumn } from './users.ts';

// ALTER TABLE … ALTER COLUMN, DROP COLUMN, RENAME COLUMN. Source: https://www.postgresql.org/docs/current/sql-altertable.html

const noColumn = (column: string, table: Table): Failure =>
  failure('42703', `column "${column}" of relation "${table.name}" does not exist`);

interface OnColumn {
  readonly table: Name;
  readonly column: string;
  readonly ifExists: boolean;
}
/** The column too must be there, as far as that is known; it is undefined where the table's columns are not. */
function onColumn(op: OnColumn, context: Context, then: (table: Table, column: Column | undefined) => Effects): Effects {
  return onTable(op.table, op.ifExists, context, (table) => {
    const column = columnOf(table, op.column);
    if (SYSTEM_COLUMNS.has(op.column)) return failing('0A000', `cannot alter system column "${op.column}"`);
    return column === undefined && table.complete ? effects([], noColumn(op.column, table)) : then(table, column);
  });
}

// ---------------------------------------------------------------------------------------- drop, rename

export const dropColumn: Row<'drop-column'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) => {
    if (SYSTEM_COLUMNS.has(op.column)) return failing('0A000', `cannot drop system column "${op.column}"`);
    if (columnOf(table, op.column) === undefined && table.complete) {
      return op.columnIfExists ? effects([take(table, 'ACCESS EXCLUSIVE')]) : effects([], noColumn(op.column, table));
    }
    const fails = undroppable(op.column, table, op.only, context);
    if (fails !== null) return effects([], fails);
    const family = op.only ? [table] : familyOf(table, context.before);
    const found: Effects[] = family.map((each) => dropOneColumn(each, op.column, op.cascade, context));
    // With ONLY the children keep the column, and are told that it is their own.
    const children = op.only ? takeAll(context.before.childrenOf(table.id), 'ACCESS EXCLUSIVE') : [];
    return found.find((each) => each.fails !== null) ?? effects([...found.flatMap((each) => each.relations), ...children]);
  });

function undroppable(name: string, table: Table, only: boolean, { before }: Context): Failure | null {
  if (table.ofType !== undefined) return failure('42809', 'cannot drop column from typed table');
  if (columnOf(table, name)?.inherited === true) return failure('42P16', `cannot drop inherited column "${name}"`);
  const keyed = partitionTree(table, before).find((each) => isInKey(each, name));
  if (keyed !== undefined)
    return failure('42P16', `cannot drop column "${name}" because it is part of the partition key of relation "${keyed.name}"`);
  if (only && before.partitionsOf(table.id).length > 0)
    return failure('42P16', 'cannot drop column from only the partitioned table when partitions exist');
  return null;
}

/** One column of one table, with what hangs on it. */
export function dropOneColumn(table: Table, name: string, cascade: boolean, context: Context): Effects {
  const { before, version } = context;
  const users = usersOfColumn(table, name, before);
  const found = [take(table, 'ACCESS EXCLUSIVE')];
  const [blocker] = [
    ...users.views.map((each) => `view ${each.name}`),
    ...users.policies.map((each) => `policy ${each} on table ${table.name}`),
    ...users.triggers.map((each) => `trigger ${each} on table ${table.name}`),
    // Up to 14 a generated column went silently with the one it is computed from.
    ...(version < 15 ? [] : users.generated.map((each) => `column ${each.name} of table ${table.name}`)),
    ...users.sequences
      .flatMap((each) => tablesWithDefault(each, before))
      .filter((each) => each.id !== table.id)
      .map((each) => `default value of table ${each.name}`),
    ...users.referencing
      .filter((each) => each.table.id !== table.id)
      .map((each) => `constraint ${each.constraint.name} on table ${each.table.name}`),
    ...[...users.publications, ...users.publicationFilters].map((each) => `publication ${each}`),
  ];
  if (blocker !== undefined && !cascade)
    return failing('2BP01', `cannot drop column ${name} of table ${table.name} because other objects depend on it: ${blocker}`);

  found.push(...takeAll(users.indexes, 'ACCESS EXCLUSIVE'), ...takeAll(users.sequences, 'ACCESS EXCLUSIVE'));
  for (const constraint of users.constraints) {
    const referenced = constraint.references === undefined ? undefined : before.get(constraint.references.table);
    if (isTable(referenced)) found.push(...takeAll(partitionTree(referenced, before), 'ACCESS EXCLUSIVE', SOURCE.foreignKeys));
  }
  found.push(
    ...takeAll(
      users.referencing.map((each) => each.table),
      'ACCESS EXCLUSIVE',
      SOURCE.foreignKeys,
    ),
  );
  // What is computed from it goes along, and numbers that others take from its sequence end.
  for (const each of users.generated) found.push(...dropOneColumn(table, each.name, true, context).relations);
  for (const each of users.sequences) found.push(...takeAll(tablesWithDefault(each, before), 'ACCESS EXCLUSIVE', SOURCE.dependencies));
  return effects([...found, ...dropRelations(users.views, true, context).relations]);
}

export const renameColumn: Row<'rename-column'> = (op, context) =>
  onRelation(op.table, op.as === 'type' ? 'table' : op.as, op.ifExists, context, (relation) => {
    if (!isTable(relation)) {
      const names = 'output' in relation ? outputNames(relation) : undefined;
      if (names?.includes(op.column) === false) return failing('42703', `column "${op.column}" does not exist`);
      return names?.includes(op.to) === true
        ? failing('42701', `column "${op.to}" of relation "${relation.name}" already exists`)
        : effects([take(relation, 'ACCESS EXCLUSIVE', SOURCE.rename)]);
    }
    if (SYSTEM_COLUMNS.has(op.column)) return failing('0A000', `cannot rename system column "${op.column}"`);
    const taken = systemColumnClash(op.to);
    if (taken !== null) return effects([], taken);
    const column = columnOf(relation, op.column);
    if (!mayHaveColumn(relation, op.column)) return failing('42703', `column "${op.column}" does not exist`);
    if (columnOf(relation, op.to) !== undefined) return failing('42701', `column "${op.to}" of relation "${relation.name}" already exists`);
    if (relation.ofType !== undefined) return failing('42809', 'cannot rename column of typed table');
    if (column?.inherited === true) return failing('42P16', `cannot rename inherited column "${op.column}"`);
    const family = familyOf(relation, context.before);
    if (op.only && family.length > 1) return failing('42P16', `inherited column "${op.column}" must be renamed in child tables too`);
    return effects(takeAll(family, 'ACCESS EXCLUSIVE', SOURCE.rename));
  });

// ---------------------------------------------------------------------------------------- NOT NULL

export const setNotNull: Row<'set-not-null'> = (op, context) =>
  onColumn(op, context, (table) => {
    const family = op.only ? [table] : familyOf(table, context.before);
    if (
      op.only &&
      context.before.partitionsOf(table.id).length > 0 &&
      context.before.partitionsOf(table.id).some((each) => !isNotNull(each, op.column))
    ) {
      return failing('42P16', 'constraint must be added to child tables too');
    }
    return notNullEffects(family, op.column, context);
  });

/** The rows of each table are looked at, unless its constraints prove that no NULL is among them. */
export function notNullEffects(family: readonly Table[], column: string, context: Context): Effects {
  const open = family.filter((each) => !isNotNull(each, column) && !provesNotNull(each, column, context.version));
  const relations = family.map((each) =>
    open.includes(each) ? takeStored(each, 'ACCESS EXCLUSIVE', SOURCE.alterTable, nullScan(each, column)) : take(each, 'ACCESS EXCLUSIVE'),
  );
  const [first] = open.filter((each) => each.rows !== 'none');
  return effects(
    relations,
    first === undefined ? null : failure('23502', `column "${column}" of relation "${first.name}" contains null values`, false),
  );
}
/** A proof may stand in a constraint that no file shows, unless the column is younger than the history. */
const nullScan = (table: Table, column: string): Cost => ({
  work: 'scan',
  because: 'every row is checked for NULL',
  certain: table.complete || columnOf(table, column)?.added !== undefined,
});

export const dropNotNull: Row<'drop-not-null'> = (op, context) =>
  onColumn(op, context, (table, column) => {
    const { before } = context;
    if (column?.identity !== undefined) return failing('42601', `column "${op.column}" of relation "${table.name}" is an identity column`);
    if (table.constraints.some((each) => each.kind === 'primary-key' && each.columns.includes(op.column)))
      return failing('42P16', `column "${op.column}" is in a primary key`);
    const identity = typeof table.replicaIdentity === 'number' ? before.get(table.replicaIdentity) : undefined;
    if (identity?.kind === 'index' && identity.keys.some((key) => key.column === op.column))
      return failing('42P16', `column "${op.column}" is in index used as replica identity`);
    const parent = table.partitionOf === undefined ? undefined : before.get(table.partitionOf.parent);
    if (isTable(parent) && columnOf(parent, op.column)?.notNull === true)
      return failing('42P16', `column "${op.column}" is marked NOT NULL in parent table`);
    if (context.version >= 18 && notNullConstraint(table, op.column)?.inherited === true)
      return failing('42P16', `cannot drop inherited constraint on column "${op.column}" of relation "${table.name}"`);
    if (op.only && context.version < 18 && before.partitionsOf(table.id).length > 0)
      return failing('42P16', 'cannot remove constraint from only the partitioned table when partitions exist');
    // From 18 on nothing is done, and nobody below is locked, where the column is nullable already.
    const idle = context.version >= 18 && column?.notNull === false;
    return effects(takeFamily(table, (op.only && table.partitionBy === undefined) || idle, 'ACCESS EXCLUSIVE', context, SOURCE.alterTable));
  });

// ---------------------------------------------------------------------------------------- defaults, identity, generated

export const setDefault: Row<'set-default'> = (op, context) => {
  if (op.as === 'view') return onView(op, context);
  return onColumn(op, context, (table, column) => {
    const fails = noDefaultHere(op.column, table, column);
    if (fails !== null) return effects([], fails);
    const wrong = column?.type === undefined ? null : defaultFailure(op.default, column.type, context);
    return effects(takeFamily(table, op.only, 'ACCESS EXCLUSIVE', context, SOURCE.alterTable), wrong);
  });
};
export const dropDefault: Row<'drop-default'> = (op, context) =>
  op.as === 'view'
    ? onView(op, context)
    : onColumn(op, context, (table, column) =>
        effects(takeFamily(table, op.only, 'ACCESS EXCLUSIVE', context, SOURCE.alterTable), noDefaultHere(op.column, table, column)),
      );

const onView = (op: OnColumn, context: Context): Effects =>
  onRelation(op.table, 'view', op.ifExists, context, (view) =>
    'output' in view && outputNames(view)?.includes(op.column) === false
      ? failing('42703', `column "${op.column}" of relation "${view.name}" does not exist`)
      : effects([take(view, 'ACCESS EXCLUSIVE', SOURCE.alterView)]),
  );

function noDefaultHere(name: string, table: Table, column: Column | undefined): Failure | null {
  if (column?.identity !== undefined) return failure('42601', `column "${name}" of relation "${table.name}" is an identity column`);
  return column?.generated === undefined ? null : failure('42601', `column "${name}" of relation "${table.name}" is a generated column`);
}

/** Identity goes down to partitions from 17 on, and never to tables that only inherit. */
const identityFamily = (table: Table, only: boolean, context: Context): readonly Table[] =>
  only || context.version < 17 ? [table] : partitionTree(table, context.before);

export const addIdentity: Row<'add-identity'> = (op, context) =>
  onColumn(op, context, (table, column) => {
    const where = `column "${op.column}" of relation "${table.name}"`;
    if (column?.generated !== undefined) return failing('55000', `${where} is a generated column`);
    if (context.version >= 17 && table.partitionOf !== undefined) return failing('42P16', 'cannot add identity to a column of a partition');
    if (context.version >= 17 && op.only && context.before.partitionsOf(table.id).length > 0)
      return failing('42P16', 'cannot add identity to a column of only the partitioned table');
    const untyped = column?.type === undefined ? null : identityTypeFailure(column.type, context);
    if (untyped !== null) return effects([], untyped);
    if (column?.identity !== undefined) return failing('55000', `${where} is already an identity column`);
    if (column?.default !== undefined) return failing('55000', `${where} already has a default value`);
    if (column !== undefined && !column.notNull) return failing('55000', `${where} must be declared NOT NULL before identity can be added`);
    return effects(takeAll(identityFamily(table, op.only, context), 'ACCESS EXCLUSIVE'));
  });

export const alterIdentity: Row<'alter-identity'> = (op, context) =>
  onColumn(op, context, (table, column) => {
    if (column !== undefined && column.identity === undefined)
      return failing('55000', `column "${op.column}" of relation "${table.name}" is not an identity column`);
    return effects([
      ...takeAll(identityFamily(table, op.only, context), 'ACCESS EXCLUSIVE'),
      ...takeAll(numbering(table, op.column, context), 'SHARE ROW EXCLUSIVE', SOURCE.alterSequence),
    ]);
  });

export const dropIdentity: Row<'drop-identity'> = (op, context) =>
  onColumn(op, context, (table, column) => {
    if (column !== undefined && column.identity === undefined) {
      return op.identityIfExists
        ? effects([take(table, 'ACCESS EXCLUSIVE')])
        : failing('55000', `column "${op.column}" of relation "${table.name}" is not an identity column`);
    }
    return effects([
      ...takeAll(identityFamily(table, op.only, context), 'ACCESS EXCLUSIVE'),
      ...takeAll(numbering(table, op.column, context), 'ACCESS EXCLUSIVE'),
    ]);
  });

const numbering = (table: Table, column: string, { before }: Context): ReturnType<Context['before']['sequencesOf']> =>
  before.sequencesOf(table.id).filter((each) => each.ownedBy?.column === column);

export const setExpression: Row<'set-expression'> = (op, context) =>
  onColumn(op, context, (table, column) => {
    if (column !== undefined && column.generated === undefined)
      return failing('55000', `column "${op.column}" of relation "${table.name}" is not a generated column`);
    const columns = allColumns(table);
    const wrong =
      columns === undefined
        ? null
        : generatedFailure(
            op.expression,
            columns.filter((each) => each.name !== op.column),
            context,
          );
    if (wrong !== null) return effects([], wrong);
    const family = op.only ? [table] : familyOf(table, context.before);
    if (column?.generated?.stored === false) {
      const checked = table.constraints.some((each) => each.kind === 'check' && each.expression?.columns.includes(op.column) === true);
      if (checked)
        return failing(
          '0A000',
          'ALTER TABLE / SET EXPRESSION is not supported for virtual generated columns in tables with check constraints',
        );
      return column.notNull ? notNullEffects(family, op.column, context) : effects(takeAll(family, 'ACCESS EXCLUSIVE'));
    }
    return effects(
      family.flatMap((each) =>
        rewriteTable(each, context, SOURCE.alterTable, {
          because: 'the stored expression is computed anew for every row',
          certain: column !== undefined,
        }),
      ),
    );
  });

export const dropExpression: Row<'drop-expression'> = (op, context) =>
  onColumn(op, context, (table, column) => {
    if (column !== undefined && column.generated === undefined) {
      return op.expressionIfExists
        ? effects([take(table, 'ACCESS EXCLUSIVE')])
        : failing('55000', `column "${op.column}" of relation "${table.name}" is not a generated column`);
    }
    if (column?.generated?.stored === false)
      return failing('0A000', 'ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns');
    if (op.only && familyOf(table, context.before).length > 1)
      return failing('0A000', 'ALTER TABLE / DROP EXPRESSION must be applied to child tables too');
    if (column?.inherited === true) return failing('42P16', 'cannot drop generation expression from inherited column');
    return effects(takeFamily(table, op.only, 'ACCESS EXCLUSIVE', context, SOURCE.alterTable));
  });

// ---------------------------------------------------------------------------------------- attributes

/** Types of fixed length. */
const FLAT = new Set([
  'int2',
  'int4',
  'int8',
  'float4',
  'float8',
  'bool',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'interval',
  'uuid',
  'oid',
  'money',
]);

const STORAGE = new Set(['plain', 'external', 'extended', 'main', 'default']);
const COMPRESSION = new Set(['pglz', 'lz4', 'default']);

/** SET STATISTICS and the planner's options let reads and writes pass; how values are stored does not. */
const ATTRIBUTES = {
  statistics: { lock: 'SHARE UPDATE EXCLUSIVE', descends: true },
  options: { lock: 'SHARE UPDATE EXCLUSIVE', descends: false },
  storage: { lock: 'ACCESS EXCLUSIVE', descends: true },
  compression: { lock: 'ACCESS EXCLUSIVE', descends: false },
} as const;

export const setColumnAttribute: Row<'set-column-attribute'> = (op, context) => {
  const { lock, descends } = ATTRIBUTES[op.attribute];
  return onRelation(op.table, op.as === 'type' ? 'table' : op.as, op.ifExists, context, (relation) => {
    if (relation.kind === 'index' && op.attribute === 'statistics') {
      const fails = indexStatistics(op.column, relation);
      if (fails !== null) return effects([], fails);
    }
    if (!isTable(relation)) return effects([take(relation, lock, relation.kind === 'index' ? SOURCE.alterIndex : SOURCE.alterTable)]);
    if (SYSTEM_COLUMNS.has(op.column)) return failing('0A000', `cannot alter system column "${op.column}"`);
    if (!mayHaveColumn(relation, op.column)) return effects([], noColumn(op.column, relation));
    const word = op.value?.toLowerCase();
    if (op.attribute === 'storage' && word !== undefined && !STORAGE.has(word)) return failing('22023', `invalid storage type "${word}"`);
    if (op.attribute === 'storage' && word === 'default' && context.version < 16)
      return failing('42601', 'syntax error at or near "DEFAULT"');
    if (op.attribute === 'compression' && word !== undefined && !COMPRESSION.has(word))
      return failing('22023', `invalid compression method "${word}"`);
    const fixed = op.attribute === 'storage' && (op.value?.toLowerCase() ?? 'plain') !== 'plain' && op.value?.toLowerCase() !== 'default';
    if (fixed && FLAT.has(columnOf(relation, op.column)?.type?.name ?? ''))
      return failing('0A000', `column data type ${columnOf(relation, op.column)?.type?.name ?? ''} can only have storage PLAIN`);
    const flat = op.attribute === 'compression' ? FLAT.has(columnOf(relation, op.column)?.type?.name ?? '') : false;
    if (flat) return failing('0A000', `column "${op.column}" has a data type that does not support compression`);
    return effects(takeFamily(relation, op.only || !descends, lock, context, SOURCE.alterTable));
  });
};

/** Only a computed key has statistics of its own. */
function indexStatistics(written: string, index: Index): Failure | null {
  if (index.origin === 'assumed') return null;
  const number = Number(written);
  const key = Number.isNaN(number) ? index.keys.find((each) => each.column === written) : index.keys[number - 1];
  if (key === undefined)
    return Number.isNaN(number) || number > index.keys.length + index.include.length
      ? failure('42703', `column ${Number.isNaN(number) ? `"${written}"` : `number ${written}`} of relation "${index.name}" does not exist`)
      : failure('0A000', `cannot alter statistics on included column of index "${index.name}"`);
  return key.column === undefined
    ? null
    : failure('0A000', `cannot alter statistics on non-expression column "${key.column}" of index "${index.name}"`);
}

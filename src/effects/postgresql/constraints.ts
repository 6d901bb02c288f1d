import type { Constraint, Index, Table } from '../../model/catalog.ts';
import type { Effect, Effects, Failure } from '../../model/effect.ts';
import type { Name } from '../../model/name.ts';
import type { AddCheck, AddExclude, AddPrimaryKey, AddUnique } from '../../model/operation.ts';
import { canExclude, methodFailure } from './access-methods.ts';
import { functionsFailure } from './column-definition.ts';
import { notNullEffects } from './columns.ts';
import {
  type Context,
  type Cost,
  effects,
  failing,
  failure,
  isBornEmpty,
  isTable,
  mayBreak,
  onTable,
  type Row,
  take,
  takeAll,
} from './context.ts';
import { familyOf, partitionTree, takeFamily, takeStored } from './family.ts';
import { comparedFailure } from './literal.ts';
import { misplaced } from './misplaced.ts';
import { columnOf, isNotNull, isTrue, notNullConstraint } from './proof.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';

// Source: https://www.postgresql.org/docs/current/sql-altertable.html

const noColumn = (column: string): Failure => failure('42703', `column "${column}" named in key does not exist`);
export const constraintNamed = (table: Table, name: string): Constraint | undefined => table.constraints.find((each) => each.name === name);
const duplicate = (name: string, table: Table): Failure =>
  failure('42710', `constraint "${name}" for relation "${table.name}" already exists`);

// ---------------------------------------------------------------------------------------- CHECK, NOT NULL

export const addCheck: Row<'add-check'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) => {
    const { before, version } = context;
    const same = op.name === undefined ? undefined : constraintNamed(table, op.name);
    if (same !== undefined && !isMerged(same, op.expression)) return effects([], duplicate(same.name, table));
    const absent = op.expression.columns.find((column) => column !== '*' && !mayHaveColumn(table, column));
    if (absent !== undefined) return failing('42703', `column "${absent}" does not exist`);
    const wrong = misplaced(op.expression, 'check constraints');
    if (wrong !== null) return effects([], wrong);
    if (op.noInherit && table.partitionBy !== undefined)
      return failing('42P16', `cannot add NO INHERIT constraint to partitioned table "${table.name}"`);
    const family = familyOf(table, before);
    if (op.only && family.length > 1 && !op.noInherit) return failing('42P16', 'constraint must be added to child tables too');
    const merged = family.slice(1).flatMap((each) => unmergeable(each, op) ?? []);
    if (!op.noInherit && merged[0] !== undefined) return effects([], merged[0]);
    const scan: Cost | undefined =
      op.valid && op.enforced ? { work: 'scan', because: 'every row is checked against the constraint' } : undefined;
    const cost = (each: Table): Cost | undefined => (each.id !== table.id && (op.noInherit || hasSame(each, op.name)) ? undefined : scan);
    // NO INHERIT stays with the parent, but from 18 on the children are locked all the same.
    const touched = op.noInherit && version < 18 ? [table] : family;
    const unknown = functionsFailure(op.expression, context);
    if (unknown !== null) return effects([], unknown);
    const harmless =
      scan === undefined ||
      holdsForDefault(op.expression, context) ||
      (op.expression.columns.length > 0 && op.expression.columns.every((column) => isBornEmpty(column, context)));
    const compared = comparedFailure(op.expression, table, context);
    if (compared?.certain === true) return effects([], compared);
    const fails =
      compared ??
      (harmless
        ? null
        : mayBreak(
            touched,
            '23514',
            `check constraint "${op.name ?? `${table.name}_check`}" of relation "${table.name}" is violated by some row`,
          ));
    return effects(
      touched.map((each) => stored(each, cost(each), SOURCE.alterTable)),
      fails,
    );
  });

/** What a child has from its parent may be said again, and becomes its own as well. */
const isMerged = (constraint: Constraint, { text }: AddCheck['expression']): boolean =>
  constraint.kind === 'check' && constraint.inherited && constraint.local !== true && constraint.expression?.text === text;

/** A child's constraint of the same name is taken for the parent's, if it can be. */
function unmergeable(table: Table, { name, expression }: AddCheck): Failure | null {
  const own = name === undefined ? undefined : constraintNamed(table, name);
  if (own === undefined) return null;
  const where = `constraint "${own.name}"`;
  if (own.kind !== 'check' || own.expression?.text !== expression.text)
    return failure('42710', `${where} for relation "${table.name}" already exists`, own.kind !== 'check' || !/\(/.test(expression.text));
  if (own.noInherit) return failure('42P17', `${where} conflicts with non-inherited constraint on relation "${table.name}"`);
  return own.valid ? null : failure('42P17', `${where} conflicts with NOT VALID constraint on relation "${table.name}"`);
}

/** The columns are made by the same statement, and what they are filled with passes. */
const holdsForDefault = ({ conjunction }: AddCheck['expression'], { siblings }: Context): boolean =>
  conjunction.length > 0 &&
  conjunction.every((condition) => {
    const added = siblings.find((each) => each.kind === 'add-column' && each.column === condition.column);
    const value =
      added?.kind === 'add-column' && added.definition.default?.form === 'literal' ? added.definition.default.literal : undefined;
    return value !== undefined && isTrue(condition, condition.column, value);
  });

/** The child's own constraint of that name is merged with the parent's, and not verified again. */
const hasSame = (table: Table, name: string | undefined): boolean =>
  name !== undefined && constraintNamed(table, name)?.kind === 'check' && constraintNamed(table, name)?.valid === true;
const stored = (table: Table, cost: Cost | undefined, source: string): Effect =>
  cost === undefined ? take(table, 'ACCESS EXCLUSIVE', source) : takeStored(table, 'ACCESS EXCLUSIVE', source, cost);

export const addNotNull: Row<'add-not-null'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) => {
    if (!mayHaveColumn(table, op.column)) return failing('42703', `column "${op.column}" of relation "${table.name}" does not exist`);
    const other = notNullConstraint(table, op.column);
    if (other !== undefined && op.name !== undefined && other.name !== op.name) {
      return failing('55000', `cannot create not-null constraint "${op.name}" on column "${op.column}" of table "${table.name}"`);
    }
    if (other === undefined && op.name !== undefined && constraintNamed(table, op.name) !== undefined)
      return effects([], duplicate(op.name, table));
    // NO INHERIT stays with the parent, but the children are locked all the same.
    if (op.noInherit && !op.only) {
      const own = op.valid ? notNullEffects([table], op.column, context) : effects([take(table, 'ACCESS EXCLUSIVE')]);
      return effects([...own.relations, ...takeAll(familyOf(table, context.before).slice(1), 'ACCESS EXCLUSIVE')], own.fails);
    }
    const family = op.only ? [table] : familyOf(table, context.before);
    if (op.valid && other?.valid === false)
      return failing('55000', `incompatible NOT VALID constraint "${other.name}" on relation "${table.name}"`);
    return op.valid ? notNullEffects(family, op.column, context) : effects(takeAll(family, 'ACCESS EXCLUSIVE'));
  });

// ---------------------------------------------------------------------------------------- UNIQUE, PRIMARY KEY, EXCLUDE

export const addUnique: Row<'add-unique'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) => addIndexed(op, table, op.columns, context));

export const addPrimaryKey: Row<'add-primary-key'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) => {
    if (table.constraints.some((each) => each.kind === 'primary-key'))
      return failing('42P16', `multiple primary keys for table "${table.name}" are not allowed`);
    const using = op.usingIndex === undefined ? undefined : indexNamed(op.usingIndex, table, context);
    const columns = using === undefined ? op.columns : using.keys.flatMap((key) => key.column ?? []);
    const indexed = addIndexed(op, table, columns, context);
    if (indexed.fails?.certain === true) return indexed;
    // Up to 17 NOT NULL is set on heirs again, whether or not they have it.
    const heirs =
      context.version < 18 && !op.only && op.usingIndex === undefined && table.partitionBy === undefined
        ? familyOf(table, context.before).filter(({ id }) => id !== table.id)
        : [];
    const locked = [...indexed.relations, ...heirs.map((each) => take(each, 'ACCESS EXCLUSIVE', SOURCE.alterTable))];
    const unproved = columns.filter((column) => columnOf(table, column) !== undefined && !isNotNull(table, column));
    const notValid = unproved.map((column) => notNullConstraint(table, column)).find((each) => each?.valid === false);
    if (notValid !== undefined)
      return failing(
        '55000',
        `cannot create primary key on column "${notValid.columns[0] ?? ''}": not-null constraint "${notValid.name}" is not valid`,
      );
    const [first] = unproved;
    if (first === undefined) return effects(locked, indexed.fails);
    // NOT NULL is set on the way, on partitions as well.
    const family = op.only ? [table] : familyOf(table, context.before);
    const checks = unproved.map((column) => notNullEffects(family, column, context));
    const added = context.siblings.some((each) => each.kind === 'add-column' && unproved.includes(each.column));
    return effects(
      [...locked, ...checks.flatMap((each) => each.relations)],
      added ? null : (checks.find((each) => each.fails !== null)?.fails ?? indexed.fails),
    );
  });

export const addExclude: Row<'add-exclude'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) => {
    if (table.partitionBy !== undefined && context.version < 17)
      return failing('0A000', `exclusion constraints are not supported on partitioned tables`);
    if (!canExclude(op.method)) return failing('0A000', `access method "${op.method}" does not support exclusion constraints`);
    const absent = op.keys.find((key) => key.column !== undefined && !mayHaveColumn(table, key.column));
    const wrong = absent === undefined ? methodFailure({ ...op, unique: false, include: [] }, table, context) : null;
    if (wrong !== null) return effects([], wrong);
    return addIndexed(
      { ...op, usingIndex: undefined },
      table,
      op.keys.flatMap((key) => key.column ?? []),
      context,
    );
  });

type Indexed =
  | Pick<AddUnique | AddPrimaryKey, 'kind' | 'name' | 'only' | 'usingIndex'>
  | (Pick<AddExclude, 'kind' | 'name' | 'only'> & { readonly usingIndex: undefined });
const WORDS = { 'add-unique': 'UNIQUE', 'add-primary-key': 'PRIMARY KEY', 'add-exclude': 'EXCLUDE' } as const;

/** A constraint that stands on an index: built under the table's lock, or taken over. */
function addIndexed(op: Indexed, table: Table, columns: readonly string[], context: Context): Effects {
  if (op.usingIndex !== undefined) return usingIndex(op, op.usingIndex, table, context);
  const absent = columns.find((column) => !mayHaveColumn(table, column));
  if (absent !== undefined) return effects([], noColumn(absent));
  const { before } = context;
  const twice = op.kind === 'add-exclude' ? undefined : columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined)
    return failing(
      '42701',
      `column "${twice}" appears twice in ${op.kind === 'add-unique' ? 'unique constraint' : 'primary key constraint'}`,
    );
  if (op.name !== undefined) {
    const other = before.find({ schema: table.schema, name: op.name });
    if (other !== undefined && other.origin !== 'assumed') return failing('42P07', `relation "${op.name}" already exists`);
    if (constraintNamed(table, op.name) !== undefined)
      return failing('42710', `constraint "${op.name}" for relation "${table.name}" already exists`);
  }
  for (const each of op.only ? [table] : partitionTree(table, before)) {
    const uncovered = each.partitionBy?.columns.findIndex((column) => column === undefined || !columns.includes(column)) ?? -1;
    if (uncovered === -1) continue;
    return failing(
      '0A000',
      `unique constraint on partitioned table must include all partitioning columns: "${each.name}" lacks column "${each.partitionBy?.columns[uncovered] ?? ''}"`,
    );
  }
  const cost: Cost = { work: 'build', because: 'a unique index is built' };
  const [root, ...partitions] = op.only ? [table] : partitionTree(table, before);
  // From 18 on tables that inherit are locked too, though they get no index.
  const heirs = op.only || context.version < 18 || table.partitionBy !== undefined ? [] : familyOf(table, before).slice(1);
  // Up to 17 the partitions' indexes are built like any index; from 18 on under the parent's lock.
  const below = context.version < 18 ? 'SHARE' : 'ACCESS EXCLUSIVE';
  const because = op.kind === 'add-exclude' ? { ...cost, because: 'the index of the exclusion constraint is built' } : cost;
  const harmless =
    (op.kind !== 'add-exclude' && (isUniqueAlready(table, columns, context) || columns.some((column) => isBornUnique(column, context)))) ||
    columns.some((column) => isBornEmpty(column, context));
  const fails = harmless
    ? null
    : mayBreak(
        [table, ...partitions],
        op.kind === 'add-exclude' ? '23P01' : '23505',
        `could not create the index of ${WORDS[op.kind]} on "${table.name}": some rows are in conflict`,
      );
  return effects(
    [
      takeStored(root ?? table, 'ACCESS EXCLUSIVE', SOURCE.alterTable, because),
      ...partitions.map((each) => takeStored(each, below, SOURCE.alterTable, because)),
      ...takeAll(heirs, 'ACCESS EXCLUSIVE'),
    ],
    fails,
  );
}

/** A valid unique key over some of the columns: no two rows are alike in all of them. */
function isUniqueAlready(table: Table, columns: readonly string[], { before }: Context): boolean {
  return before
    .indexesOf(table.id)
    .some(
      (index) =>
        index.unique &&
        index.valid &&
        index.where === undefined &&
        index.keys.length > 0 &&
        index.keys.every((key) => key.column !== undefined && columns.includes(key.column) && isNotNull(table, key.column)),
    );
}

/** The same statement numbers the rows. */
const isBornUnique = (column: string, { siblings }: Context): boolean =>
  siblings.some(
    (each) =>
      each.kind === 'add-column' &&
      each.column === column &&
      (each.definition.identity !== undefined ||
        each.definition.type.serial ||
        each.definition.default?.calls.some(({ name }) => UNIQUE_VALUES.has(name.name)) === true),
  );
const UNIQUE_VALUES = new Set(['gen_random_uuid', 'uuidv4', 'uuidv7', 'uuid_generate_v4', 'nextval']);

const indexNamed = (name: string, table: Table, { before }: Context): Index | undefined =>
  before.indexesOf(table.id).find((each) => each.name === name);

function usingIndex(op: Indexed, name: string, table: Table, context: Context): Effects {
  if (table.partitionBy !== undefined)
    return failing('0A000', 'ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables');
  const index = indexNamed(name, table, context);
  const renamed = op.name !== undefined && op.name !== name;
  const lock = renameLock(context);
  if (index === undefined) {
    if (!table.complete) return effects([take(table, 'ACCESS EXCLUSIVE')]);
    const other = context.before.find({ schema: table.schema, name });
    if (other?.kind === 'index') return failing('55000', `index "${name}" does not belong to table "${table.name}"`);
    return failing('42704', `index "${name}" does not exist`, other === undefined);
  }
  const refused = unusable(index);
  if (refused !== null) return effects([], refused);
  if (renamed && context.before.find({ schema: table.schema, name: op.name ?? '' }) !== undefined)
    return failing('42P07', `relation "${op.name ?? ''}" already exists`);
  return effects([take(table, 'ACCESS EXCLUSIVE'), ...(renamed ? [take(index, lock)] : [])]);
}

function unusable(index: Index): Failure | null {
  const wrong = (why: string): Failure => failure('42809', `"${index.name}" ${why}`);
  if (index.constraint !== undefined) return failure('55000', `index "${index.name}" is already associated with a constraint`);
  if (!index.valid) return failure('55000', `index "${index.name}" is not valid`);
  if (!index.unique) return wrong('is not a unique index');
  if (index.keys.some((key) => key.expression !== undefined)) return wrong('contains expressions');
  if (index.where !== undefined) return wrong('is a partial index');
  return index.keys.some((key) => key.order !== undefined)
    ? failure('42809', `index "${index.name}" does not have default sorting behavior`)
    : null;
}

/** From 12 on an index is renamed without blocking those who use it. */
export const renameLock = ({ version }: Context): 'SHARE UPDATE EXCLUSIVE' | 'ACCESS EXCLUSIVE' =>
  version < 12 ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE';

// ---------------------------------------------------------------------------------------- VALIDATE, DROP, ALTER, RENAME

interface OnConstraint {
  readonly table: Name;
  readonly ifExists: boolean;
  readonly constraint: string;
}
/** The constraint must be there, as far as that is known. */
function onConstraint(
  op: OnConstraint,
  context: Context,
  absent: (table: Table) => Effects,
  then: (table: Table, constraint: Constraint) => Effects,
): Effects {
  return onTable(op.table, op.ifExists, context, (table) => {
    const constraint = constraintNamed(table, op.constraint);
    if (constraint !== undefined) return then(table, constraint);
    return table.complete ? failing('42704', `constraint "${op.constraint}" of relation "${table.name}" does not exist`) : absent(table);
  });
}

export const validateConstraint: Row<'validate-constraint'> = (op, context) => {
  const scan = (what: string, certain = true): Cost => ({ work: 'scan', because: `every row is checked against ${what}`, certain });
  const because = `"${op.constraint}"`;
  return onConstraint(
    op,
    context,
    (table) => effects([takeStored(table, 'SHARE UPDATE EXCLUSIVE', SOURCE.alterTable, scan(because, false))]),
    (table, constraint) => {
      if (!['check', 'foreign-key', 'not-null'].includes(constraint.kind))
        return failing('42809', `cannot validate constraint "${constraint.name}" of relation "${table.name}"`);
      if (!constraint.enforced) return failing('55000', `cannot validate NOT ENFORCED constraint`);
      if (constraint.valid) return effects([take(table, 'SHARE UPDATE EXCLUSIVE')]);
      const { before } = context;
      if (op.only && constraint.kind === 'check' && !constraint.noInherit && familyOf(table, before).length > 1)
        return failing('42P16', 'constraint must be validated on child tables too');
      const family = op.only ? [table] : constraint.kind === 'foreign-key' ? partitionTree(table, before) : familyOf(table, before);
      const own = family.map((each) => takeStored(each, 'SHARE UPDATE EXCLUSIVE', SOURCE.alterTable, scan(because)));
      const referenced = constraint.references === undefined ? undefined : before.get(constraint.references.table);
      const code = { check: '23514', 'not-null': '23502' }[constraint.kind as string] ?? '23503';
      const fails = mayBreak(family, code, `constraint "${constraint.name}" of relation "${table.name}" is violated by some row`);
      if (!isTable(referenced) || referenced.id === table.id) return effects(own, fails);
      return effects(
        [...own, ...partitionTree(referenced, before).map((each) => takeStored(each, 'ROW SHARE', SOURCE.alterTable, scan(because)))],
        fails,
      );
    },
  );
};

export const dropConstraint: Row<'drop-constraint'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) => {
    const constraint = constraintNamed(table, op.constraint);
    if (constraint === undefined) {
      if (op.constraintIfExists || !table.complete) return effects([take(table, 'ACCESS EXCLUSIVE')]);
      return failing('42704', `constraint "${op.constraint}" of relation "${table.name}" does not exist`);
    }
    if (constraint.inherited) return failing('42P16', `cannot drop inherited constraint "${constraint.name}" of relation "${table.name}"`);
    if (op.only && context.version < 18 && context.before.partitionsOf(table.id).length > 0 && constraint.kind === 'check')
      return failing('42P16', 'cannot remove constraint from only the partitioned table when partitions exist');
    return dropOneConstraint(table, constraint, op.cascade, context);
  });

function dropOneConstraint(table: Table, constraint: Constraint, cascade: boolean, context: Context): Effects {
  const { before } = context;
  if (constraint.kind === 'not-null') {
    const [column = ''] = constraint.columns;
    if (table.constraints.some((each) => each.kind === 'primary-key' && each.columns.includes(column)))
      return failing('42P16', `column "${column}" is in a primary key`);
    if (columnOf(table, column)?.identity !== undefined)
      return failing('42601', `column "${column}" of relation "${table.name}" is an identity column`);
  }
  if (constraint.kind === 'foreign-key') {
    const referenced = constraint.references === undefined ? undefined : before.get(constraint.references.table);
    const others = isTable(referenced) ? partitionTree(referenced, before) : [];
    return effects(takeAll([...partitionTree(table, before), ...others], 'ACCESS EXCLUSIVE', SOURCE.foreignKeys));
  }
  if (constraint.index !== undefined) {
    const users = before
      .foreignKeysTo(table.id)
      .filter(({ constraint: key }) => sameColumns(key.references?.columns ?? [], constraint.columns));
    const [user] = users;
    if (user !== undefined && !cascade) {
      return failing(
        '2BP01',
        `cannot drop constraint ${constraint.name} on table ${table.name} because other objects depend on it: constraint ${user.constraint.name} on table ${user.table.name}`,
      );
    }
    const tree = partitionTree(table, before);
    const indexes = tree.flatMap((each) =>
      before.indexesOf(each.id).filter((index) => index.id === constraint.index || leadsTo(index, constraint.index, context)),
    );
    return effects([
      ...takeAll([...tree, ...indexes], 'ACCESS EXCLUSIVE'),
      ...takeAll(
        users.map((each) => each.table),
        'ACCESS EXCLUSIVE',
        SOURCE.foreignKeys,
      ),
    ]);
  }
  return effects(
    constraint.noInherit ? [take(table, 'ACCESS EXCLUSIVE')] : takeFamily(table, false, 'ACCESS EXCLUSIVE', context, SOURCE.alterTable),
  );
}

function leadsTo(index: Index, root: number | undefined, { before }: Context): boolean {
  for (let parent = index.parent; parent !== undefined;) {
    if (parent === root) return true;
    const above = before.get(parent);
    parent = above?.kind === 'index' ? above.parent : undefined;
  }
  return false;
}
export const sameColumns = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((column) => b.includes(column));

export const alterConstraint: Row<'alter-constraint'> = (op, context) =>
  onConstraint(
    op,
    context,
    (table) => effects([take(table, 'ACCESS EXCLUSIVE')]),
    (table, constraint) => {
      const { before } = context;
      if (op.inherit !== undefined) {
        if (constraint.kind !== 'not-null')
          return failing('42809', `constraint "${constraint.name}" of relation "${table.name}" is not a not-null constraint`);
        return effects(takeFamily(table, op.only, 'ACCESS EXCLUSIVE', context, SOURCE.alterTable));
      }
      if (constraint.kind !== 'foreign-key')
        return failing('42809', `constraint "${constraint.name}" of relation "${table.name}" is not a foreign key constraint`);
      if (constraint.inherited && table.partitionOf !== undefined)
        return failing(
          context.version < 18 ? 'XX000' : '55000',
          `cannot alter constraint "${constraint.name}" on relation "${table.name}"`,
        );
      const referenced = constraint.references === undefined ? undefined : before.get(constraint.references.table);
      const others = isTable(referenced) ? partitionTree(referenced, before) : [];
      if (op.enforced === undefined || op.enforced === constraint.enforced)
        return effects(takeAll(partitionTree(table, before), 'ACCESS EXCLUSIVE'));
      const cost: Cost = op.enforced
        ? { work: 'scan', because: `every row is checked against "${constraint.name}"` }
        : { work: 'none', because: '' };
      return effects(
        [...partitionTree(table, before), ...others].map((each) => takeStored(each, 'ACCESS EXCLUSIVE', SOURCE.alterTable, cost)),
      );
    },
  );

export const renameConstraint: Row<'rename-constraint'> = (op, context) =>
  onConstraint(
    op,
    context,
    (table) => effects([take(table, 'ACCESS EXCLUSIVE', SOURCE.rename)]),
    (table, constraint) => {
      if (constraintNamed(table, op.to) !== undefined) return effects([], duplicate(op.to, table));
      const index = constraint.index === undefined ? undefined : context.before.get(constraint.index);
      if (constraint.inherited && index === undefined) return failing('42P16', `cannot rename inherited constraint "${constraint.name}"`);
      if (
        op.only &&
        index === undefined &&
        constraint.kind === 'check' &&
        !constraint.noInherit &&
        familyOf(table, context.before).length > 1
      )
        return failing('42P16', `inherited constraint "${constraint.name}" must be renamed in child tables too`);
      if (index !== undefined && context.before.find({ schema: table.schema, name: op.to }) !== undefined)
        return failing('42P07', `relation "${op.to}" already exists`);
      if (index !== undefined)
        return effects([take(table, 'ACCESS EXCLUSIVE', SOURCE.rename), take(index, renameLock(context), SOURCE.rename)]);
      const descends = constraint.kind === 'check' && !constraint.noInherit;
      return effects(takeFamily(table, !descends, 'ACCESS EXCLUSIVE', context, SOURCE.rename));
    },
  );

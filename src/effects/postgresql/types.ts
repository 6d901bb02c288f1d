import type { Table, TypeEntry } from '../../model/catalog.ts';
import type { Effects, Failure } from '../../model/effect.ts';
import { type Name, nameText } from '../../model/name.ts';
import {
  type Context,
  effects,
  failing,
  inTransaction,
  isTable,
  mayBreak,
  NOTHING,
  perhapsMissing,
  notInTransaction,
  type Row,
  take,
  takeAll,
} from './context.ts';
import { defaultFailure } from './literal.ts';
import { missingType } from './missing-type.ts';
import { hasStorage, rewriteTable } from './family.ts';
import { SOURCE } from './source.ts';

// Enums, composite types, domains.

const typeTaken = (name: Name, { before }: Context): boolean => {
  const found = before.type(name);
  return found !== undefined && found.origin !== 'assumed' && found.form !== 'shell';
};
const typeExists = (name: Name): Effects => failing('42710', `type "${name.name}" already exists`);
/** A table's name is a type as well. */
const rowTypeTaken = (name: Name, { before }: Context): boolean => {
  const found = before.find(name);
  return found !== undefined && found.origin !== 'assumed' && found.kind !== 'index' && found.kind !== 'sequence';
};

export const createType: Row<'create-type'> = (op, context) => {
  if (typeTaken(op.type, context) || (op.form !== 'composite' && rowTypeTaken(op.type, context))) return typeExists(op.type);
  if (op.form === 'composite' && rowTypeTaken(op.type, context)) return failing('42P07', `relation "${op.type.name}" already exists`);
  if (new Set(op.labels).size < op.labels.length) return failing('23505', `an enum label of type "${op.type.name}" is there twice`);
  const names = op.attributes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return failing('42701', `column "${twice}" specified more than once`);
  let untyped: Failure | null = null;
  for (const { type } of op.attributes) untyped ??= missingType(type, context);
  return effects([], untyped);
};
export const createDomain: Row<'create-domain'> = (op, context) => {
  if (typeTaken(op.domain, context) || rowTypeTaken(op.domain, context)) return typeExists(op.domain);
  const wrong = op.default === undefined ? null : defaultFailure(op.default, op.type, context);
  return effects([], wrong ?? missingType(op.type, context));
};

/** Nothing mentions the type: an extension may have brought it. */
function absentType(name: Name, context: Context, otherwise: Effects = NOTHING): Effects {
  return otherwise.fails === null ? effects([], perhapsMissing('42704', `type "${nameText(name)}" does not exist`, context)) : otherwise;
}

/** Locks no table. Source: https://www.postgresql.org/docs/current/sql-altertype.html */
export const addEnumValue: Row<'add-enum-value'> = (op, context) => {
  const type = context.before.type(op.type);
  if (type === undefined)
    return absentType(op.type, context, context.version < 12 && inTransaction(context) ? notInTransaction('ALTER TYPE ... ADD') : NOTHING);
  const bornHere = type.origin !== 'assumed' && type.transaction === context.before.transaction;
  if (context.version < 12 && inTransaction(context) && !bornHere) return notInTransaction('ALTER TYPE ... ADD');
  if (type.origin !== 'assumed' && type.form !== 'enum') return failing('42809', `${type.name} is not an enum`);
  const there = type.labels.some((label) => label.value === op.value);
  if (!there && op.neighbour !== undefined && type.origin !== 'assumed' && !type.labels.some(({ value }) => value === op.neighbour))
    return failing('22023', `"${op.neighbour}" is not an existing enum label`);
  return there && !op.ifNotExists ? failing('42710', `enum label "${op.value}" already exists`) : NOTHING;
};

export const renameEnumValue: Row<'rename-enum-value'> = (op, { before }) => {
  const type = before.type(op.type);
  if (type === undefined || type.origin === 'assumed') return NOTHING;
  if (!type.labels.some((label) => label.value === op.value)) return failing('22023', `"${op.value}" is not an existing enum label`);
  return type.labels.some((label) => label.value === op.to) ? failing('42710', `enum label "${op.to}" already exists`) : NOTHING;
};

/** Columns of the type forbid a change of its attributes; tables OF the type follow with CASCADE. */
export const alterCompositeType: Row<'alter-composite-type'> = (op, context) => {
  const { before } = context;
  const type = before.type(op.type);
  if (type === undefined) return absentType(op.type, context);
  const known = type.origin !== 'assumed';
  if (known && type.form !== 'composite') return failing('42P01', `relation "${type.name}" does not exist`);
  const typed = before
    .relations()
    .filter((each): each is Table => isTable(each) && each.ofType !== undefined && before.type(each.ofType) === type);
  if (typed.length > 0 && !op.cascade) return failing('2BP01', `cannot alter type "${type.name}" because it is the type of a typed table`);
  const has = type.attributes.some((attribute) => attribute.name === op.attribute);
  if (known && op.action === 'add' && has) return failing('42701', `column "${op.attribute}" of relation "${type.name}" already exists`);
  if (known && op.action === 'drop' && !has && op.ifExists === true) return effects(takeAll(typed, 'ACCESS EXCLUSIVE', SOURCE.alterType));
  if (known && op.action !== 'add' && !has) return failing('42703', `column "${op.attribute}" of relation "${type.name}" does not exist`);
  const [use] = op.action === 'alter' ? before.columnsOfType(type) : [];
  if (use !== undefined)
    return failing('0A000', `cannot alter type "${type.name}" because column "${use.table.name}.${use.column.name}" uses it`);
  if (op.action !== 'alter') return effects(takeAll(typed, 'ACCESS EXCLUSIVE', SOURCE.alterType));
  return effects(typed.flatMap((each) => rewriteTable(each, context, SOURCE.alterType, { because: 'the attribute has another type' })));
};

/** SHARE on every table that uses the domain, to check its rows. Source: https://www.postgresql.org/docs/current/sql-alterdomain.html */
export const alterDomain: Row<'alter-domain'> = (op, context) => {
  const { before } = context;
  const type = before.type(op.domain);
  if (type === undefined) return absentType(op.domain, context);
  if (type.form !== 'domain') return NOTHING;
  const named = op.constraint === undefined ? undefined : type.checks.find((check) => check.name === op.constraint);
  const known = type.origin !== 'assumed';
  if (op.action === 'add-check' && named !== undefined)
    return failing('42710', `constraint "${named.name}" for domain "${type.name}" already exists`);
  if ((op.action === 'validate' || op.action === 'rename-constraint') && known && named === undefined) {
    return failing('42704', `constraint "${op.constraint ?? ''}" of domain "${type.name}" does not exist`);
  }
  if (op.action === 'drop-constraint' && known && named === undefined && !op.ifExists && !type.notNull)
    return failing('42704', `constraint "${op.constraint ?? ''}" of domain "${type.name}" does not exist`);
  const { expression } = op;
  if (op.action === 'set-default' && expression !== undefined && type.base !== undefined) {
    const wrong = defaultFailure(expression, type.base, context);
    if (wrong !== null) return effects([], wrong);
  }
  const odd = op.action === 'add-check' ? expression?.columns.find((column) => column !== 'value') : undefined;
  if (odd !== undefined) return failing('42703', `column "${odd}" does not exist`);
  const checks =
    (op.action === 'add-check' && op.valid) ||
    op.action === 'validate' ||
    ((op.action === 'set-not-null' || op.action === 'add-not-null') && !type.notNull);
  if (!checks) return NOTHING;
  const within = usedWithin(type, context);
  if (within !== undefined) return failing('0A000', `cannot alter type "${type.name}" because column "${within}" uses it`);
  const tables = new Map(before.columnsOfType(type).map(({ table }) => [table.id, table]));
  const scan = { work: 'scan', because: 'every row is checked against the domain' } as const;
  const checked = [...tables.values()].filter((table) => hasStorage(table));
  const isNull = op.action === 'set-not-null' || op.action === 'add-not-null';
  const fails = mayBreak(checked, isNull ? '23502' : '23514', `some value of domain "${type.name}" violates the new constraint`);
  return effects(
    checked.map((table) => take(table, 'SHARE', SOURCE.alterDomain, scan)),
    fails,
  );
};

/** A column that holds the type inside of an array: its values can't be checked. */
function usedWithin({ name, schema }: TypeEntry, { before }: Context): string | undefined {
  for (const table of before.relations()) {
    if (!isTable(table)) continue;
    const column = table.columns.find(
      ({ type }) => type !== undefined && type.dimensions > 0 && type.name === name && (type.schema ?? schema) === schema,
    );
    if (column !== undefined) return `${table.name}.${column.name}`;
  }
  return undefined;
}

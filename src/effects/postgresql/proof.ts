import type { Column, Constraint, Table } from '../../model/catalog.ts';
import type { Condition } from '../../model/expression.ts';
import type { PartitionBound } from '../../model/operation.ts';

// What valid constraints prove about every row, so that the server need not look.
// Source: https://www.postgresql.org/docs/current/sql-altertable.html (SET NOT NULL, ATTACH PARTITION)

export const columnOf = (table: Table, name: string): Column | undefined => table.columns.find((column) => column.name === name);

/** Conditions that hold for every row, each on its own: conjuncts of valid CHECK constraints. */
const factsOf = (table: Table): readonly Condition[] =>
  table.constraints
    .filter((each) => each.kind === 'check' && each.valid && each.enforced)
    .flatMap((each) => each.expression?.partial ?? []);

/** The NOT NULL constraint of a column (18 on); before, it is a mark on the column. */
export const notNullConstraint = (table: Table, column: string): Constraint | undefined =>
  table.constraints.find((each) => each.kind === 'not-null' && each.columns[0] === column);

/** The column is NOT NULL, and every row was checked. */
export const isNotNull = (table: Table, column: string): boolean =>
  columnOf(table, column)?.notNull === true && notNullConstraint(table, column)?.valid !== false;

/** From 12 on a valid CHECK that can't be true for NULL spares the look at the rows. */
export const provesNotNull = (table: Table, column: string, version: number): boolean =>
  version >= 12 && factsOf(table).some((fact) => fact.column === column && fact.operator === 'is-not-null');

/** Every row of the table is known to lie within the bounds. One key column: more than that the server does not prove either, as a rule. */
export function provesBound(table: Table, key: readonly (string | undefined)[], bound: PartitionBound): boolean {
  const [column, ...others] = key;
  if (column === undefined || others.length > 0 || (bound.kind !== 'range' && bound.kind !== 'list')) return false;
  const facts = factsOf(table).filter((fact) => fact.column === column);
  const notNull = isNotNull(table, column) || facts.some((fact) => fact.operator === 'is-not-null');
  if (bound.kind === 'list') {
    const allowed = new Set(bound.from);
    return (
      (notNull || allowed.has('NULL')) &&
      facts.some((fact) => (fact.operator === 'in' || fact.operator === '=') && fact.values.every((value) => allowed.has(value)))
    );
  }
  const [from = 'MINVALUE'] = bound.from;
  const [to = 'MAXVALUE'] = bound.to;
  return (
    notNull &&
    (from === 'MINVALUE' || facts.some((fact) => isAtLeast(fact, from))) &&
    (to === 'MAXVALUE' || facts.some((fact) => isBelow(fact, to)))
  );
}

/** No row of the table can lie within the bounds: what is asked of a default partition. */
export const excludesBound = (table: Table, key: readonly (string | undefined)[], bound: PartitionBound): boolean =>
  contradicts(factsOf(table), key, bound) || alternativesOf(table).some((arms) => arms.every((arm) => contradicts(arm, key, bound)));

/** Valid CHECK constraints that are a disjunction: one of the arms holds for every row. */
const alternativesOf = (table: Table): readonly (readonly (readonly Condition[])[])[] =>
  table.constraints
    .filter((each) => each.kind === 'check' && each.valid && each.enforced)
    .flatMap(({ expression }) => (expression === undefined || expression.alternatives.length === 0 ? [] : [expression.alternatives]));

/** Rows that meet all conditions lie outside the bounds: such a partition is pruned. */
export function contradicts(conditions: readonly Condition[], key: readonly (string | undefined)[], bound: PartitionBound): boolean {
  const [column] = key;
  if (column === undefined || (bound.kind !== 'range' && bound.kind !== 'list')) return false;
  const facts = conditions.filter((each) => each.column === column);
  if (bound.kind === 'list') {
    const isElsewhere = facts.some(
      (fact) => (fact.operator === '=' || fact.operator === 'in') && !fact.values.some((value) => bound.from.includes(value)),
    );
    const isRuledOut = (value: string): boolean => facts.some((fact) => fact.operator === '<>' && fact.values.includes(value));
    return isElsewhere || (bound.from.length > 0 && bound.from.every(isRuledOut));
  }
  const [from = 'MINVALUE'] = bound.from;
  const [to = 'MAXVALUE'] = bound.to;
  // With more columns to the key, rows with the upper bound's first value can still be inside.
  const open = key.length > 1;
  return facts.some(
    (fact) =>
      (from !== 'MINVALUE' && isBelow(fact, from)) || (to !== 'MAXVALUE' && isAtLeast(fact, to) && !(open && fact.values.includes(to))),
  );
}

/** The condition allows nothing below the value. */
function isAtLeast(fact: Condition, value: string): boolean {
  if (!LOWER.has(fact.operator)) return false;
  return fact.values.every((each) => (compare(each, value) ?? -1) >= 0);
}
/** The condition allows only what is less than the value. */
function isBelow(fact: Condition, value: string): boolean {
  if (!UPPER.has(fact.operator)) return false;
  return fact.values.every((each) => {
    const order = compare(each, value) ?? 1;
    return fact.operator === '<' ? order <= 0 : order < 0;
  });
}
const LOWER: ReadonlySet<Condition['operator']> = new Set(['>=', '>', '=', 'in']);
const UPPER: ReadonlySet<Condition['operator']> = new Set(['<', '<=', '=', 'in']);

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
/** Numbers by size, ISO dates and timestamps as text; undefined: not known. */
export function compare(a: string, b: string): number | undefined {
  if (a === b) return 0;
  if (NUMBER.test(a) && NUMBER.test(b)) return Number(a) - Number(b);
  if (!DATE.test(a) || !DATE.test(b)) return undefined;
  const [left, right] = [a.replace(MIDNIGHT, ''), b.replace(MIDNIGHT, '')];
  return left === right ? 0 : left < right ? -1 : 1;
}
const DATE = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?$/;
const MIDNIGHT = /[ T]00:00(?::00)?$/;

/** The condition does not hold for the value. */
export function isFalse(condition: Condition, column: string, value: string): boolean {
  if (condition.column !== column) return false;
  const [other = ''] = condition.values;
  const order = compare(value, other);
  if (condition.operator === 'in')
    return condition.values.every((each) => compare(value, each) !== undefined && compare(value, each) !== 0);
  if (order === undefined) return false;
  switch (condition.operator) {
    case '=':
      return order !== 0;
    case '<>':
      return order === 0;
    case '<':
      return order >= 0;
    case '<=':
      return order > 0;
    case '>':
      return order <= 0;
    case '>=':
      return order < 0;
    default:
      return false;
  }
}

/** It holds for the value, as far as can be told. */
export const isTrue = (condition: Condition, column: string, value: string): boolean =>
  condition.column === column &&
  condition.values.length > 0 &&
  condition.values.every((each) => compare(value, each) !== undefined) &&
  !isFalse(condition, column, value);

import { type Datum, isData, isList, isSqlDatum } from '../data.ts';
import { dotted } from '../quote.ts';
import { valueSql } from './attribute.ts';

const COMPARED: { readonly [operator: string]: string } = {
  'Op.eq': '=',
  'Op.ne': '!=',
  'Op.gt': '>',
  'Op.gte': '>=',
  'Op.lt': '<',
  'Op.lte': '<=',
  'Op.like': 'LIKE',
  'Op.notLike': 'NOT LIKE',
  'Op.iLike': 'ILIKE',
  'Op.regexp': '~',
  'Op.contains': '@>',
};

/** `{ age: { [Op.gte]: 18 }, name: null }` as SQL; undefined where something in it is of another form. */
export function conditionSql(where: Datum, glue = ' AND '): string | undefined {
  if (isSqlDatum(where)) return where.sql;
  if (isList(where))
    return joined(
      where.map((each) => conditionSql(each)),
      glue,
    );
  if (!isData(where)) return undefined;
  return joined(
    Object.entries(where).map(([name, value]) => {
      if (name === 'Op.and' || name === 'Op.or')
        return bracketed(
          conditionSql(
            isData(value) ? Object.entries(value).map(([key, each]) => ({ [key]: each })) : value,
            name === 'Op.and' ? ' AND ' : ' OR ',
          ),
        );
      return columnCondition(dotted(name), value);
    }),
    glue,
  );
}

const bracketed = (sql: string | undefined): string | undefined => (sql === undefined ? undefined : `(${sql})`);
const joined = (parts: readonly (string | undefined)[], glue: string): string | undefined =>
  parts.includes(undefined) ? undefined : parts.join(glue);

function columnCondition(column: string, value: Datum): string | undefined {
  if (value === null) return `${column} IS NULL`;
  if (isList(value)) return `${column} IN (${value.map(valueSql).join(', ')})`;
  if (!isData(value) || isSqlDatum(value)) return value === undefined ? undefined : `${column} = ${valueSql(value)}`;
  const parts = Object.entries(value).map(([operator, operand]) => operation(column, operator, operand));
  const all = joined(parts, ' AND ');
  return parts.length > 1 ? bracketed(all) : all;
}

function operation(column: string, operator: string, operand: Datum): string | undefined {
  const compared = COMPARED[operator];
  if (compared !== undefined)
    return operand === null && compared === '!='
      ? `${column} IS NOT NULL`
      : operand === undefined
        ? undefined
        : `${column} ${compared} ${valueSql(operand)}`;
  if (operator === 'Op.in' || operator === 'Op.notIn')
    return isList(operand) ? `${column} ${operator === 'Op.in' ? 'IN' : 'NOT IN'} (${operand.map(valueSql).join(', ')})` : undefined;
  if (operator === 'Op.is') return `${column} IS ${valueSql(operand)}`;
  if (operator === 'Op.not')
    return operand === null || typeof operand === 'boolean' ? `${column} IS NOT ${valueSql(operand)}` : `${column} != ${valueSql(operand)}`;
  if (operator === 'Op.between' && isList(operand)) return `${column} BETWEEN ${valueSql(operand[0])} AND ${valueSql(operand[1])}`;
  return undefined;
}

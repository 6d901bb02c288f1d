import { type Data, type Datum, listIn, stringIn } from '../data.ts';
import { enumName } from './names.ts';

export const isEnum = ({ type }: Data): boolean => type === 'enum' || type === 'simple-enum';

export const createEnum = (table: Datum, column: Data): string =>
  `CREATE TYPE ${enumName(table, column)} AS ENUM(${listIn(column['enum'])
    .map((value) => `'${(stringIn(value) ?? '').replaceAll("'", "''")}'`)
    .join(', ')})`;

const SERIAL: { readonly [type: string]: string } = {
  integer: 'SERIAL',
  int: 'SERIAL',
  int4: 'SERIAL',
  smallint: 'SMALLSERIAL',
  int2: 'SMALLSERIAL',
  bigint: 'BIGSERIAL',
  int8: 'BIGSERIAL',
};

/** Source: TypeORM 1, driver/postgres/PostgresQueryRunner.js, buildCreateColumnSql; `uuid`: what makes one on the server. */
export function columnSql(table: Datum, column: Data, uuid: string): string {
  const type = stringIn(column['type']) ?? '';
  const strategy = stringIn(column['generationStrategy']);
  const isGenerated = column['isGenerated'] === true;
  const parts = [`"${stringIn(column['name']) ?? ''}"`];
  if (isGenerated && strategy === 'identity')
    parts.push(`${type} GENERATED ${stringIn(column['generatedIdentity']) ?? 'BY DEFAULT'} AS IDENTITY`);
  else if (isGenerated && strategy !== 'uuid' && SERIAL[type] !== undefined) parts.push(SERIAL[type]);
  if (isEnum(column)) parts.push(enumName(table, column) + (column['isArray'] === true ? ' array' : ''));
  else if (!isGenerated || type === 'uuid') parts.push(fullType(column));
  const expression = stringIn(column['asExpression']);
  if (column['generatedType'] === 'STORED' && expression !== undefined) parts.push(`GENERATED ALWAYS AS (${expression}) STORED`);
  const collation = stringIn(column['collation']);
  if (collation !== undefined) parts.push(`COLLATE "${collation}"`);
  if (column['isNullable'] !== true) parts.push('NOT NULL');
  const byDefault = column['default'];
  if (byDefault !== undefined && byDefault !== null)
    parts.push(`DEFAULT ${stringIn(byDefault) ?? (typeof byDefault === 'boolean' ? String(byDefault) : '')}`);
  else if (isGenerated && strategy === 'uuid') parts.push(`DEFAULT ${uuid}`);
  return parts.join(' ');
}

const TIMES: { readonly [type: string]: readonly [string, string] } = {
  'time without time zone': ['TIME', ''],
  'time with time zone': ['TIME', ' WITH TIME ZONE'],
  'timestamp without time zone': ['TIMESTAMP', ''],
  'timestamp with time zone': ['TIMESTAMP', ' WITH TIME ZONE'],
};

/** A type with its sizes. */
export function fullType(column: Data): string {
  const type = stringIn(column['type']) ?? '';
  const [length, precision, scale] = ['length', 'precision', 'scale'].map((name) => stringIn(column[name]));
  const sized =
    length !== undefined && length !== ''
      ? `(${length})`
      : precision === undefined
        ? ''
        : scale === undefined
          ? `(${precision})`
          : `(${precision},${scale})`;
  const time = TIMES[type];
  const exact = precision === undefined ? '' : `(${precision})`;
  const written = time === undefined ? `${type}${sized}` : `${time[0]}${exact}${time[1]}`;
  return column['isArray'] === true ? `${written} array` : written;
}

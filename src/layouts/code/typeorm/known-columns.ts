import { type Data, type Datum, isData, listIn, members, stringIn } from '../data.ts';
import { tableSql } from './names.ts';

/** How PostgreSQL writes types that are known by other words: TypeORM compares a column as the server tells of it with one as the code writes it. */
const SERVER_TYPES: { readonly [type: string]: string } = {
  int: 'integer',
  int4: 'integer',
  int2: 'smallint',
  int8: 'bigint',
  decimal: 'numeric',
  float: 'double precision',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  char: 'character',
  varbit: 'bit varying',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
  'simple-enum': 'enum',
};

/**
 * Columns that earlier migrations described, by table and name, as TypeORM finds them in the database. In the run that adds a column it still goes by
 * the words of the code; a column that is changed is most often from an earlier deployment.
 */
export type KnownColumns = Map<string, Map<string, Data>>;

export const knownColumn = (known: KnownColumns, table: Datum, name: string): Data | undefined => known.get(tableSql(table))?.get(name);

const asFound = (column: Data): Data => {
  const type = stringIn(column['type']) ?? '';
  return { ...column, type: SERVER_TYPES[type] ?? type };
};

function put(known: KnownColumns, table: Datum, given: Datum): void {
  const column = members(given);
  const name = stringIn(column['name']);
  const columns = known.get(tableSql(table)) ?? new Map<string, Data>();
  if (name !== undefined) known.set(tableSql(table), columns.set(name, asFound(column)));
}

const nameOf = (of: Datum): string => stringIn(isData(of) ? of['name'] : of) ?? '';

/** What an operation of the query runner leaves behind. */
export function noteOperation(known: KnownColumns, operation: string, [table, first, second]: readonly Datum[]): void {
  const columns = known.get(tableSql(table));
  switch (operation) {
    case 'createTable':
      known.set(tableSql(table), new Map());
      for (const column of listIn(members(table)['columns'])) put(known, table, column);
      return;
    case 'addColumn':
    case 'addColumns':
      for (const column of listIn(first)) put(known, table, column);
      return;
    case 'dropColumn':
    case 'dropColumns':
      for (const column of listIn(first)) columns?.delete(nameOf(column));
      return;
    case 'changeColumn':
    case 'renameColumn': {
      const before = columns?.get(nameOf(first));
      columns?.delete(nameOf(first));
      if (isData(second)) put(known, table, second);
      else if (before !== undefined) put(known, table, { ...before, name: nameOf(second) });
      return;
    }
    case 'dropTable':
      known.delete(tableSql(table));
      return;
    case 'renameTable':
      known.delete(tableSql(table));
      if (columns !== undefined) known.set(tableSql(first), columns);
      return;
  }
}

/** SQL of its own may change what it names; what is not known, anything. */
export function noteSql(known: KnownColumns, sql: string | undefined): void {
  if (sql === undefined) return known.clear();
  if (!/\b(?:alter|drop|create|do|execute)\b/i.test(sql)) return;
  const words = new Set(sql.split(/[^\w$\u0080-\uFFFF]+/));
  for (const table of known.keys()) {
    const name = table.split('.').at(-1)?.slice(1, -1) ?? '';
    if (words.has(name) || (/\W/.test(name) && sql.includes(name))) known.delete(table);
  }
}

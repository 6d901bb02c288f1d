import { made } from '../../../code/text.ts';
import { handle, type Call, type Value } from '../../../code/value.ts';
import { NOWHERE } from '../members.ts';
import { literal } from '../quote.ts';
import { createReader } from '../reader.ts';

// Sequelize's data types, as they are written for PostgreSQL. Source: Sequelize 6, lib/data-types.js, lib/dialects/postgres/data-types.js

const PLAIN: { readonly [name: string]: string } = {
  TINYINT: 'TINYINT',
  SMALLINT: 'SMALLINT',
  MEDIUMINT: 'MEDIUMINT',
  INTEGER: 'INTEGER',
  BIGINT: 'BIGINT',
  REAL: 'REAL',
  DOUBLE: 'DOUBLE PRECISION',
  BOOLEAN: 'BOOLEAN',
  TIME: 'TIME',
  DATEONLY: 'DATE',
  DATE: 'TIMESTAMP WITH TIME ZONE',
  HSTORE: 'HSTORE',
  JSON: 'JSON',
  JSONB: 'JSONB',
  UUID: 'UUID',
  BLOB: 'BYTEA',
  TEXT: 'TEXT',
  CITEXT: 'CITEXT',
  CIDR: 'CIDR',
  INET: 'INET',
  MACADDR: 'MACADDR',
  TSVECTOR: 'TSVECTOR',
  // They are made in the application, not in the database.
  NOW: 'NOW',
  UUIDV1: 'UUIDV1',
  UUIDV4: 'UUIDV4',
};
/** What as a default value is none of the database's. */
export const MADE_OUTSIDE: ReadonlySet<string> = new Set(['NOW', 'UUIDV1', 'UUIDV4']);

const SIZED: { readonly [name: string]: { readonly sql: string; readonly bare: string } } = {
  STRING: { sql: 'VARCHAR', bare: 'VARCHAR(255)' },
  CHAR: { sql: 'CHAR', bare: 'CHAR(255)' },
  DECIMAL: { sql: 'DECIMAL', bare: 'DECIMAL' },
  NUMERIC: { sql: 'DECIMAL', bare: 'DECIMAL' },
  FLOAT: { sql: 'FLOAT', bare: 'FLOAT' },
};

/** What stands in SQL for a type; `call` makes another of it. */
const type = (name: string, at: Value['at'], sql: string, call?: (call: Call) => Value): Value =>
  handle(name, at, {
    sql: made(sql, at),
    call: (given) => call?.(given) ?? type(name, given.at, sql),
    construct: (given) => call?.(given) ?? type(name, given.at, sql),
    // Of MySQL only.
    get: (member, place) =>
      member === 'UNSIGNED' || member === 'ZEROFILL' || member === 'BINARY' ? type(name, place, sql, call) : undefined,
  });

function dataType(name: string, at: Value['at']): Value | undefined {
  if (Object.hasOwn(PLAIN, name)) return type(name, at, PLAIN[name] ?? '');
  const sized = Object.hasOwn(SIZED, name) ? SIZED[name] : undefined;
  if (sized !== undefined)
    return type(name, at, sized.bare, (call) => {
      const reader = createReader(call.machine);
      const [first] = call.args;
      const options =
        first?.kind === 'record' ? [first.entries.get('length') ?? first.entries.get('precision'), first.entries.get('scale')] : call.args;
      const sizes = options.flatMap((arg) => (arg === undefined ? [] : [reader.optional(arg, call) ?? '']));
      const written = name === 'DECIMAL' || name === 'NUMERIC' ? sizes.join(',') : sizes.slice(0, name === 'FLOAT' ? 2 : 1).join(',');
      return reader.problem === undefined
        ? type(name, call.at, written === '' ? sized.bare : `${sized.sql}(${written})`)
        : (first ?? type(name, call.at, sized.bare));
    });
  if (name === 'ENUM') return type(name, at, 'ENUM()', enumOf);
  if (name === 'ARRAY')
    return type(name, at, 'ARRAY', (call) => {
      const [of] = call.args;
      const inner = of?.kind === 'record' ? of.entries.get('type') : of;
      return inner?.kind === 'handle' && inner.sql !== undefined
        ? type(name, call.at, `${inner.sql.map((part) => part.text).join('')}[]`)
        : (of ?? type(name, call.at, 'ARRAY'));
    });
  if (name === 'GEOMETRY' || name === 'GEOGRAPHY' || name === 'RANGE' || name === 'VIRTUAL') return undefined;
  return undefined;
}

function enumOf(call: Call): Value {
  const [first] = call.args;
  const list = first?.kind === 'list' ? first.items : first?.kind === 'record' ? first.entries.get('values') : call.args;
  const items = Array.isArray(list)
    ? (list as readonly Value[])
    : list !== undefined && 'kind' in list && list.kind === 'list'
      ? list.items
      : undefined;
  const values = items?.map(literal);
  const unknown = items?.find((item) => literal(item) === undefined);
  return values === undefined || unknown !== undefined
    ? (unknown ?? type('ENUM', call.at, 'ENUM()'))
    : type('ENUM', call.at, `ENUM(${values.join(', ')})`);
}

/** `Sequelize`, `DataTypes`, `Sequelize.DataTypes`; `Op` gives names of operators, `literal` and its like pieces of SQL. */
export const sequelizeModule = (at: Value['at'] = NOWHERE): Value =>
  handle('Sequelize', at, {
    get(name, place) {
      if (name === 'DataTypes' || name === 'Sequelize' || name === 'default') return sequelizeModule(place);
      if (name === 'Op')
        return handle('Op', place, { get: (operator, there) => ({ kind: 'text', text: made(`Op.${operator}`, there), at: there }) });
      if (name === 'Deferrable')
        return handle('Deferrable', place, { get: (when, there) => ({ kind: 'text', text: made(when, there), at: there }) });
      if (name === 'literal')
        return handle(name, place, {
          call: (call) => piece(call, ([first]) => (first?.kind === 'text' ? first.text.map((part) => part.text).join('') : undefined)),
        });
      if (name === 'fn') return handle(name, place, { call: (call) => piece(call, functionOf) });
      if (name === 'col')
        return handle(name, place, {
          call: (call) =>
            piece(call, ([first]) =>
              first?.kind === 'text'
                ? `"${first.text
                    .map((part) => part.text)
                    .join('')
                    .split('.')
                    .join('"."')}"`
                : undefined,
            ),
        });
      return dataType(name, place);
    },
  });

const piece = (call: Call, sql: (args: readonly Value[]) => string | undefined): Value => {
  const written = sql(call.args);
  return written === undefined
    ? (call.args.find(({ kind }) => kind === 'unknown') ?? handle(call.name, call.at, {}))
    : handle(call.name, call.at, { sql: made(written, call.at) });
};

/** `Sequelize.fn('lower', Sequelize.col('name'))`. */
function functionOf([name, ...args]: readonly Value[]): string | undefined {
  const values = args.map(literal);
  return name?.kind !== 'text' || values.includes(undefined)
    ? undefined
    : `${name.text.map((part) => part.text).join('')}(${values.join(', ')})`;
}

import type { Catalog, TypeEntry } from '../../model/catalog.ts';
import type { TypeName } from '../../model/name.ts';

// Which type becomes which without being asked, and at no cost. Source: the system catalog pg_cast, and
// https://www.postgresql.org/docs/current/typeconv.html

/** `implicit`: anywhere; `assignment`: when stored in a column; `explicit`: only where a cast is written. */
export type CastContext = 'implicit' | 'assignment' | 'explicit';

const words = (text: string): readonly string[] => text.split(' ');
const REGS = [
  'regclass',
  'regproc',
  'regprocedure',
  'regoper',
  'regoperator',
  'regtype',
  'regrole',
  'regnamespace',
  'regconfig',
  'regdictionary',
  'regcollation',
];

/** Casts that apply without being written: `[implicit, on assignment]`. */
const CASTS: { readonly [from: string]: readonly [implicit: readonly string[], assignment: readonly string[]] } = {
  int2: [['int4', 'int8', 'float4', 'float8', 'numeric', 'oid', ...REGS], []],
  int4: [
    ['int8', 'float4', 'float8', 'numeric', 'oid', ...REGS],
    ['int2', 'money'],
  ],
  int8: [
    ['float4', 'float8', 'numeric', 'oid', ...REGS],
    ['int2', 'int4', 'money'],
  ],
  float4: [['float8'], words('int2 int4 int8 numeric')],
  float8: [[], words('float4 int2 int4 int8 numeric')],
  numeric: [['float4', 'float8'], words('int2 int4 int8 money')],
  money: [[], ['numeric']],
  oid: [REGS, ['int4', 'int8']],
  ...Object.fromEntries(REGS.map((name) => [name, [['oid'], ['int4', 'int8']]])),
  text: [words('bpchar varchar name regclass citext'), ['char']],
  varchar: [words('text bpchar name regclass citext'), ['char']],
  bpchar: [words('text varchar name citext'), ['char']],
  citext: [words('text varchar'), ['bpchar']],
  char: [['text'], ['bpchar', 'varchar']],
  name: [['text'], ['bpchar', 'varchar']],
  bit: [['varbit'], []],
  varbit: [['bit'], []],
  cidr: [['inet'], []],
  inet: [[], ['cidr']],
  macaddr: [['macaddr8'], []],
  macaddr8: [['macaddr'], []],
  date: [['timestamp', 'timestamptz'], []],
  time: [['interval', 'timetz'], []],
  timetz: [[], ['time']],
  timestamp: [['timestamptz'], ['date', 'time']],
  timestamptz: [[], words('date time timestamp timetz')],
  interval: [[], ['time']],
  json: [[], ['jsonb']],
  jsonb: [[], ['json']],
  point: [[], ['box']],
  box: [[], ['polygon']],
  path: [[], ['polygon']],
  polygon: [[], ['path']],
  xid8: [[], []],
};

/** Pairs that are the same bytes: nothing is computed. */
const SAME_BYTES = new Set(
  words(
    'text>varchar varchar>text text>bpchar varchar>bpchar citext>text citext>varchar citext>bpchar text>citext varchar>citext ' +
      'int4>oid oid>int4 cidr>inet bit>varbit varbit>bit xml>text xml>varchar xml>bpchar pg_node_tree>text ' +
      'regproc>regprocedure regprocedure>regproc regoper>regoperator regoperator>regoper',
  ).concat(REGS.flatMap((name) => [`int4>${name}`, `${name}>int4`, `oid>${name}`, `${name}>oid`])),
);

/** Types whose every value can be stored in a string column: the text form is taken. */
const STRINGS = new Set(['text', 'varchar', 'bpchar', 'name', 'citext']);

/** Built-in scalar types that the tables above speak about; of others the casts are unknown. */
const KNOWN = new Set([
  ...Object.keys(CASTS),
  ...words('bool bytea uuid xml tsvector tsquery lseg line circle pg_lsn int4range int8range numrange tsrange tstzrange daterange tid xid'),
]);

/** The type behind a domain, however deep, with what the domains add to it. */
export interface BaseType {
  readonly type: TypeName;
  /** Some domain on the way has a constraint. */
  readonly constrained: boolean;
  readonly notNull: boolean;
  readonly domain: TypeEntry | undefined;
}

/** Looks through domains. A domain's own modifiers are those of its base. */
export function baseOf(type: TypeName, catalog: Catalog): BaseType {
  let current = type;
  let constrained = false;
  let notNull = false;
  let domain: TypeEntry | undefined;
  for (let depth = 0; depth < 32; depth++) {
    const entry = current.dimensions === 0 ? catalog.type(current) : undefined;
    if (entry?.form !== 'domain' || entry.base === undefined) break;
    domain ??= entry;
    constrained ||= entry.notNull || entry.checks.length > 0;
    notNull ||= entry.notNull;
    current = entry.base;
  }
  return { type: current, constrained, notNull, domain };
}

export const sameBytes = (from: TypeName, to: TypeName): boolean =>
  builtIn(from) && builtIn(to) && SAME_BYTES.has(`${from.name}>${to.name}`);

const builtIn = (type: TypeName): boolean => type.schema === undefined || type.schema === 'pg_catalog' || type.name === 'citext';
export const sameType = (a: TypeName, b: TypeName): boolean =>
  a.name === b.name && (a.schema ?? 'public') === (b.schema ?? 'public') && a.dimensions > 0 === b.dimensions > 0;

/** How a value of one type gets into a column of another; undefined: the types are not all known. Domains must have been looked through. */
export function castContext(from: TypeName, to: TypeName, catalog: Catalog): CastContext | undefined {
  if (sameType(from, to)) return 'implicit';
  if (from.dimensions > 0 !== to.dimensions > 0) return STRINGS.has(to.name) && to.dimensions === 0 ? 'assignment' : 'explicit';
  const fromKnown = isKnown(from, catalog);
  const toKnown = isKnown(to, catalog);
  if (builtIn(from) && builtIn(to)) {
    const [implicit, assignment] = CASTS[from.name] ?? [[], []];
    if (implicit.includes(to.name)) return 'implicit';
    if (assignment.includes(to.name)) return 'assignment';
  }
  if (builtIn(to) && STRINGS.has(to.name)) return 'assignment';
  return fromKnown && toKnown ? 'explicit' : undefined;
}

const isKnown = (type: TypeName, catalog: Catalog): boolean => (builtIn(type) && KNOWN.has(type.name)) || catalog.type(type) !== undefined;
export const isString = (type: TypeName): boolean => builtIn(type) && type.dimensions === 0 && STRINGS.has(type.name);

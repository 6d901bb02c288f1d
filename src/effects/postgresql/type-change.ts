import type { Catalog } from '../../model/catalog.ts';
import type { Expression } from '../../model/expression.ts';
import type { TypeName } from '../../model/name.ts';
import { baseOf, castContext, isString, sameBytes, sameType } from './cast.ts';

// What ALTER COLUMN … TYPE does with the stored values. Source: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES,
// and the length functions' own rules for when they change nothing.

/** What becomes of the values of a column. */
export interface TypeChange {
  /** Every row is written anew. */
  readonly rewrite: boolean;
  /** Fragment for messages. */
  readonly because: string;
  /** false: a type or setting that decides is unknown. */
  readonly certain: boolean;
  /** The server refuses to convert without a USING clause that yields the type. */
  readonly refused: boolean;
  /** SQLSTATE of what values that do not fit end in. */
  readonly risk: string | undefined;
}

const keep = (certain = true): TypeChange => ({ rewrite: false, because: '', certain, refused: false, risk: undefined });
const write = (because: string, certain = true, risk?: string): TypeChange => ({ rewrite: true, because, certain, refused: false, risk });

export interface TypeChangeInput {
  readonly column: string;
  readonly from: TypeName;
  readonly to: TypeName;
  readonly using: Expression | undefined;
  readonly catalog: Catalog;
  readonly version: number;
  /** The session's TimeZone as far as it was set. */
  readonly timeZone: string | undefined;
}

export function typeChange(input: TypeChangeInput): TypeChange {
  const { using, catalog } = input;
  const source = using === undefined ? input.from : usingType(input, using);
  const from = baseOf(input.from, catalog);
  const to = baseOf(input.to, catalog);
  if (source === undefined) {
    // An expression of its own computes each value; what type it has is not decided here.
    return write('the USING expression computes every value', true);
  }
  const written = using !== undefined && using.casts.length > 0;
  const context = castContext(from.type, to.type, catalog);
  if (context === 'explicit' && !written) return { rewrite: true, because: '', certain: true, refused: true, risk: undefined };

  const steps = written ? [...(using?.casts ?? [])].reverse() : [];
  let current = input.from;
  for (const cast of steps) {
    const step = through(current, cast, input, true);
    if (step.rewrite) return step;
    current = cast;
  }
  return through(current, input.to, input, false);
}

/** One conversion, domains on either side looked through. */
function through(from: TypeName, to: TypeName, input: TypeChangeInput, written: boolean): TypeChange {
  const target = baseOf(to, input.catalog);
  if (target.constrained && !sameType(from, to))
    return write('the domain has constraints, which every value must pass', true, target.notNull ? '23502' : '23514');
  return convert(baseOf(from, input.catalog).type, target.type, input, written);
}

/** The type that a USING expression starts from, where it is the column itself under nothing but casts. */
function usingType(input: TypeChangeInput, using: Expression): TypeName | undefined {
  const bare = using.calls.length === 0 && using.columns.length === 1 && using.columns[0] === input.column;
  if (!bare) return undefined;
  if (using.form === 'column') return input.from;
  return using.casts.length > 0 && COLUMN_UNDER_CASTS.test(using.text) ? input.from : undefined;
}
/** `c::a::b`, `(c)::a`, `CAST(c AS a)`: nothing but a name, casts, type names and parentheses. */
const COLUMN_UNDER_CASTS = /^[\s(]*(?:cast\s*\(\s*)*(?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?[\s)]*(?:(?:::|as\b)[\s\w.,()"[\]]+)*$/i;

/** One conversion between types that are not domains. `written`: an explicit cast, which cuts instead of refusing. */
function convert(from: TypeName, to: TypeName, input: TypeChangeInput, written: boolean): TypeChange {
  if (sameType(from, to)) {
    if (fits(from, to)) return keep();
    if (holdsAll(from, to)) return write(`every value is stored anew in the form of ${typeText(to)}`);
    return write(`every value is checked against ${typeText(to)} and stored anew`, true, written && isString(to) ? undefined : riskOf(to));
  }
  if (from.dimensions === 0 && to.dimensions === 0) {
    if (sameBytes(from, to)) {
      return to.modifiers.length === 0
        ? keep()
        : write(`every value is brought to the length of ${typeText(to)}`, true, written ? undefined : riskOf(to));
    }
    const zone = zoned(from, to, input);
    if (zone !== undefined) return zone;
  }
  const known = castContext(from, to, input.catalog) !== undefined;
  return write(`${typeText(from)} and ${typeText(to)} are stored differently`, known, conversionRisk(from, to));
}

/** timestamp ↔ timestamptz: from 12 on the bytes stay where the session's time zone is UTC. */
function zoned(from: TypeName, to: TypeName, input: TypeChangeInput): TypeChange | undefined {
  if (!((from.name === 'timestamp' && to.name === 'timestamptz') || (from.name === 'timestamptz' && to.name === 'timestamp')))
    return undefined;
  // The precision is applied after the conversion, whose result has none.
  if (input.version < 12 || (to.modifiers.length > 0 && (to.modifiers[0] ?? 6) < 6))
    return write(`${typeText(from)} and ${typeText(to)} are stored differently`);
  if (input.timeZone === undefined) return write("the session's TimeZone is not known to be UTC, so every value may be converted", false);
  return UTC.has(input.timeZone.toLowerCase()) ? keep() : write(`the session's TimeZone is ${input.timeZone}, so every value is converted`);
}
/** Zones whose offset is and always was zero. */
const UTC = new Set(
  (
    'utc etc/utc gmt etc/gmt etc/gmt0 etc/gmt+0 etc/gmt-0 gmt0 gmt+0 gmt-0 etc/greenwich greenwich uct etc/uct universal etc/universal zulu etc/zulu ' +
    '0 +0 -0 +00 +00:00'
  ).split(' '),
);

/** Values of `from` are values of `to` as they stand: the length function has nothing to do. Same type, other modifiers. */
function fits(from: TypeName, to: TypeName): boolean {
  const [a, aScale = 0] = from.modifiers;
  const [b, bScale = 0] = to.modifiers;
  if (
    b === undefined ||
    (from.modifiers.length === to.modifiers.length && from.modifiers.every((value, index) => value === to.modifiers[index]))
  )
    return true;
  // Elements of an array are not looked at one by one to find out.
  if (to.dimensions > 0) return false;
  switch (to.name) {
    case 'varchar':
    case 'varbit':
      return a !== undefined && a <= b;
    case 'numeric':
      return a !== undefined && a <= b && aScale === bScale;
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'timetz':
      return b >= 6 || (a !== undefined && a <= b);
    case 'interval':
      return intervalFits(from.modifiers, to.modifiers);
    default:
      return false;
  }
}

/** Bits of an interval's field mask. Source: the grammar's INTERVAL_MASK. */
const INTERVAL_FIELDS = { second: 1 << 12, minute: 1 << 11, hour: 1 << 10, day: 1 << 3, month: 1 << 1, year: 1 << 2 } as const;
const FULL_INTERVAL = 0x7fff;

/** The smallest field stays or gets smaller, and so many digits of a second remain. */
function intervalFits(from: readonly number[], to: readonly number[]): boolean {
  const least = leastField(from[0]);
  const digits = to[1] ?? 6;
  return leastField(to[0]) <= least && (least > 0 || digits >= 6 || (from[1] !== undefined && digits >= from[1]));
}
function leastField(mask: number | undefined): number {
  if (mask === undefined || mask === FULL_INTERVAL) return 0;
  return Math.max(
    0,
    Object.values(INTERVAL_FIELDS).findIndex((bit) => (mask & bit) !== 0),
  );
}

/** Stored differently, but no value is too long or too large: char is padded, and numeric keeps its digits before the point. */
function holdsAll(from: TypeName, to: TypeName): boolean {
  const [a, aScale = 0] = from.modifiers;
  const [b, bScale = 0] = to.modifiers;
  if (a === undefined || b === undefined) return false;
  return to.name === 'bpchar' ? a <= b : to.name === 'numeric' && a - aScale <= b - bScale;
}

const riskOf = (to: TypeName): string | undefined => {
  if (isString(to)) return '22001';
  if (to.name === 'varbit' || to.name === 'bit') return '22026';
  return to.name === 'numeric' ? '22003' : undefined;
};

const RANK: { readonly [type: string]: number } = { int2: 1, int4: 2, int8: 3, numeric: 4, float4: 5, float8: 6 };
/** Where the new type holds less than the old one. */
function conversionRisk(from: TypeName, to: TypeName): string | undefined {
  if (from.dimensions > 0 || to.dimensions > 0) return undefined;
  const source = RANK[from.name];
  const target = RANK[to.name];
  if (source !== undefined && target !== undefined)
    return target < source || (to.name === 'numeric' && to.modifiers.length > 0) ? '22003' : undefined;
  if (isString(from) && !isString(to)) return '22P02';
  return isString(to) && to.modifiers.length > 0 ? '22001' : undefined;
}

/** A type as it is usually written. */
export function typeText(type: TypeName): string {
  const modifiers = type.name === 'interval' || type.modifiers.length === 0 ? '' : `(${type.modifiers.join(',')})`;
  return `${SPELLING[type.name] ?? type.name}${modifiers}${'[]'.repeat(type.dimensions)}`;
}
const SPELLING: { readonly [name: string]: string } = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  bpchar: 'char',
  timestamptz: 'timestamptz',
};

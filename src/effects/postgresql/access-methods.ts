import type { Table } from '../../model/catalog.ts';
import type { Failure } from '../../model/effect.ts';
import type { CreateIndex, IndexKey } from '../../model/operation.ts';
import { baseOf } from './cast.ts';
import { collationFailure } from './column-definition.ts';
import { type Context, failure } from './context.ts';
import { columnOf } from './proof.ts';

// What an index method can't do. Source: https://www.postgresql.org/docs/current/indexes-types.html and pg_opclass

interface Method {
  readonly unique?: true;
  readonly many?: true;
  readonly include?: true;
  readonly exclude?: true;
  /** Types that have a default operator class, where not nearly all have one. */
  readonly types?: ReadonlySet<string>;
  readonly parameters: readonly string[];
}
const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const RANGES = 'int4range int8range numrange tsrange tstzrange daterange';
const METHODS: { readonly [method: string]: Method } = {
  btree: {
    unique: true,
    many: true,
    include: true,
    exclude: true,
    parameters: ['fillfactor', 'deduplicate_items', 'vacuum_cleanup_index_scale_factor'],
  },
  hash: { exclude: true, parameters: ['fillfactor'] },
  gist: {
    many: true,
    include: true,
    exclude: true,
    types: words(`point box circle polygon tsvector tsquery ${RANGES}`),
    parameters: ['fillfactor', 'buffering'],
  },
  gin: { many: true, types: words('tsvector jsonb'), parameters: ['fastupdate', 'gin_pending_list_limit'] },
  spgist: {
    include: true,
    exclude: true,
    types: words(`point box polygon inet cidr text varchar bpchar ${RANGES}`),
    parameters: ['fillfactor'],
  },
  brin: { many: true, parameters: ['pages_per_range', 'autosummarize'] },
};
/** The built-in types of which the lists above are complete. */
const PLAIN = words(
  'bool int2 int4 int8 numeric float4 float8 text varchar bpchar uuid date time timetz timestamp timestamptz interval oid bytea',
);
/** Operator classes for strings only. */
const TEXT_CLASSES = words(
  'text_ops text_pattern_ops varchar_ops varchar_pattern_ops bpchar_ops bpchar_pattern_ops gin_trgm_ops gist_trgm_ops',
);
const STRINGS = words('text varchar bpchar name citext');

export function methodFailure(
  op: Pick<CreateIndex, 'method' | 'unique' | 'keys' | 'include' | 'options'>,
  table: Table,
  context: Context,
): Failure | null {
  const method = METHODS[op.method];
  if (method === undefined) return failure('42704', `access method "${op.method}" does not exist`, false);
  const cant = (what: string): Failure => failure('0A000', `access method "${op.method}" does not support ${what}`);
  if (op.unique && method.unique === undefined) return cant('unique indexes');
  if (op.include.length > 0 && method.include === undefined) return cant('included columns');
  if (op.keys.length > 1 && method.many === undefined) return cant('multicolumn indexes');
  for (const key of op.keys) {
    const wrong = keyFailure(key, method, op.method, table, context);
    if (wrong !== null) return wrong;
  }
  const unknown = op.options?.find((name) => !method.parameters.includes(name.toLowerCase()));
  return unknown === undefined ? null : failure('22023', `unrecognized parameter "${unknown}"`);
}

function keyFailure(key: IndexKey, method: Method, name: string, table: Table, context: Context): Failure | null {
  const written = key.column === undefined ? key.expression?.casts[0] : columnOf(table, key.column)?.type;
  if (written === undefined) return null;
  const uncollated = key.column === undefined ? null : collationFailure(key.collation, written, context);
  if (uncollated !== null) return uncollated;
  const { type } = baseOf(written, context.before);
  if (type.schema !== undefined || written.dimensions > 0) return null;
  if (key.operatorClass !== undefined)
    return TEXT_CLASSES.has(key.operatorClass) && PLAIN.has(type.name) && !STRINGS.has(type.name)
      ? failure('42804', `operator class "${key.operatorClass}" does not accept data type ${type.name}`)
      : null;
  const extended = ['btree_gin', 'btree_gist'].some((extension) => context.before.extensionInstalled(extension));
  const without =
    method.types === undefined ? WITHOUT_ORDER.has(type.name) : PLAIN.has(type.name) && !method.types.has(type.name) && !extended;
  return without
    ? failure(
        '42704',
        `data type ${type.name} has no default operator class for access method "${name}"`,
        method.types === undefined || context.before.hasHistory,
      )
    : null;
}
const WITHOUT_ORDER = words('json xml point box circle polygon line lseg path');

export const canExclude = (method: string): boolean => METHODS[method]?.exclude !== undefined || METHODS[method] === undefined;
export const unknownIndexParameter = (method: string, names: readonly string[]): string | undefined =>
  names.find((name) => METHODS[method]?.parameters.includes(name.toLowerCase()) === false);

import type { Failure } from '../../model/effect.ts';
import { nameText, type TypeName } from '../../model/name.ts';
import { type Context, perhapsMissing } from './context.ts';

/** Types that every server has. Source: pg_type */
const BUILT_IN = new Set(
  (
    'bool bytea char name int8 int2 int2vector int4 regproc text oid tid xid cid oidvector json xml point lseg path box polygon float4 float8 ' +
    'circle money macaddr inet cidr macaddr8 aclitem bpchar varchar date time timestamp timestamptz interval timetz bit varbit numeric refcursor ' +
    'regprocedure regoper regoperator regclass regcollation regtype regrole regnamespace uuid pg_lsn tsvector gtsvector tsquery regconfig regdictionary ' +
    'jsonb jsonpath txid_snapshot pg_snapshot xid8 int4range numrange tsrange tstzrange daterange int8range int4multirange nummultirange tsmultirange ' +
    'tstzmultirange datemultirange int8multirange record cstring any anyarray void trigger event_trigger internal anyelement anyenum anyrange ' +
    // Of extensions that everybody has installed somewhere.
    'citext hstore ltree lquery cube geometry geography box2d box3d raster vector halfvec sparsevec seg isbn ulid earth'
  ).split(' '),
);

/** A type that no file creates: an extension may bring it, so it "may" be missing. A table's name is a type too. */
export function missingType(type: TypeName, context: Context): Failure | null {
  if ((type.schema === undefined || type.schema === 'pg_catalog') && BUILT_IN.has(type.name)) return null;
  if (context.before.type(type) !== undefined || context.before.find(type) !== undefined) return null;
  return perhapsMissing('42704', `type "${nameText(type)}" does not exist`, context);
}

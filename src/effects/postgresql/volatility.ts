import type { Catalog } from '../../model/catalog.ts';
import type { Call, Expression } from '../../model/expression.ts';
import type { TypeName } from '../../model/name.ts';
import { isBuiltIn } from './built-in-functions.ts';
import { nameText } from '../../model/name.ts';

/**
 * Built-in functions, and those of the extensions that everybody uses, that are VOLATILE and may stand in a default or an expression.
 * Source: `SELECT proname FROM pg_proc WHERE provolatile = 'v'`.
 */
const VOLATILE = new Set(
  (
    'random random_normal setseed clock_timestamp timeofday gen_random_uuid uuidv4 uuidv7 nextval currval lastval setval ' +
    'uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 gen_random_bytes gen_salt pg_sleep pg_sleep_for pg_sleep_until ' +
    'array_shuffle array_sample set_config pg_notify pg_advisory_lock pg_advisory_xact_lock pg_try_advisory_lock pg_try_advisory_xact_lock ' +
    'pg_advisory_unlock query_to_xml lo_create lo_creat lo_import lo_unlink pg_read_file pg_read_binary_file pg_ls_dir ' +
    'pg_reload_conf pg_terminate_backend pg_cancel_backend pg_switch_wal pg_create_restore_point pg_current_wal_lsn pg_current_wal_insert_lsn ' +
    'pg_current_wal_flush_lsn pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_relation_size pg_table_size pg_total_relation_size pg_indexes_size ' +
    'pg_database_size pg_tablespace_size pg_is_in_recovery pg_export_snapshot pg_stat_get_snapshot_timestamp txid_status pg_xact_status ulid_generate generate_ulid ' +
    'nanoid uuid_generate_v7 uuid_v7 normal_rand dblink dblink_exec'
  ).split(' '),
);

/** Built-in functions that are IMMUTABLE or STABLE: evaluated once, so that a default needs no rewrite. Source: as above. */
const STEADY = new Set(
  (
    'now transaction_timestamp statement_timestamp current_setting txid_current txid_current_snapshot pg_current_xact_id pg_current_snapshot ' +
    'txid_current_if_assigned pg_current_xact_id_if_assigned ' +
    'timezone date_trunc date_part extract age date_bin to_timestamp to_char to_date to_number make_date make_time make_timestamp make_timestamptz ' +
    'make_interval justify_days justify_hours justify_interval isfinite date_add date_subtract overlaps ' +
    'lower upper initcap concat concat_ws format left right lpad rpad ltrim rtrim btrim trim substr substring overlay position strpos replace ' +
    'translate reverse repeat length char_length character_length octet_length bit_length ascii chr md5 sha224 sha256 sha384 sha512 encode decode ' +
    'convert convert_from convert_to digest hmac crypt quote_ident quote_literal quote_nullable split_part string_to_array array_to_string regexp_replace ' +
    'regexp_match regexp_matches regexp_split_to_array regexp_count regexp_instr regexp_like regexp_substr starts_with normalize unistr to_hex to_bin to_oct ' +
    'casefold crc32 crc32c reverse parse_ident unaccent soundex similarity levenshtein ' +
    'abs ceil ceiling floor round trunc sign sqrt cbrt power pow exp ln log log10 mod div gcd lcm pi degrees radians sin cos tan cot asin acos atan atan2 ' +
    'sind cosd tand factorial width_bucket scale min_scale trim_scale ' +
    'int2 int4 int8 float4 float8 numeric text varchar bpchar bool date time timetz timestamp timestamptz interval uuid inet cidr ' +
    'json_build_object json_build_array jsonb_build_object jsonb_build_array to_json to_jsonb json_object jsonb_object row_to_json array_to_json ' +
    'jsonb_set jsonb_insert jsonb_strip_nulls json_strip_nulls jsonb_typeof json_typeof jsonb_array_length json_array_length jsonb_extract_path ' +
    'jsonb_extract_path_text json_extract_path json_extract_path_text jsonb_path_query_first jsonb_path_exists jsonb_path_match jsonb_pretty ' +
    'array_append array_prepend array_cat array_length array_remove array_replace array_position array_positions array_upper array_lower array_ndims ' +
    'array_dims array_fill cardinality array_reverse array_sort trim_array ' +
    'int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange ' +
    'isempty lower_inc upper_inc lower_inf upper_inf range_merge multirange ' +
    'to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery setweight strip tsvector_to_array array_to_tsvector numnode querytree ' +
    'host network netmask broadcast masklen family set_masklen hostmask abbrev inet_same_family inet_merge ' +
    'point box circle line lseg path polygon area center diameter radius height width npoints ' +
    'current_database current_schema current_schemas current_user session_user current_catalog current_role version pg_backend_pid inet_client_addr inet_client_port ' +
    'inet_server_addr inet_server_port pg_postmaster_start_time pg_conf_load_time pg_my_temp_schema txid_visible_in_snapshot has_table_privilege ' +
    'pg_get_serial_sequence to_regclass to_regtype to_regproc obj_description col_description format_type pg_typeof pg_has_role ' +
    'hashtext hashtextextended hash_array hstore st_geomfromtext st_setsrid st_makepoint st_point st_geometryfromtext ' +
    'uuid_nil uuid_ns_dns uuid_ns_url uuid_ns_oid uuid_ns_x500 uuid_generate_v3 uuid_generate_v5 uuid_extract_timestamp uuid_extract_version ' +
    'bit_count get_bit get_byte set_bit set_byte num_nonnulls num_nulls greatest least nullif coalesce xmlcomment xmlconcat xmlelement ' +
    'enum_first enum_last enum_range cube earth ll_to_earth text2ltree subpath nlevel'
  ).split(' '),
);

/** First version that has a built-in function; until then its name is unknown unless an extension brings it. */
const SINCE: { readonly [name: string]: { readonly version: number; readonly extension?: string } } = {
  gen_random_uuid: { version: 13, extension: 'pgcrypto' },
  uuidv4: { version: 18 },
  uuidv7: { version: 18 },
  random_normal: { version: 16 },
  array_shuffle: { version: 16 },
  array_sample: { version: 16 },
  date_add: { version: 16 },
  date_subtract: { version: 16 },
  date_bin: { version: 14 },
  pg_current_xact_id: { version: 13 },
  gen_random_bytes: { version: Infinity, extension: 'pgcrypto' },
  uuid_generate_v1: { version: Infinity, extension: 'uuid-ossp' },
  uuid_generate_v1mc: { version: Infinity, extension: 'uuid-ossp' },
  uuid_generate_v4: { version: Infinity, extension: 'uuid-ossp' },
  uuid_generate_v5: { version: Infinity, extension: 'uuid-ossp' },
};

/** `volatile`: has a new value for each row; `unknown`: calls a function that nobody has shown us. */
export interface Volatility {
  readonly is: 'steady' | 'volatile' | 'unknown';
  /** The function that decides, as written. */
  readonly function: string;
}
const STEADY_EXPRESSION: Volatility = { is: 'steady', function: '' };

export function volatilityOf(expression: Expression, catalog: Catalog, version: number, depth = 0): Volatility {
  let worst = STEADY_EXPRESSION;
  for (const call of expression.calls) {
    const is = volatilityOfCall(call, catalog, version, depth);
    if (is === 'volatile') return { is, function: nameText(call.name) };
    if (is === 'unknown' && worst.is === 'steady') worst = { is, function: nameText(call.name) };
  }
  return worst;
}

function volatilityOfCall(call: Call, catalog: Catalog, version: number, depth: number): Volatility['is'] {
  const ours = catalog.functions(call.name).filter((each) => each.arguments.length === call.arguments);
  if (ours.length === 0) {
    const name = call.name.name.toLowerCase();
    if (VOLATILE.has(name)) return 'volatile';
    return STEADY.has(name) || call.name.schema === 'pg_catalog' ? 'steady' : 'unknown';
  }
  // Of overloads with as many arguments, which one is meant is not decided here: the worst counts.
  let worst: Volatility['is'] = 'steady';
  for (const entry of ours) {
    if (entry.volatility !== 'volatile') continue;
    // From 12 on what counts is the expression after a one-line SQL function was put in place of its call.
    const inside =
      version >= 12 && entry.inline !== undefined && depth < 8 ? volatilityOf(entry.inline, catalog, version, depth + 1).is : 'volatile';
    if (inside === 'volatile') return 'volatile';
    if (inside === 'unknown') worst = 'unknown';
  }
  return worst;
}

/** The first function of an expression that this server does not have. `certain` is false where an extension may bring it. */
export function missingFunction(
  expression: Expression,
  catalog: Catalog,
  version: number,
): { readonly name: string; readonly certain: boolean } | undefined {
  for (const call of expression.calls) {
    const since = SINCE[call.name.name];
    if (since === undefined || since.version <= version || catalog.functions(call.name).length > 0) continue;
    if (since.extension !== undefined && (catalog.extensionInstalled(since.extension) || !catalog.hasHistory)) continue;
    return { name: nameText(call.name), certain: since.extension === undefined && call.name.schema === undefined };
  }
  return undefined;
}

/** Built-in functions that look steady but depend on settings or the clock: an index refuses them. */
const STABLE = new Set(
  (
    'now transaction_timestamp statement_timestamp current_setting txid_current concat concat_ws format to_char to_date to_number array_to_string ' +
    'to_json to_jsonb row_to_json array_to_json json_build_object jsonb_build_object json_build_array jsonb_build_array unaccent ' +
    'current_database current_schema version quote_literal to_regclass pg_typeof timeofday clock_timestamp'
  ).split(' '),
);

/** A call of what is neither built in nor made by the history; an extension may have brought it. */
export function unknownFunction(expression: Pick<Expression, 'calls'>, catalog: Catalog): string | undefined {
  if (!catalog.hasHistory) return undefined;
  return expression.calls.find(
    ({ name }) =>
      name.schema === undefined &&
      !VOLATILE.has(name.name) &&
      !STEADY.has(name.name) &&
      !isBuiltIn(name.name) &&
      catalog.functions(name).length === 0,
  )?.name.name;
}

/** Casts of a column whose result depends on settings. */
const UNSTEADY_CASTS = new Set(
  (
    'text>date text>timestamp text>timestamptz text>time text>timetz varchar>date varchar>timestamp varchar>timestamptz ' +
    'timestamptz>date timestamptz>timestamp timestamptz>time timestamptz>text timestamptz>varchar timestamp>timestamptz timestamp>text ' +
    'timestamp>varchar date>timestamptz date>text date>varchar float8>text float4>text interval>text text>interval text>regclass'
  ).split(' '),
);

/** The first function of an expression that is not IMMUTABLE, as an index or a generated column must have it. */
export function notImmutable(
  expression: Expression,
  catalog: Catalog,
  typeOfColumn: (column: string) => TypeName | undefined = () => undefined,
): string | undefined {
  const [cast] = expression.casts;
  const [column] = expression.columns;
  if (
    cast !== undefined &&
    column !== undefined &&
    expression.columns.length === 1 &&
    expression.calls.length === 0 &&
    expression.casts.length === 1
  ) {
    const from = typeOfColumn(column);
    const bare = /^[\s(]*(?:cast\s*\(\s*)?"?\w+"?\)*\s*(?:::|as\b)/i.test(expression.text);
    if (bare && from !== undefined && UNSTEADY_CASTS.has(`${from.name}>${cast.name}`)) return cast.name;
  }
  return notImmutableCall(expression, catalog);
}

function notImmutableCall(expression: Expression, catalog: Catalog): string | undefined {
  return expression.calls.find((call) => {
    const ours = catalog.functions(call.name).filter((each) => each.arguments.length === call.arguments);
    if (ours.length > 0) return ours.every((each) => each.volatility !== 'immutable' && each.inline === undefined);
    const { name } = call.name;
    return (
      VOLATILE.has(name) || STABLE.has(name) || (name === 'to_tsvector' && call.arguments === 1) || (name === 'age' && call.arguments === 1)
    );
  })?.name.name;
}

/**
 * Built-in functions that people call, on any of the versions, beside those whose volatility is known by name.
 * Source: `SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace`, without what operators, types and
 * index methods are made of.
 */
const NAMES =
  'aclcontains acldefault aclexplode aclinsert aclremove acosd acosh amvalidate any_value any_value_transfn anytextcat array_agg ' +
  'arraycontains arrayoverlap asind asinh atan2d atand atanh avg binary_upgrade_add_sub_rel_state binary_upgrade_create_empty_extension ' +
  'binary_upgrade_logical_slot_has_caught_up binary_upgrade_replorigin_advance binary_upgrade_set_missing_value ' +
  'binary_upgrade_set_next_array_pg_type_oid binary_upgrade_set_next_heap_pg_class_oid binary_upgrade_set_next_heap_relfilenode ' +
  'binary_upgrade_set_next_index_pg_class_oid binary_upgrade_set_next_index_relfilenode ' +
  'binary_upgrade_set_next_multirange_array_pg_type_oid binary_upgrade_set_next_multirange_pg_type_oid ' +
  'binary_upgrade_set_next_pg_authid_oid binary_upgrade_set_next_pg_enum_oid binary_upgrade_set_next_pg_tablespace_oid ' +
  'binary_upgrade_set_next_pg_type_oid binary_upgrade_set_next_toast_pg_class_oid binary_upgrade_set_next_toast_pg_type_oid ' +
  'binary_upgrade_set_next_toast_relfilenode binary_upgrade_set_record_init_privs bit bit_and bit_or bit_xor bitand bitcat bitnot bitor ' +
  'bitshiftright bitxor bool_and bool_or booland_statefunc boolor_statefunc bound_box brin_summarize_new_values bytea bytea_larger ' +
  'bytea_smaller byteacat cash_words cashlarger cashsmaller char corr cosh cotd count covar_pop covar_samp cume_dist current_query ' +
  'currtid currtid2 cursor_to_xml cursor_to_xmlschema database_to_xml database_to_xml_and_xmlschema database_to_xmlschema ' +
  'date_cmp_timestamp date_cmp_timestamptz daterange_canonical daterange_subdiff dcbrt dense_rank dexp diagonal dlog1 dlog10 dpow ' +
  'dround dsqrt dtrunc enum_larger enum_smaller erf erfc every first_value float4abs float4um float4up float8_corr float8_covar_pop ' +
  'float8_covar_samp float8_regr_avgx float8_regr_avgy float8_regr_intercept float8_regr_r2 float8_regr_slope float8_regr_sxx ' +
  'float8_regr_sxy float8_regr_syy float8_stddev_pop float8_stddev_samp float8_var_pop float8_var_samp float8abs float8um float8up ' +
  'fmgr_c_validator fmgr_internal_validator fmgr_sql_validator gamma generate_series generate_subscripts get_current_ts_config ' +
  'getdatabaseencoding getpgusername gin_clean_pending_list gin_cmp_tslexeme gin_compare_jsonb gist_translate_cmptype_common grouping ' +
  'has_any_column_privilege has_column_privilege has_database_privilege has_foreign_data_wrapper_privilege has_function_privilege ' +
  'has_language_privilege has_largeobject_privilege has_parameter_privilege has_schema_privilege has_sequence_privilege ' +
  'has_server_privilege has_tablespace_privilege has_type_privilege hash_aclitem hash_aclitem_extended hash_array_extended ' +
  'hash_multirange_extended hash_numeric hash_numeric_extended hash_range_extended hash_record hash_record_extended hashbool ' +
  'hashboolextended hashbpchar hashbpcharextended hashbytea hashbyteaextended hashchar hashcharextended hashcid hashcidextended ' +
  'hashdate hashdateextended hashenum hashenumextended hashfloat4 hashfloat4extended hashfloat8 hashfloat8extended hashinet ' +
  'hashinetextended hashint2 hashint2extended hashint4 hashint4extended hashint8 hashint8extended hashmacaddr hashmacaddr8 ' +
  'hashmacaddr8extended hashmacaddrextended hashname hashnameextended hashoid hashoidextended hashoidvector hashoidvectorextended ' +
  'hashtid hashtidextended hashxid hashxid8 hashxid8extended hashxidextended icu_unicode_version in_range int2abs int2and int2mod ' +
  'int2not int2or int2shl int2shr int2um int2up int2xor int4abs int4and int4mod int4not int4or int4range_canonical int4range_subdiff ' +
  'int4shl int4shr int4um int4up int4xor int8abs int8and int8dec_any int8inc_any int8inc_float8_float8 int8mod int8not int8or ' +
  'int8range_canonical int8range_subdiff int8shl int8shr int8um int8up int8xor interval_hash interval_hash_extended is_normalized ' +
  'isclosed ishorizontal isopen isparallel isperp isvertical json json_agg json_agg_strict json_array json_array_elements ' +
  'json_array_elements_text json_arrayagg json_each json_each_text json_exists json_object_agg json_object_agg_strict ' +
  'json_object_agg_unique json_object_agg_unique_strict json_object_keys json_objectagg json_populate_record json_populate_recordset ' +
  'json_query json_scalar json_serialize json_table json_to_record json_to_recordset json_to_tsvector json_value jsonb jsonb_agg ' +
  'jsonb_agg_strict jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_hash jsonb_hash_extended ' +
  'jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique jsonb_object_agg_unique_strict jsonb_object_keys ' +
  'jsonb_path_exists_tz jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first_tz ' +
  'jsonb_path_query_tz jsonb_populate_record jsonb_populate_record_valid jsonb_populate_recordset jsonb_set_lax jsonb_to_record ' +
  'jsonb_to_recordset jsonb_to_tsvector lag last_value lead lgamma like like_escape lo_close lo_export lo_from_bytea lo_get lo_lseek ' +
  'lo_lseek64 lo_open lo_put lo_tell lo_tell64 lo_truncate lo_truncate64 loread lowrite macaddr macaddr8 macaddr8_set7bit makeaclitem ' +
  'max merge_action min mode money mxid_age nameconcatoid notlike nth_value ntile numeric_div_trunc numeric_exp numeric_ln numeric_log ' +
  'numeric_sqrt numrange_subdiff oid oidvectortypes pclose percent_rank percentile_cont percentile_disc plpgsql_validator popen ' +
  'postgresql_fdw_validator query_to_xml_and_xmlschema query_to_xmlschema range_agg range_intersect_agg rank regclass ' +
  'regexp_split_to_table regproc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy regtype ' +
  'row row_number row_security_active satisfies_hash_partition schema_to_xml schema_to_xml_and_xmlschema schema_to_xmlschema ' +
  'shobj_description similar_escape similar_to_escape sinh slope spg_poly_quad_compress st_asgeojson stddev stddev_pop stddev_samp ' +
  'string_agg string_to_table sum system_user table_to_xml table_to_xml_and_xmlschema table_to_xmlschema tanh textanycat textcat ' +
  'textlen time_hash time_hash_extended timestamp_cmp_date timestamp_cmp_timestamptz timestamp_hash timestamp_hash_extended ' +
  'timestamptz_cmp_date timestamptz_cmp_timestamp timestamptz_hash timestamptz_hash_extended timetz_hash timetz_hash_extended to_ascii ' +
  'to_regcollation to_regnamespace to_regoper to_regoperator to_regprocedure to_regrole to_regtypemod ts_debug ts_delete ts_filter ' +
  'ts_lexize ts_parse ts_rank ts_rank_cd ts_rewrite ts_stat ts_token_type tsquery_phrase tsrange_subdiff tstzrange_subdiff ' +
  'txid_snapshot_xip txid_snapshot_xmax txid_snapshot_xmin unicode_assigned unicode_version unnest uuid_hash uuid_hash_extended var_pop ' +
  'var_samp varbit variance xid xml xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlagg xmlconcat2 ' +
  'xmlexists xmlforest xmlparse xmlpi xmlroot xmlserialize xmltext xmlvalidate xpath xpath_exists';
let names: ReadonlySet<string> | undefined;

/** `pg_…` is the server's own in any case. */
export const isBuiltIn = (name: string): boolean => name.startsWith('pg_') || (names ??= new Set(NAMES.split(' '))).has(name);

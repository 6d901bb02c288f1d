import type { Lock, RelationKind } from '../../model/effect.ts';

// Which lock SET (parameter = …) takes, and since when a parameter is known.
// Source: https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS and sql-createindex

/** First version that knows the parameter; 0: any that is judged here. */
const TABLE: { readonly [parameter: string]: number } = {
  fillfactor: 0,
  toast_tuple_target: 11,
  parallel_workers: 0,
  user_catalog_table: 0,
  vacuum_index_cleanup: 12,
  vacuum_truncate: 12,
  vacuum_max_eager_freeze_failure_rate: 18,
  autovacuum_enabled: 0,
  autovacuum_vacuum_threshold: 0,
  autovacuum_vacuum_max_threshold: 18,
  autovacuum_vacuum_scale_factor: 0,
  autovacuum_vacuum_insert_threshold: 13,
  autovacuum_vacuum_insert_scale_factor: 13,
  autovacuum_analyze_threshold: 0,
  autovacuum_analyze_scale_factor: 0,
  autovacuum_vacuum_cost_delay: 0,
  autovacuum_vacuum_cost_limit: 0,
  autovacuum_freeze_min_age: 0,
  autovacuum_freeze_max_age: 0,
  autovacuum_freeze_table_age: 0,
  autovacuum_multixact_freeze_min_age: 0,
  autovacuum_multixact_freeze_max_age: 0,
  autovacuum_multixact_freeze_table_age: 0,
  log_autovacuum_min_duration: 0,
};
const VIEW: { readonly [parameter: string]: number } = { security_barrier: 0, check_option: 0, security_invoker: 15 };
/** Extensions may bring index parameters of their own, so that none is unknown. */
const INDEX_WITHOUT_BLOCKING = new Set(['fillfactor', 'deduplicate_items']);

/** Strongest lock of the parameters that are set or reset together. */
export function lockOfParameters(kind: RelationKind, parameters: readonly string[], reset = false): Lock {
  if (kind === 'view' || kind === 'sequence' || kind === 'foreign-table') return 'ACCESS EXCLUSIVE';
  const brief =
    kind === 'index'
      ? (name: string) => INDEX_WITHOUT_BLOCKING.has(name)
      : (name: string) => bare(name) !== 'user_catalog_table' && (reset || bare(name) in TABLE);
  return parameters.every((name) => brief(name)) ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
}

/** A parameter that the server does not know. */
export function unknownParameter(kind: RelationKind, parameters: readonly string[], version: number): string | undefined {
  const known = kind === 'view' ? VIEW : kind === 'table' || kind === 'matview' ? TABLE : undefined;
  // A dot marks a namespace of an extension; toast. is the server's own.
  return known === undefined
    ? undefined
    : parameters.find((name) => (bare(name).includes('.') ? false : (known[bare(name)] ?? Infinity) > version));
}

const bare = (name: string): string => (name.toLowerCase().startsWith('toast.') ? name.slice('toast.'.length) : name).toLowerCase();

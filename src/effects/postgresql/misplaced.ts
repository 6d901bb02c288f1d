import type { Failure } from '../../model/effect.ts';
import type { Expression } from '../../model/expression.ts';
import { failure } from './context.ts';

// What an expression can't hold where it stands, whatever the schema is.
// Source: https://www.postgresql.org/docs/current/sql-createtable.html (CHECK, DEFAULT, GENERATED) and sql-createindex

const AGGREGATES = new Set(
  (
    'count sum avg min max array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or every bit_and bit_or bit_xor ' +
    'stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp percentile_cont percentile_disc mode any_value range_agg'
  ).split(' '),
);
const SETS = new Set([
  'generate_series',
  'unnest',
  'jsonb_array_elements',
  'json_array_elements',
  'regexp_split_to_table',
  'jsonb_each',
  'json_each',
]);
const WINDOW = /\)\s*over\s*[("\w]/i;
const SUBQUERY = /\(\s*select\b/i;

/** `what`: "DEFAULT expressions", "check constraints", as the server says it. */
export function misplaced(expression: Expression, what: string): Failure | null {
  if (expression.relations.length > 0 || (SUBQUERY.test(expression.text) && !expression.strings.some(({ value }) => SUBQUERY.test(value))))
    return failure('0A000', `cannot use subquery in ${what}`);
  if (expression.calls.length === 0) return null;
  if (WINDOW.test(expression.text)) return failure('42P20', `window functions are not allowed in ${what}`);
  const called = (names: ReadonlySet<string>): boolean =>
    expression.calls.some(({ name }) => name.schema === undefined && names.has(name.name));
  if (called(AGGREGATES)) return failure('42803', `aggregate functions are not allowed in ${what}`);
  return called(SETS) ? failure('0A000', `set-returning functions are not allowed in ${what}`) : null;
}

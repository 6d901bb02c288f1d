import type { Backfill } from '../../model/backfill.ts';
import { quoteIdentifier, quoteName } from '../../model/name.ts';

/** `(a, b) > ($1, $2)`; of one column without parentheses, which its index likes better. */
const compared = (key: readonly string[], operator: '>' | '<=', from: number): string => {
  const values = key.map((_, at) => `$${from + at}`);
  const row = (parts: readonly string[]): string => (parts.length === 1 ? parts.join('') : `(${parts.join(', ')})`);
  return `${row(key)} ${operator} ${row(values)}`;
};

const keyOf = ({ key, reference }: Backfill): readonly string[] => key.map((column) => `${reference}.${quoteIdentifier(column)}`);

/** Behind the cursor, up to a bound: parameters are the bound's values, then the cursor's. */
const between = (columns: readonly string[], hasCursor: boolean): string =>
  [compared(columns, '<=', 1), ...(hasCursor ? [compared(columns, '>', 1 + columns.length)] : [])].join(' AND ');

/** The key of the row that ends a batch: its values as texts. */
export function boundSql(backfill: Backfill, hasCursor: boolean, rows: number): string {
  const columns = keyOf(backfill);
  return `SELECT ${asTexts(columns)} AS bound FROM ${quoteName(backfill.table)} AS ${backfill.reference}
    WHERE ${between(columns, hasCursor)} ORDER BY ${columns.join(', ')} OFFSET ${rows - 1} LIMIT 1`;
}

/** The key of the last row of the table. */
export function lastSql(backfill: Backfill): string {
  const columns = keyOf(backfill);
  return `SELECT ${asTexts(columns)} AS bound FROM ${quoteName(backfill.table)} AS ${backfill.reference}
    ORDER BY ${columns.map((column) => `${column} DESC`).join(', ')} LIMIT 1`;
}

const asTexts = (columns: readonly string[]): string => `jsonb_build_array(${columns.map((column) => `${column}::text`).join(', ')})::text`;

/** The statement for the rows of one batch; it says how many it changed. */
export const batchSql = (backfill: Backfill, hasCursor: boolean): string =>
  `WITH batch AS (${backfill.before}(${between(keyOf(backfill), hasCursor)})${backfill.after}\nRETURNING 1) SELECT count(*)::text AS changed FROM batch`;

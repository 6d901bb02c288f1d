import type { Backfill } from '../../model/backfill.ts';
import { nameText, quoteName } from '../../model/name.ts';
import { ServerError, type Connection } from '../drivers/driver.ts';
import { tableOf, type JournalPlace } from '../journal/schema.ts';
import type { PlannedMigration, PlannedStatement } from '../plan/plan.ts';
import { StatementFailed } from '../run/run-statement.ts';
import { lastSql } from './batch-sql.ts';
import { readBackfill, type BackfillProgress } from './progress.ts';

/** Where a backfill is: where an earlier run left it, or at its beginning, with the last row that there is now as its end. */
export async function beginBackfill(
  connection: Connection,
  place: JournalPlace,
  { id }: PlannedMigration,
  statement: PlannedStatement,
  backfill: Backfill,
): Promise<BackfillProgress> {
  const known = await readBackfill(connection, place, id, statement.seq);
  const refuse = (text: string): never => {
    throw new StatementFailed(new ServerError(text, undefined), statement, []);
  };
  if (known !== undefined && known.state !== 'done') {
    if (known.sha256 === statement.sha256) return known;
    if (known.cursor !== null)
      refuse(
        `the statement of this backfill was edited after ${known.changed} rows had been changed by what it said before; undo the edit, and change those rows by another migration`,
      );
  }
  const wrong = await unfitKey(connection, backfill);
  if (wrong !== undefined) refuse(wrong);
  const [last] = await connection.query(lastSql(backfill));
  await connection.query(
    `INSERT INTO ${tableOf(place, 'backfill')} (stream, id, seq, relation, upper, estimate, batch, sha256, state, wanted)
     VALUES ($1, $2, $3, $4, $5::jsonb, $6::int8, $7, $8, 'running', 'run')
     ON CONFLICT (stream, id, seq) DO UPDATE SET (relation, upper, estimate, batch, sha256, state, wanted, position, changed, seen, started_at, updated_at)
     = (excluded.relation, excluded.upper, excluded.estimate, excluded.batch, excluded.sha256, 'running', 'run', NULL, 0, 0, clock_timestamp(), clock_timestamp())`,
    [
      place.stream,
      id,
      statement.seq,
      nameText(backfill.table),
      last === undefined ? null : String(last['bound']),
      String(await estimate(connection, backfill)),
      backfill.batch,
      statement.sha256,
    ],
  );
  const begun = await readBackfill(connection, place, id, statement.seq);
  if (begun === undefined) throw new TypeError('a backfill that was just written is not there');
  return begun;
}

/** Rows of the table, as the planner sees it: it knows the size of a table that was never counted, too. */
async function estimate(connection: Connection, { table }: Backfill): Promise<number> {
  const [row] = await connection.query(`EXPLAIN (FORMAT JSON) SELECT 1 FROM ${quoteName(table)}`);
  const answer: unknown = row?.['QUERY PLAN'];
  const plans = (typeof answer === 'string' ? JSON.parse(answer) : answer) as readonly {
    readonly Plan?: { readonly 'Plan Rows'?: number };
  }[];
  return Math.round(plans[0]?.Plan?.['Plan Rows'] ?? 0);
}

/** A row without the key would be passed over, and without an index each batch would read the whole table. */
async function unfitKey(connection: Connection, { table, key }: Backfill): Promise<string | undefined> {
  const [row] = await connection.query(
    `SELECT
       (SELECT coalesce(bool_and(a.attnotnull), false) AND count(*) = cardinality($2::text[]) FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = $1::regclass AND a.attname = ANY ($2::text[]) AND NOT a.attisdropped) AS kept,
       EXISTS (SELECT 1 FROM pg_catalog.pg_index AS i
        WHERE i.indrelid = $1::regclass AND i.indisvalid AND i.indpred IS NULL AND (SELECT array_agg(a.attname::text ORDER BY k.at)
          FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, at) JOIN pg_catalog.pg_attribute AS a
          ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE k.at <= cardinality($2::text[])) = $2::text[]) AS indexed`,
    [quoteName(table), key],
  );
  const named = `${nameText(table)} (${key.join(', ')})`;
  if (row?.['kept'] !== true) return `${named} can be NULL, or is not there: rows without a key would be passed over`;
  if (row['indexed'] !== true) return `${named} has no index: each batch would read the whole table`;
  return undefined;
}

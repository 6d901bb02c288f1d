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
  // Its index may be larger than its share of the statistics, which never counted a table that is new.
  const [size] = await connection.query(
    `SELECT greatest(sum(greatest(c.reltuples, 0)), 0)::int8::text AS estimate FROM pg_catalog.pg_class AS c
     WHERE c.oid = $1::regclass OR c.oid IN (SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = $1::regclass)`,
    [quoteName(backfill.table)],
  );
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
      String(Number(size?.['estimate'] ?? 0)),
      backfill.batch,
      statement.sha256,
    ],
  );
  const begun = await readBackfill(connection, place, id, statement.seq);
  if (begun === undefined) throw new TypeError('a backfill that was just written is not there');
  return begun;
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

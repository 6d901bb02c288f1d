import { quoteIdentifier } from '../../model/name.ts';
import type { Problem } from '../../model/problem.ts';
import type { Connection } from '../drivers/driver.ts';
import { lockKeys } from '../session/lock-keys.ts';

/** Where the journal lives in the database. */
export interface JournalPlace {
  readonly schema: string;
  /** Of several histories in one database, which. */
  readonly stream: string;
}

/** A table of the journal, quoted. */
export const tableOf = ({ schema }: Pick<JournalPlace, 'schema'>, table: string): string => `${quoteIdentifier(schema)}.${table}`;

/**
 * What brings the journal from one format to the next. A list that only grows: what stands in it has run in databases out there.
 * `at` names a table of the journal.
 */
const UPGRADES: readonly ((at: (table: string) => string) => readonly string[])[] = [
  (at) => [
    `CREATE TABLE ${at('meta')} (key text PRIMARY KEY, value text NOT NULL)`,
    `CREATE TABLE ${at('run')} (
      run_id uuid PRIMARY KEY, command text NOT NULL, tool_version text NOT NULL, actor text, host text, pid integer,
      backend_pid integer NOT NULL DEFAULT pg_backend_pid(), database_user text NOT NULL DEFAULT session_user,
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(), finished_at timestamptz, exit_code smallint)`,
    `CREATE TABLE ${at('migration')} (
      stream text NOT NULL, id text NOT NULL, name text NOT NULL, position bigint NOT NULL,
      kind text NOT NULL CHECK (kind IN ('versioned', 'repeatable', 'baseline')),
      direction text NOT NULL CHECK (direction IN ('up', 'down')),
      state text NOT NULL CHECK (state IN ('running', 'applied', 'failed', 'unknown', 'reverted', 'baselined')),
      mode text NOT NULL CHECK (mode IN ('file', 'statement')),
      sha256 text NOT NULL, sha256_normalised text NOT NULL, sha256_down text,
      steps_total integer NOT NULL, steps_done integer NOT NULL CHECK (steps_done BETWEEN 0 AND steps_total),
      attempts integer NOT NULL DEFAULT 1,
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(), finished_at timestamptz, duration_ms bigint,
      error_code text, error_text text, run_id uuid NOT NULL REFERENCES ${at('run')},
      PRIMARY KEY (stream, id))`,
    `CREATE TABLE ${at('step')} (
      stream text NOT NULL, id text NOT NULL, direction text NOT NULL, seq integer NOT NULL,
      state text NOT NULL CHECK (state IN ('pending', 'running', 'done', 'failed')),
      alone boolean NOT NULL, sha256 text NOT NULL, sha256_prefix text NOT NULL,
      before jsonb, attempts integer NOT NULL DEFAULT 0,
      started_at timestamptz, finished_at timestamptz, duration_ms bigint, error_code text, error_text text,
      PRIMARY KEY (stream, id, direction, seq),
      FOREIGN KEY (stream, id) REFERENCES ${at('migration')} ON DELETE CASCADE)`,
    `CREATE TABLE ${at('event')} (
      event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(),
      run_id uuid NOT NULL, stream text NOT NULL, id text, seq integer, event text NOT NULL, detail jsonb)`,
  ],
  (at) => [
    `CREATE TABLE ${at('backfill')} (
      stream text NOT NULL, id text NOT NULL, seq integer NOT NULL, relation text NOT NULL,
      state text NOT NULL CHECK (state IN ('running', 'paused', 'cancelled', 'done')),
      wanted text NOT NULL CHECK (wanted IN ('run', 'pause', 'cancel')),
      position jsonb, upper jsonb, changed bigint NOT NULL DEFAULT 0, seen bigint NOT NULL DEFAULT 0, estimate bigint NOT NULL,
      batch integer NOT NULL, sha256 text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(), updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (stream, id, seq), FOREIGN KEY (stream, id) REFERENCES ${at('migration')} ON DELETE CASCADE) WITH (fillfactor = 50)`,
  ],
  (at) => [
    `CREATE TABLE ${at('seed')} (
      stream text NOT NULL, path text NOT NULL, environment text NOT NULL, sha256 text NOT NULL, statements integer NOT NULL,
      runs integer NOT NULL DEFAULT 1, applied_at timestamptz NOT NULL DEFAULT clock_timestamp(), duration_ms bigint NOT NULL,
      run_id uuid NOT NULL REFERENCES ${at('run')}, PRIMARY KEY (stream, path))`,
  ],
  (at) => [
    `CREATE TABLE ${at('lease')} (
      stream text PRIMARY KEY, run_id uuid, fence bigint NOT NULL DEFAULT 0, expires_at timestamptz NOT NULL)`,
  ],
];

/** The format that this version writes. */
const FORMAT = UPGRADES.length;

/** @returns 0 where there is no journal yet; reading it needs no right to create anything */
export async function journalFormat(connection: Connection, place: JournalPlace): Promise<number> {
  const [there] = await connection.query('SELECT to_regclass($1)::text AS meta', [tableOf(place, 'meta')]);
  if (there?.['meta'] === null || there === undefined) return 0;
  const [row] = await connection.query(`SELECT value FROM ${tableOf(place, 'meta')} WHERE key = 'format'`);
  return Number(row?.['value'] ?? 0);
}

export const tooNew = (format: number): Problem | undefined =>
  format <= FORMAT
    ? undefined
    : {
        code: 'journal-newer',
        text: `The journal in the database has format ${format}; this version of sqlsafe knows formats up to ${FORMAT}.`,
        hint: 'A newer sqlsafe has been at work here: use that.',
      };

/**
 * Creates the journal, or brings it to this version's format, in one transaction. Runs of other streams hold other locks, so that this has
 * one of its own, briefly, and before anything is run.
 */
export async function upgradeJournal(connection: Connection, place: JournalPlace): Promise<void> {
  if ((await journalFormat(connection, place)) >= FORMAT) return;
  const keys = lockKeys(`journal\n${place.schema}`).map(String);
  // Before the transaction: a session hears of what others have made when one begins.
  await connection.query('SELECT pg_advisory_lock($1::int4, $2::int4)', keys);
  try {
    await upgradeFrom(await journalFormat(connection, place), connection, place);
  } finally {
    await connection.query('SELECT pg_advisory_unlock($1::int4, $2::int4)', keys);
  }
}

/** The same where no session is kept: only its transaction is locked. Where another one is at it, the server's refusal is thrown. */
export const upgradeInTransaction = async (connection: Connection, place: JournalPlace): Promise<void> =>
  upgradeFrom(
    await journalFormat(connection, place),
    connection,
    place,
    `pg_try_advisory_xact_lock(${lockKeys(`journal\n${place.schema}`).join(', ')})`,
  );

/** @param alone a condition of SQL, without which nothing is done */
async function upgradeFrom(format: number, connection: Connection, place: JournalPlace, alone?: string): Promise<void> {
  if (format >= FORMAT) return;
  const at = (table: string): string => tableOf(place, table);
  const [schema] = await connection.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [place.schema]);
  const create = schema === undefined ? [`CREATE SCHEMA ${quoteIdentifier(place.schema)}`] : [];
  const upgrades = UPGRADES.slice(format).flatMap((upgrade) => upgrade(at));
  const note = `INSERT INTO ${at('meta')} VALUES ('format', '${FORMAT}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
  try {
    // All of it is ours: one message.
    await connection.query(
      [
        'BEGIN',
        ...(alone === undefined ? [] : [`DO $$ BEGIN IF NOT (${alone}) THEN RAISE SQLSTATE '55P03'; END IF; END $$`]),
        ...create,
        ...upgrades,
        note,
        'COMMIT',
      ].join(';\n'),
    );
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

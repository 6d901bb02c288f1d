import type { Compared } from './compare.ts';
import { withoutStatements } from './baseline.ts';
import { quoteIdentifier } from '../model/name.ts';
import type { Problem } from '../model/problem.ts';
import { ConnectionLost, ServerError, type Connection } from './drivers/driver.ts';
import { readSteps, type StepRecord } from './journal/read.ts';
import { tableOf, type JournalPlace } from './journal/schema.ts';
import { openRun, closeRun, type NotOpened, type RunSession } from './run/session.ts';
import type { RunContext } from './run/context.ts';

/** What a person decides, having looked. */
export type Repair =
  /** The step in doubt took effect, or it did not: the next run goes on from there. */
  | { readonly kind: 'step'; readonly row: Compared; readonly took: boolean }
  /** All of it is there. */
  | { readonly kind: 'applied'; readonly row: Compared }
  /** Nothing of it is there, or it does not matter any more: the journal forgets it. */
  | { readonly kind: 'forget'; readonly row: Compared }
  /** The database is as the file says now. */
  | { readonly kind: 'checksum'; readonly row: Compared }
  | { readonly kind: 'invalid-indexes' };

export type Repaired = { readonly kind: 'done'; readonly what: readonly string[] } | NotOpened;

/** Carries out decisions under the lock, each with an event in the journal that says who decided. */
export async function repair(repairs: readonly Repair[], context: RunContext): Promise<Repaired> {
  const session = await openRun(context);
  if ('kind' in session) return session;
  const what: string[] = [];
  try {
    for (const each of repairs) {
      const said = await carryOut(each, session, context);
      if (typeof said === 'object') return { kind: 'refused', problem: said };
      what.push(said);
    }
    return { kind: 'done', what };
  } catch (error) {
    if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
    return { kind: 'refused', problem: { code: 'server-refused', text: `The server refused it: ${error.message}.` } };
  } finally {
    await closeRun(session, 0, context);
  }
}

async function carryOut(repair: Repair, session: RunSession, { place }: RunContext): Promise<string | Problem> {
  const { connection, journal } = session;
  if (repair.kind === 'invalid-indexes') {
    const dropped = await dropInvalid(connection);
    await journal.event('repaired', null, null, { dropped });
    return dropped.length === 0 ? 'no index is INVALID' : `dropped the INVALID ${dropped.join(', ')}`;
  }
  const { row } = repair;
  const { id, name, record } = row;
  const at = (table: string): string => tableOf(place, table);
  switch (repair.kind) {
    case 'step': {
      if (record === undefined) return nothingInDoubt(name);
      const step = await stepInDoubt(connection, place, row);
      if (step === undefined) return nothingInDoubt(name);
      const migration = { ...withoutStatements(row), direction: record.direction };
      if (repair.took) await journal.stepsDone(migration, [{ seq: step.seq, duration: 0 }]);
      else await journal.stepReset(migration, step.seq, 'pending');
      await journal.setState(id, 'running');
      await journal.event('repaired', id, step.seq, { took: repair.took });
      return `${name}: statement ${step.seq + 1} ${repair.took ? 'took effect' : 'did not take effect'}; the next run goes on from there`;
    }
    case 'applied':
      await connection.query('BEGIN');
      await connection.query(`DELETE FROM ${at('step')} WHERE stream = $1 AND id = $2`, [place.stream, id]);
      await journal.put(withoutStatements(row), 'applied', 'all');
      await journal.event('repaired', id, null, { to: 'applied', from: record?.state ?? null });
      await connection.query('COMMIT');
      return `${name} is recorded as applied`;
    case 'forget':
      await connection.query('BEGIN');
      await connection.query(`DELETE FROM ${at('migration')} WHERE stream = $1 AND id = $2`, [place.stream, id]);
      await journal.event('repaired', id, null, { to: 'pending', from: record?.state ?? null });
      await connection.query('COMMIT');
      return row.migration === undefined ? `${name} is forgotten` : `${name} is pending again`;
    case 'checksum': {
      const { checksums } = row;
      if (checksums === undefined || record === undefined) return { code: 'missing', text: `${name} has no file, or was not applied.` };
      await connection.query(
        `UPDATE ${at('migration')} SET sha256 = $3, sha256_normalised = $4, sha256_down = $5 WHERE stream = $1 AND id = $2`,
        [place.stream, id, checksums.sha256, checksums.normalised, checksums.down],
      );
      await journal.event('repaired', id, null, { checksum: checksums.normalised, before: record.normalised });
      return `${name}: the file as it is now counts as applied`;
    }
  }
}

const nothingInDoubt = (name: string): Problem => ({
  code: 'not-in-doubt',
  text: `No statement of ${name} is in doubt.`,
  hint: 'sqlsafe status says how it stands.',
});

/** The step whose outcome nobody knows. */
export const stepInDoubt = async (connection: Connection, place: JournalPlace, { id, record }: Compared): Promise<StepRecord | undefined> =>
  (await readSteps(connection, place, id, record?.direction ?? 'up')).find(({ state }) => state === 'running');

/** Indexes that no query uses and every write pays for; those that somebody builds at this moment are left out. */
export async function invalidIndexes(
  connection: Connection,
): Promise<readonly { readonly schema: string; readonly name: string; readonly table: string }[]> {
  const rows = await connection.query(
    `SELECT n.nspname::text AS schema, c.relname::text AS name, i.indrelid::regclass::text AS "table"
     FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND c.relkind = 'i' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_locks AS l WHERE l.relation = i.indrelid AND l.granted
       AND l.mode = 'ShareUpdateExclusiveLock' AND l.pid <> pg_backend_pid())
     ORDER BY 1, 2`,
  );
  return rows.map((row) => ({ schema: String(row['schema']), name: String(row['name']), table: String(row['table']) }));
}

async function dropInvalid(connection: Connection): Promise<readonly string[]> {
  const dropped: string[] = [];
  await connection.query('SET lock_timeout = 0');
  for (const { schema, name } of await invalidIndexes(connection)) {
    await connection.query(`DROP INDEX CONCURRENTLY IF EXISTS ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`);
    dropped.push(name);
  }
  return dropped;
}

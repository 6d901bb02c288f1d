import { quoteIdentifier, quoteName, type Name } from '../../model/name.ts';
import type { Connection } from '../drivers/driver.ts';
import type { Probe } from '../plan/probe.ts';

interface SeenIndex {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly valid: boolean;
  /** Somebody works on it right now. */
  readonly building: boolean;
}

/** What a probe saw; it is kept in the journal with the intent. */
export type Seen =
  | { readonly kind: 'indexes'; readonly table: string | null; readonly indexes: readonly SeenIndex[] }
  | { readonly kind: 'partition'; readonly state: 'attached' | 'pending' | 'detached' }
  | { readonly kind: 'object'; readonly there: boolean }
  | { readonly kind: 'answer'; readonly done: boolean }
  | { readonly kind: 'nothing' };

/**
 * - `done`: it took effect
 * - `absent`: nothing is there of it
 * - `half`: something is there that must go, or be ended
 * - `unknown`: there is no way to tell
 */
export type Verdict = 'done' | 'absent' | 'half' | 'unknown';

const INDEX = `i.indexrelid::text AS oid, n.nspname::text AS schema, c.relname::text AS name, (i.indisvalid AND i.indisready) AS valid,
  EXISTS (SELECT 1 FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a USING (pid) WHERE l.relation = i.indrelid AND l.granted
    AND l.mode = 'ShareUpdateExclusiveLock' AND l.pid <> pg_backend_pid() AND a.query ~* '\\mindex\\M') AS building`;
const FROM_INDEX = `FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace`;

/** Looks. `before`: what was seen when the intent was written; names are then not looked up anew. */
export async function observe(connection: Connection, probe: Probe, before?: Seen): Promise<Seen> {
  const exists = async (sql: string, values: readonly string[]): Promise<boolean> => (await connection.query(sql, values)).length > 0;
  switch (probe.kind) {
    case 'create-index': {
      const known = before?.kind === 'indexes' ? before.table : undefined;
      const table = known ?? (await oidOf(connection, probe.table));
      const indexes = table === null ? [] : await seenIndexes(connection, 'i.indrelid = $1::oid', [table]);
      return { kind: 'indexes', table, indexes };
    }
    case 'drop-index': {
      const oid = (before?.kind === 'indexes' ? before.indexes[0]?.oid : undefined) ?? (await oidOf(connection, probe.index));
      return { kind: 'indexes', table: null, indexes: oid === null ? [] : await seenIndexes(connection, 'i.indexrelid = $1::oid', [oid]) };
    }
    case 'reindex':
      return {
        kind: 'indexes',
        table: null,
        indexes: await seenIndexes(connection, "NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'", []),
      };
    case 'detach-partition': {
      // inhdetachpending came with version 14, and so did the statement.
      const rows = await connection.query(
        'SELECT inhdetachpending AS pending FROM pg_catalog.pg_inherits WHERE inhparent = to_regclass($1) AND inhrelid = to_regclass($2)',
        [quoteName(probe.table), quoteName(probe.partition)],
      );
      const [row] = rows;
      return { kind: 'partition', state: row === undefined ? 'detached' : row['pending'] === true ? 'pending' : 'attached' };
    }
    case 'enum-value':
      return {
        kind: 'object',
        there: await exists('SELECT 1 FROM pg_catalog.pg_enum WHERE enumtypid = to_regtype($1) AND enumlabel = $2', [
          quoteName(probe.type),
          probe.value,
        ]),
      };
    case 'server-object': {
      const [catalog, column] = {
        database: ['pg_database', 'datname'],
        tablespace: ['pg_tablespace', 'spcname'],
        subscription: ['pg_subscription', 'subname'],
      }[probe.what];
      return { kind: 'object', there: await exists(`SELECT 1 FROM pg_catalog.${catalog} WHERE ${column} = $1`, [probe.name]) };
    }
    case 'query': {
      const [row] = await connection.query(probe.sql);
      return { kind: 'answer', done: row !== undefined && Object.values(row)[0] === true };
    }
    case 'again':
    case 'none':
      return { kind: 'nothing' };
  }
}

async function oidOf(connection: Connection, name: Name): Promise<string | null> {
  const [row] = await connection.query('SELECT to_regclass($1)::oid::text AS oid', [quoteName(name)]);
  return typeof row?.['oid'] === 'string' ? row['oid'] : null;
}

const seenIndexes = async (connection: Connection, where: string, values: readonly string[]): Promise<readonly SeenIndex[]> =>
  (await connection.query(`SELECT ${INDEX} ${FROM_INDEX} WHERE ${where} ORDER BY 1`, values)).map((row) => ({
    oid: String(row['oid']),
    schema: String(row['schema']),
    name: String(row['name']),
    valid: row['valid'] === true,
    building: row['building'] === true,
  }));

/** Did it take effect between two looks? */
export function verdictOf(probe: Probe, before: Seen, after: Seen): Verdict {
  switch (probe.kind) {
    case 'create-index': {
      const [index, ...others] = newIndexes(probe, before, after);
      if (index === undefined) return 'absent';
      if (others.length > 0) return 'unknown';
      return index.valid ? 'done' : 'half';
    }
    case 'drop-index':
      if (after.kind !== 'indexes' || before.kind !== 'indexes' || before.indexes.length === 0) return 'absent';
      return after.indexes.length === 0 ? 'done' : 'absent';
    case 'reindex':
      return after.kind === 'indexes' && newIndexes(probe, before, after).length > 0 ? 'half' : 'absent';
    case 'detach-partition':
      if (after.kind !== 'partition') return 'unknown';
      if (after.state === 'pending') return 'half';
      return after.state === 'detached' && before.kind === 'partition' && before.state !== 'detached' ? 'done' : 'absent';
    case 'enum-value':
    case 'server-object': {
      if (before.kind !== 'object' || after.kind !== 'object') return 'unknown';
      const wanted = probe.kind === 'enum-value' || probe.created;
      return after.there === wanted && before.there !== wanted ? 'done' : 'absent';
    }
    case 'query':
      return after.kind === 'answer' && after.done ? 'done' : 'absent';
    case 'again':
      return 'absent';
    case 'none':
      return 'unknown';
  }
}

/** Indexes that were not there before; of a named one, that one. */
function newIndexes(probe: Probe, before: Seen, after: Seen): readonly SeenIndex[] {
  if (after.kind !== 'indexes') return [];
  const old = new Set(before.kind === 'indexes' ? before.indexes.map(({ oid }) => oid) : []);
  return after.indexes.filter(
    ({ oid, name }) => !old.has(oid) && (probe.kind !== 'create-index' || probe.index === undefined || name === probe.index),
  );
}

/**
 * Takes away what a statement that did not come to its end has left behind.
 * @param before undefined: nothing has run yet; then only an index of the very name is in the way
 * @returns whether there was something
 */
export async function clean(
  connection: Connection,
  probe: Probe,
  now: Seen,
  before: Seen | undefined,
  tell: (what: string) => void,
): Promise<boolean> {
  if (probe.kind === 'detach-partition') {
    if (now.kind !== 'partition' || now.state !== 'pending' || before === undefined) return false;
    await connection.query(`ALTER TABLE ${quoteName(probe.table)} DETACH PARTITION ${quoteName(probe.partition)} FINALIZE`);
    tell(`finished the detaching of ${probe.partition.name}`);
    return true;
  }
  if (now.kind !== 'indexes' || (probe.kind !== 'create-index' && probe.kind !== 'reindex')) return false;
  const left =
    before === undefined
      ? now.indexes.filter(({ name }) => probe.kind === 'create-index' && name === probe.index)
      : newIndexes(probe, before, now);
  const invalid = left.filter(({ valid, building }) => !valid && !building);
  for (const { schema, name } of invalid) {
    // It waits for old transactions, as the build does.
    await connection.query('SET lock_timeout = 0');
    await connection.query(`DROP INDEX CONCURRENTLY IF EXISTS ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`);
    tell(`dropped the invalid index ${name} that an unfinished build had left behind`);
  }
  return invalid.length > 0;
}

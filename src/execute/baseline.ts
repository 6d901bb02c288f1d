import type { Problem } from '../model/problem.ts';
import type { Compared } from './compare.ts';
import type { Connection } from './drivers/driver.ts';
import type { PlannedMigration } from './plan/plan.ts';
import type { RunContext } from './run/context.ts';
import { closeRun, openRun, type NotOpened } from './run/session.ts';

/** A migration as the journal needs it where none of its statements is run. */
export const withoutStatements = ({ id, name, migration, checksums }: Compared): PlannedMigration => {
  if (migration === undefined || checksums === undefined) throw new TypeError(`${id} has no file`);
  return {
    id,
    name,
    position: migration.index,
    kind: 'versioned',
    direction: 'up',
    mode: 'file',
    leavesSession: false,
    checksums,
    units: [],
  };
};

/** Writes migrations down as being there already, all of them or none. */
export async function baseline(
  rows: readonly Compared[],
  { evenIfEmpty }: { readonly evenIfEmpty: boolean },
  context: RunContext,
): Promise<{ readonly kind: 'done' } | NotOpened> {
  const session = await openRun(context);
  if ('kind' in session) return session;
  const { connection, journal } = session;
  try {
    if (!evenIfEmpty && (await isEmpty(connection, context.place.schema))) return { kind: 'refused', problem: EMPTY };
    await connection.query('BEGIN');
    for (const row of rows) await journal.put(withoutStatements(row), 'baselined', 'all');
    await connection.query('COMMIT');
    return { kind: 'done' };
  } finally {
    await closeRun(session, 0, context);
  }
}

async function isEmpty(connection: Connection, schema: string): Promise<boolean> {
  const found = await connection.query(
    `SELECT 1 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', $1) AND n.nspname !~ '^pg_' AND c.relkind IN ('r', 'p', 'v', 'm') LIMIT 1`,
    [schema],
  );
  return found.length === 0;
}

const EMPTY: Problem = {
  code: 'database-empty',
  text: `The database has no table or view: nothing of these migrations can be there already.`,
  hint: 'sqlsafe apply runs them. Where they make no table: --force',
};

import type { Problem } from '../../model/problem.ts';
import { ServerError, type Connection, type Driver } from '../drivers/driver.ts';

/** Which target came first to a history; undefined: nobody before. */
export type Claim = (history: string, name: string) => string | undefined;

export function claims(): Claim {
  const known = new Map<string, string>();
  return (history, name) => {
    const first = known.get(history) ?? name;
    known.set(history, first);
    return first === name ? undefined : first;
  };
}

interface Looking {
  readonly name: string;
  /** The stream of its journal. */
  readonly history: string;
  readonly claim: Claim;
}

/**
 * A driver whose first session looks whether the target is what it seems: its schemas are there, or else its tables would end up elsewhere;
 * and it is not, by another name, the database of another target, which would then be taken for done.
 */
export function lookedAt(driver: Driver, looking: Looking): Driver {
  let looked = false;
  return {
    ...driver,
    async open() {
      const connection = await driver.open();
      if (looked || 'code' in connection) return connection;
      try {
        const problem = (await schemaMissing(connection, driver)) ?? (await sameAgain(connection, driver, looking));
        if (problem === undefined) {
          looked = true;
          return connection;
        }
        await connection.end().catch(() => undefined);
        return problem;
      } catch (error) {
        await connection.end().catch(() => undefined);
        if (!(error instanceof ServerError)) throw error;
        return { code: 'connection-failed', text: `The database does not answer: ${error.message}.` };
      }
    },
  };
}

async function schemaMissing(connection: Connection, { name, searchPath = [] }: Driver): Promise<Problem | undefined> {
  const missing: string[] = [];
  for (const schema of searchPath) {
    const [there] = await connection.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema]);
    if (there === undefined) missing.push(schema);
  }
  const [first] = searchPath;
  if (missing.length === 0 && first !== undefined) return notLookedIn(first, connection);
  if (missing.length === 0) return undefined;
  return {
    code: 'schema-missing',
    text: `There is no schema ${missing.join(', ')} in ${name}. Nothing was run.`,
    hint: `Without it, tables would be made elsewhere. CREATE SCHEMA ${missing[0] ?? ''};`,
  };
}

/** A pooler may drop what a session is started with. */
async function notLookedIn(schema: string, connection: Connection): Promise<Problem | undefined> {
  const [row] = await connection.query('SELECT current_schema() AS current');
  if (row?.['current'] === schema) return undefined;
  return {
    code: 'schema-not-current',
    text: `Sessions do not look for names in the schema ${schema} first. Nothing was run.`,
    hint: 'Is a pooler in between, which drops the options of a start? Connect to the server itself.',
  };
}

async function sameAgain(connection: Connection, driver: Driver, { name, history, claim }: Looking): Promise<Problem | undefined> {
  const first = claim(JSON.stringify([await identityOf(connection, driver), history]), name);
  if (first === undefined) return undefined;
  return {
    code: 'targets-twice',
    text: `This is the same history as ${first}, in the same database. Nothing was run.`,
    hint: 'Take one of the two out of the list; a tenant in a schema of its own is named with schema=NAME.',
  };
}

/** Of a running server and its database. A copy of it has the same names and numbers, and was not started in the same microsecond. */
async function identityOf(connection: Connection, driver: Driver): Promise<unknown> {
  if (driver.kind === 'embedded') return driver.name;
  const [row] = await connection.query(
    `SELECT pg_postmaster_start_time()::text AS started, inet_server_port() AS port,
       (SELECT oid::text FROM pg_catalog.pg_database WHERE datname = current_database()) AS database`,
  );
  return row;
}

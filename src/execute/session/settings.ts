import type { Connection } from '../drivers/driver.ts';
import type { RunContext } from '../run/context.ts';

/** What the files of others, and the files themselves, may have left in the session. It keeps the session's locks, as DISCARD ALL would not. */
const RESET = `RESET SESSION AUTHORIZATION; RESET ALL; CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD PLANS; DISCARD SEQUENCES; DISCARD TEMP`;

/**
 * The settings that a run works with: it is known by its name, bounded in its waits, and a server that does not hear of it any more gives its
 * session up, also in the middle of a statement.
 */
const ours = ({ identity, options }: RunContext): string =>
  [
    `SET application_name = 'sqlsafe/${identity.runId.slice(0, 8)}'`,
    `SET lock_timeout = ${options.lockTimeoutMost}`,
    `SET statement_timeout = ${options.statementTimeout}`,
    'SET idle_in_transaction_session_timeout = 0',
    'SET tcp_keepalives_idle = 10',
    'SET tcp_keepalives_interval = 5',
    'SET tcp_keepalives_count = 3',
    ...LATER,
  ].join('; ');

/** Settings that not every server has or lets us set; `set_config` of those that are there. */
const LATER = [
  `SELECT set_config(name, wanted, false) FROM (VALUES ('client_connection_check_interval', '1s'), ('idle_session_timeout', '0'),
     ('transaction_timeout', '0'), ('tcp_user_timeout', '30s')) AS w (name, wanted)
   JOIN pg_catalog.pg_settings USING (name) WHERE context = 'user'`,
];

export async function prepareSession(connection: Connection, context: RunContext): Promise<void> {
  await connection.query(ours(context));
}

/** Session settings start afresh with each file. */
export async function resetSession(connection: Connection, context: RunContext): Promise<void> {
  // The session is another's by now.
  if (context.options.lease !== undefined) return;
  await connection.query(`${RESET}; ${ours(context)}`);
}

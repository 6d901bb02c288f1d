import { seconds } from '../../config/duration.ts';
import { ServerError, type Connection } from '../../execute/drivers/driver.ts';
import type { Tell } from '../../execute/events.ts';
import { journalOn } from '../../execute/journal/write.ts';
import type { RunContext } from '../../execute/run/context.ts';
import type { RunOutcome } from '../../execute/run/run.ts';
import type { PlannedMigration } from '../../execute/plan/plan.ts';
import type { Terminal } from '../terminal.ts';
import type { Conclusion } from './conclude.ts';
import { hiding } from './hide-secrets.ts';
import type { DatabaseRequest } from './request.ts';
import type { HookDone } from './run-hook.ts';
import { HOOKS, runVariables, type Hook, type RunFacts } from './run-variables.ts';

/** A run's hooks: one before it, and one behind it for every run that got so far as to the first. */
export interface Hooks {
  /** For the run's context; undefined: there are no hooks. */
  readonly before: RunContext['before'];
  /** undefined: none was called for. */
  readonly end: (outcome: RunOutcome, conclusion: Conclusion) => Promise<HookDone | undefined>;
}

const NONE: Hooks = { before: undefined, end: () => Promise.resolve(undefined) };

/** Seconds that a hook may take: a snapshot takes its time. */
const PATIENCE = 600;

/**
 * `--before`, `--after`, `--on-failure`. The journal has an event when they are due and one for each that ended, so that the next run can tell
 * whether one was left out.
 */
export function hooksFor(
  request: DatabaseRequest,
  { identity, interrupt }: RunContext,
  plan: readonly PlannedMigration[],
  terminal: Terminal,
  tell: Tell,
): Hooks {
  const { settings, driver, place } = request;
  const commands: { readonly [H in Hook]: string | undefined } = {
    before: settings.before,
    after: settings.after,
    'on-failure': settings.onFailure,
  };
  if (HOOKS.every((hook) => commands[hook] === undefined)) return NONE;
  const patience = settings.commandTimeout === undefined ? PATIENCE : seconds(settings.commandTimeout);
  let begun: Omit<RunFacts, 'hook' | 'state'> | undefined;
  const call = async (hook: Hook, facts: Omit<RunFacts, 'hook'>): Promise<HookDone | undefined> => {
    const command = commands[hook];
    if (command === undefined) return undefined;
    const env = runVariables({ ...facts, hook });
    const { runHook } = await import('./run-hook.ts');
    return runHook(hook, command, { cwd: terminal.cwd, patience, env, interrupt, tell, hide: hiding(request) });
  };
  return {
    async before(pending, { connection, journal }) {
      const facts = {
        command: identity.command,
        runId: identity.runId,
        target: request.target?.name ?? driver.name,
        plan: pending,
        ...(await momentOf(connection)),
      };
      const done = await call('before', { ...facts, state: 'starting' });
      if (done !== undefined) await journal.event('hook', null, null, done);
      if (typeof done?.failure === 'string')
        return {
          code: 'before-failed',
          text: `--before \`${done.command}\` ${done.failure}. Nothing was run.`,
          hint: 'Mend what it says, or run it by hand and leave the option out.',
        };
      begun = facts;
      const due = HOOKS.filter((hook) => hook !== 'before' && commands[hook] !== undefined);
      if (due.length > 0) await journal.event('hooks-due', null, null, { due: due.join(' ') });
      return undefined;
    },
    async end(outcome, { exitCode, lines, outcome: state }) {
      if (begun === undefined) return undefined;
      const ended = { outcome, exitCode, text: lines.join(' ') };
      const done = await call(exitCode === 0 ? 'after' : 'on-failure', { ...begun, plan, state, ended });
      if (done === undefined || outcome.kind === 'lost') return done;
      // For the next run to know. What can't be written down after all is no reason to say that the run failed.
      const connection = await driver.open();
      if ('code' in connection) return done;
      try {
        await journalOn(connection, place, identity).event('hook', null, null, done);
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
      } finally {
        await connection.end().catch(() => undefined);
      }
      return done;
    },
  };
}

/** Where and when the run begins, by the server. */
async function momentOf(connection: Connection): Promise<Pick<RunFacts, 'serverVersion' | 'startedAt' | 'lsn'>> {
  const [row] = await connection.query(
    `SELECT current_setting('server_version') AS version, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`,
  );
  // Some hosts keep it to themselves.
  const [log] = await connection.query('SELECT pg_current_wal_lsn()::text AS lsn').catch(() => []);
  const lsn = log?.['lsn'];
  return { serverVersion: String(row?.['version']), startedAt: String(row?.['at']), ...(typeof lsn === 'string' ? { lsn } : {}) };
}

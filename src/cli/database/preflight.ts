import { seconds } from '../../config/duration.ts';
import type { Wishes } from '../../execute/preflight/check.ts';
import { runPreflight } from '../../execute/preflight/run-preflight.ts';
import { locate, touchedBy } from '../../execute/preflight/touched.ts';
import { chooseDriver } from '../../execute/drivers/choose-driver.ts';
import { ServerError } from '../../execute/drivers/driver.ts';
import type { PreflightAnswer } from '../../model/preflight.ts';
import type { Problem } from '../../model/problem.ts';
import { readWindow } from '../../model/window.ts';
import type { Terminal } from '../terminal.ts';
import type { Gated } from './gate.ts';
import { hiding } from './hide-secrets.ts';
import type { Look } from './look.ts';
import type { DatabaseRequest } from './request.ts';
import { runVariables, type RunFacts } from './run-variables.ts';

/** Seconds that a command may take which only looks. */
const PATIENCE = 60;
const MOST_OUTPUT = 1_000_000;

/** The list before a deployment, asked of a plan and its database. @returns a problem where there is no session to ask on */
export async function preflight(
  request: DatabaseRequest,
  seen: Look,
  { plan, outcome }: Gated,
  terminal: Terminal,
  tell: (answer: PreflightAnswer) => void,
): Promise<readonly PreflightAnswer[] | Problem> {
  const { driver, place, settings } = request;
  const connection = await driver.open();
  if ('code' in connection) return connection;
  const hide = hiding(request);
  const ids = new Set(plan.map(({ id }) => id));
  const runs = outcome.runs.filter(({ isDown, migration }) => !isDown && ids.has(migration.id));
  const forwardOnly = new Set(
    outcome.report.findings
      .filter(({ rule, suppressed }) => rule === 'migration-irreversible' && suppressed !== null)
      .map(({ file }) => file),
  );
  try {
    const touched = await locate(connection, touchedBy(runs));
    const wishes = wishesOf(
      request,
      { command: 'preflight', state: 'preflight', target: request.target?.name ?? driver.name, serverVersion: seen.version, plan },
      terminal,
    );
    const subject = { connection, driver, place, plan, runs, touched, forwardOnly, wishes, now: new Date() };
    const answers = await runPreflight(subject, new Set(settings.skipPreflight ?? []), (answer) => tell(shown(answer, hide)));
    if (driver.park === undefined) await connection.end();
    else driver.park(connection);
    return answers.map((answer) => shown(answer, hide));
  } catch (error) {
    await connection.end().catch(() => undefined);
    if (!(error instanceof ServerError)) throw error;
    return { code: 'server-refused', text: `The server did not answer: ${error.message}.` };
  }
}

const shown = (answer: PreflightAnswer, hide: (text: string) => string): PreflightAnswer => ({
  ...answer,
  said: hide(answer.said),
  more: answer.more.map(hide),
});

function wishesOf({ settings, options }: DatabaseRequest, facts: Omit<RunFacts, 'hook'>, { cwd, env }: Terminal): Wishes {
  const { window, stagingUrl, backupCheck, monitorCheck, commandTimeout } = settings;
  const hours = window === undefined ? undefined : readWindow(window);
  const staging = stagingUrl === undefined ? undefined : chooseDriver({ url: stagingUrl, embedded: false }, env, cwd);
  return {
    // The settings took it for one.
    window: hours === undefined || 'hint' in hours ? undefined : hours,
    staging: staging === undefined || 'code' in staging ? staging : staging.driver,
    backupCheck,
    monitorCheck,
    retryBudget: options.retryBudget,
    leased: options.lease !== undefined,
    command: async (command, hook) =>
      (await import('../../io/run-command.ts')).runCommand(command, {
        cwd,
        maxBytes: MOST_OUTPUT,
        patience: commandTimeout === undefined ? PATIENCE : seconds(commandTimeout),
        env: runVariables({ ...facts, hook }),
      }),
  };
}

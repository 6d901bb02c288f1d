import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { Tell } from '../../execute/events.ts';
import type { RunContext } from '../../execute/run/context.ts';
import packageFile from '../../../package.json' with { type: 'json' };
import type { Terminal } from '../terminal.ts';
import { faultFrom } from './fault.ts';
import { watchSignals, type Signals } from './signals.ts';
import type { DatabaseRequest } from './request.ts';

/** A run's context, and how to let the process's signals go again. */
export function contextFor(
  command: string,
  { driver, place, options, mirror, settings, one }: DatabaseRequest,
  terminal: Terminal,
  tell: Tell,
): { readonly context: RunContext; readonly signals: Signals } {
  const signals = one?.signals() ?? watchSignals(terminal);
  const context: RunContext = {
    driver,
    place,
    options,
    interrupt: signals.interrupt,
    tell,
    mirror,
    // Seeds tell it themselves, with their first rows.
    environment: command === 'seed' ? undefined : settings.env?.trim() || undefined,
    identity: { runId: randomUUID(), command, version: packageFile.version, actor: actor(terminal), host: hostname(), pid: process.pid },
    fault: one?.fault ?? faultFrom(terminal.env['SQLSAFE_FAULT']),
  };
  return { context, signals };
}

/** Who runs it: in CI the one who set it off. */
function actor({ env }: Terminal): string | null {
  const named = env['GITHUB_ACTOR'] || env['GITLAB_USER_LOGIN'];
  if (named !== undefined && named !== '') return named;
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}

import type { ExitCode, Run } from '../../cli.ts';
import type { Problem } from '../../model/problem.ts';
import type { Arguments } from '../options.ts';
import type { Command } from '../targets/over-targets.ts';
import { complain, type Terminal } from '../terminal.ts';
import { readRequest, readRequests, type DatabaseRequest, type RequestNeeds } from './request.ts';

/** A command of apply's family for one database: the request is read, and whatever was opened is closed again. */
export const withRequest =
  (command: Command, needs: RequestNeeds = { files: true }): Run =>
  async (given, terminal) => {
    const request = await readRequest(given, terminal, needs);
    return request === undefined ? 2 : alone(request, command, given, terminal);
  };

/**
 * The same for one database, or for all of a list.
 * @param doing whether the command, called so, changes anything: then it stops at the first failure, unless it is told otherwise
 */
export const withRequests =
  (
    command: Command,
    doing: (values: Arguments['values']) => Doing,
    needs: (values: Arguments['values']) => RequestNeeds = () => ({ files: true }),
  ): Run =>
  async (given, terminal) => {
    const requests = await readRequests(given, terminal, needs(given.values));
    const [first, ...others] = requests ?? [];
    if (first === undefined) return 2;
    if (first.target === undefined || (others.length === 0 && !first.json)) return alone(first, command, given, terminal);
    const { writes, stopsEarly } = doing(given.values);
    const { parallel, canary, stopAfter } = first.settings;
    const wrong = alreadyOne(given.values);
    if (wrong !== undefined) return refuse([wrong], terminal, 2);
    const rollout = {
      parallel: Math.max(1, parallel ?? (writes ? 1 : READERS)),
      canary: canary ?? 0,
      stopAfter: (stopAfter ?? (stopsEarly ? 1 : 0)) || Number.POSITIVE_INFINITY,
    };
    const { overTargets } = await import('../targets/over-targets.ts');
    return overTargets(requests ?? [], command, given, { ...rollout, writes }, terminal);
  };

/** What a command does to a database. */
export interface Doing {
  readonly writes: boolean;
  /** Where one fails there is no sense in the others. */
  readonly stopsEarly: boolean;
}
export const WRITES: Doing = { writes: true, stopsEarly: true };
export const READS: Doing = { writes: false, stopsEarly: false };

/** Databases that are read at the same time, if nobody says. */
const READERS = 4;

/** A reviewed plan, and a scratch database, are of one. */
function alreadyOne(values: Arguments['values']): Problem | undefined {
  const named = ['plan', 'out', 'roundtrip'].find((name) => values[name] !== undefined);
  if (named === undefined) return undefined;
  return { code: 'usage', text: `--${named} is about one database.`, hint: 'Which? --target NAME' };
}

async function alone(request: DatabaseRequest, command: Command, given: Arguments, terminal: Terminal): Promise<ExitCode> {
  try {
    return await command(request, given, terminal);
  } finally {
    await request.driver.close();
  }
}

/** Says what is wrong, and how the command ends for it. */
export function refuse<C extends ExitCode>(problems: readonly Problem[], terminal: Terminal, exitCode: C): C {
  complain(problems, terminal);
  return exitCode;
}

/** Problems in place of what was asked for. */
export const areProblems = (value: object): value is readonly Problem[] => Array.isArray(value);

/** The text of an option. */
export const optionText = (values: Arguments['values'], name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

/** `--count`: a whole number from 1. */
export function countOf(values: Arguments['values']): number | undefined | Problem {
  const text = optionText(values, 'count');
  if (text === undefined) return undefined;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : { code: 'usage', text: '--count takes a whole number from 1.' };
}

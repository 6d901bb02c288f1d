import type { ExitCode, Run } from '../../cli.ts';
import type { Problem } from '../../model/problem.ts';
import type { Arguments } from '../options.ts';
import { renderProblems, type Terminal } from '../terminal.ts';
import { readRequest, type DatabaseRequest, type RequestNeeds } from './request.ts';

/** A command of apply's family: the request is read, and whatever was opened is closed again. */
export const withRequest =
  (
    command: (request: DatabaseRequest, given: Arguments, terminal: Terminal) => Promise<ExitCode>,
    needs: RequestNeeds = { files: true },
  ): Run =>
  async (given, terminal) => {
    const request = await readRequest(given, terminal, needs);
    if (request === undefined) return 2;
    try {
      return await command(request, given, terminal);
    } finally {
      await request.driver.close();
    }
  };

/** Says what is wrong, and how the command ends for it. */
export function refuse<C extends ExitCode>(problems: readonly Problem[], terminal: Terminal, exitCode: C): C {
  terminal.error(renderProblems(problems, terminal.errorPaint));
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

import { appendFileSync, statSync } from 'node:fs';
import type { Problem } from '../model/problem.ts';
import type { Environment } from './terminal.ts';

/** What GitHub takes of one step, in bytes. */
const MOST = 1024 * 1024;
/** Of a text of so many UTF-16 units that no file of it is larger: three bytes each at most. */
export const LONGEST_SUMMARY = 340_000;

/** The file that GitHub shows at the end of a job, where there is one. */
export const summaryFile = (env: Environment): string | undefined => env['GITHUB_STEP_SUMMARY'] || undefined;

/** Adds to the step summary, unless what is there already leaves no room for it. */
export function addToSummary(path: string, text: string): Problem | undefined {
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size + Buffer.byteLength(text) <= MOST) appendFileSync(path, `\n${text}`);
    return undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return { code: 'output-not-written', text: `The step summary could not be written (${code}).` };
  }
}

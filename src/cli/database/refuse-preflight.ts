import type { PreflightAnswer } from '../../model/preflight.ts';
import { complain, type Terminal } from '../terminal.ts';
import type { Gated } from './gate.ts';
import type { Look } from './look.ts';
import { preflight } from './preflight.ts';
import { answerText, summaryText } from './preflight-text.ts';
import type { DatabaseRequest } from './request.ts';
import { refuse } from './with-request.ts';

/** `apply` asks the list before anything runs: what warns or stops is said, the rest is counted. @returns the exit code; undefined: it may run */
export async function refusePreflight(request: DatabaseRequest, seen: Look, gated: Gated, terminal: Terminal): Promise<2 | 7 | undefined> {
  const { json } = request;
  const answers = await preflight(request, seen, gated, terminal, (answer) => tellAnswer(answer, request, terminal, 'troubled'));
  if ('code' in answers) return refuse([answers], terminal, 2);
  if (!json && request.one === undefined) terminal.out(terminal.paint.faint(`  preflight: ${summaryText(answers)}\n`));
  const stops = stopsOf(answers);
  if (stops.length === 0) return undefined;
  if (json) terminal.out(`${JSON.stringify(refusedJson(stops))}\n`);
  sayStops(stops, 'nothing was run', terminal);
  return 7;
}

export const stopsOf = (answers: readonly PreflightAnswer[]): readonly string[] =>
  answers.filter(({ verdict }) => verdict === 'stop').map(({ id }) => id);

/** Programs get every answer. */
export function tellAnswer(answer: PreflightAnswer, { json }: DatabaseRequest, terminal: Terminal, which: 'all' | 'troubled'): void {
  if (json) terminal.out(`${JSON.stringify({ event: 'preflight', ...answer })}\n`);
  else if (which === 'all' || answer.verdict === 'warn' || answer.verdict === 'stop')
    terminal.out(`${answerText(answer, terminal, { brief: which === 'troubled' })}\n`);
}

export const refusedJson = (stops: readonly string[]): object => ({
  event: 'finished',
  outcome: 'preflight-refused',
  exitCode: 7,
  done: [],
  text: [`The preflight stops it: ${stops.join(', ')}.`],
  next: null,
});

export function sayStops(stops: readonly string[], so: string, terminal: Terminal): void {
  const text = `the preflight stops it (${stops.join(', ')}); ${so}.`;
  const hint = `Settle it, or for this run: ${stops.map((id) => `--skip-preflight ${id}`).join(' ')}`;
  complain([{ code: 'preflight-stops', text, hint }], terminal);
}

import type { ExitCode } from '../../cli.ts';
import type { Ended } from '../../execute/targets/roll-out.ts';
import type { Problem } from '../../model/problem.ts';
import { plural } from '../../report/summary.ts';
import { visible } from '../../report/visible.ts';
import { width, wrap } from '../../report/width.ts';
import { quoted } from '../database/command-line.ts';
import { durationText } from '../database/duration-text.ts';
import { renderProblems, type Terminal } from '../terminal.ts';
import { hasFailed, type Result } from './result.ts';

/** How all of it came out. */
export interface Outcome {
  readonly command: string;
  /** In the order of the list. */
  readonly results: readonly Result[];
  /** Names of those that were not begun. */
  readonly untouched: readonly string[];
  readonly ended: Ended;
  readonly exitCode: ExitCode;
  /** To be typed to go on with all of them. */
  readonly again: string;
  readonly ms: number;
}

/** A line of what came of one, when it is through. */
export function lineOf({ name, text, problems, exitCode }: Result, longest: number, { paint, signs }: Terminal): string {
  const shown = `${visible(name)}${' '.repeat(longest - width(visible(name)))}`;
  if (exitCode !== 0) return `  ${paint.error(signs.fail)} ${shown}  ${visible(problems[0]?.text ?? `exit code ${exitCode}`)}`;
  const said = withoutSign(text.trimEnd().split('\n').at(-1) ?? '', signs.pass);
  return `  ${paint.good(signs.pass)} ${shown}  ${said}`;
}

/** What is to be said of one beside its line: where it failed all, else what it warned of. */
export function besideLine(result: Result): readonly Result[] {
  if (hasFailed(result)) return [result];
  const lines = result.text.trimEnd().split('\n').slice(0, -1);
  return lines.length === 0 && result.problems.length === 0 ? [] : [{ ...result, text: `${lines.join('\n')}\n` }];
}

const ESCAPES = /\u001B\[[0-9;]*m/g;
const withoutSign = (line: string, sign: string): string => {
  const plain = line.replaceAll(ESCAPES, '');
  return plain.startsWith(`${sign} `) ? plain.slice(sign.length + 1) : plain;
};

/** Databases of which the same is to be said, together. */
export function groupsText(results: readonly Result[], terminal: Terminal): string {
  const groups = new Map<string, Result[]>();
  for (const each of results) {
    const said = each.problems.map(({ code, text }) => [code, text]);
    const key = JSON.stringify([each.exitCode, each.text, said, hasFailed(each) ? each.waiting : []]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return Array.from(groups.values(), (group) => groupText(group, terminal)).join('\n');
}

function groupText(group: readonly Result[], { paint, signs, columns }: Terminal): string {
  const [first] = group;
  if (first === undefined) return '';
  const { exitCode, done, waiting } = first;
  const sign = hasFailed(first) ? paint.error(signs.fail) : exitCode === 0 ? paint.good(signs.pass) : paint.info(signs.dot);
  const count = group.length > 1 ? ` (${group.length} databases)` : '';
  const names = wrap(`${group.map(({ name }) => visible(name)).join(', ')}${count}`, columns - INDENT);
  const head = names.map((line, at) => `${at === 0 ? sign : ' '} ${paint.strong(line)}\n`).join('');
  const problems = first.problems.map((problem) =>
    problem.hint === undefined ? problem : { ...problem, hint: forAll(problem.hint, group) },
  );
  const progress =
    hasFailed(first) && waiting.length > 0
      ? indent(`${group.length > 1 || done.length === 0 ? '' : `done: ${shown(done)}; `}waiting: ${shown(waiting)}`)
      : '';
  // Without our name, which stands before each on stderr.
  const ours = `${paint.error('sqlsafe:')} `;
  const said = renderProblems(problems, paint)
    .split('\n')
    .map((line) => (line.startsWith(ours) ? line.slice(ours.length) : line))
    .join('\n');
  return `${head}${indent(first.text)}${indent(said)}${progress}`;
}

/** What is said of one stands so far to the right. */
export const INDENT = 4;
/** More are not listed where there is another way to say it. */
const MANY = 10;

/** A command for one of them → for all of them; what a person decides, is decided for each. */
function forAll(hint: string, group: readonly Result[]): string {
  const [first, ...others] = group.map(({ name }) => ` --target ${quoted(name)}`);
  if (first === undefined || others.length === 0 || !hint.includes(first)) return hint;
  if (/sqlsafe (?:repair|backfill) /.test(hint)) return `${hint}\nand so for each of them`;
  return hint.replace(first, others.length < MANY ? [first, ...others].join('') : '');
}

const shown = (names: readonly string[]): string => names.map((name) => visible(name)).join(', ');

const indent = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `    ${line}\n`)
    .join('');

/** The last words. */
export function summaryText(outcome: Outcome, terminal: Terminal): string {
  const { results, untouched, exitCode, ms } = outcome;
  const failed = results.filter(hasFailed).length;
  const done = results.filter((each) => each.done.length > 0);
  const count = done.reduce((sum, each) => sum + each.done.length, 0);
  const waiting = results.filter((each) => !hasFailed(each) && each.waiting.length > 0).length;
  const said = [
    plural(results.length + untouched.length, 'database'),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(untouched.length > 0 ? [`${untouched.length} not begun`] : []),
    ...(count > 0
      ? [`${plural(count, outcome.command === 'seed' ? 'seed' : 'migration')} ${WORDS[outcome.command] ?? 'done'} in ${done.length}`]
      : []),
    ...(waiting > 0 ? [`something is pending in ${waiting}`] : []),
    durationText(ms),
  ].join(', ');
  const { paint, signs } = terminal;
  const sign =
    exitCode === 0 ? paint.good(signs.pass) : failed === 0 && untouched.length === 0 ? paint.info(signs.dot) : paint.error(signs.fail);
  return `\n${sign} ${said}\n`;
}

const WORDS: Readonly<Record<string, string>> = { apply: 'applied', rollback: 'taken back', seed: 'run' };

/** What failed or was not begun, and how it goes on; undefined: all is well. */
export function endProblem({ results, untouched, ended, again }: Outcome): Problem | undefined {
  const failed = results.filter(hasFailed);
  if (failed.length === 0 && untouched.length === 0) return undefined;
  const count = failed.length === 1 ? 'One database' : `${failed.length} databases`;
  const text = {
    through: `${count} failed; all others are through.`,
    'canary-failed': `The canary ${failed[0]?.name ?? ''} failed; no other was begun.`,
    'too-many-failed': `${count} failed; no other was begun (--stop-after).`,
    interrupted: 'Stopped as asked.',
  }[ended];
  const rest = untouched.length > MANY ? ` and ${plural(untouched.length - MANY, 'other')}` : '';
  const names = untouched.length === 0 ? [] : [`Untouched: ${untouched.slice(0, MANY).join(', ')}${rest}.`];
  return { code: 'targets', text, hint: [...names, `Then, for all of them: ${again}`].join('\n') };
}

/** The same for programs. */
export const reportJson = ({ results, untouched, ended, exitCode, again }: Outcome): unknown => ({
  event: 'report',
  exitCode,
  ended,
  targets: [
    ...results.map(({ name, exitCode: own, done, waiting, problems }) => ({
      target: name,
      begun: true,
      exitCode: own,
      done,
      waiting,
      problems,
    })),
    ...untouched.map((name) => ({ target: name, begun: false, exitCode: null, done: [], waiting: [], problems: [] })),
  ],
  next: exitCode === 0 ? null : again,
});

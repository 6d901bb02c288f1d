import type { ExitCode } from '../../cli.ts';
import type { RunEvent } from '../../execute/events.ts';
import { oneAtATime, rollOut, type Rollout } from '../../execute/targets/roll-out.ts';
import { width } from '../../report/width.ts';
import { visible } from '../../report/visible.ts';
import type { Problem } from '../../model/problem.ts';
import { commandLine } from '../database/command-line.ts';
import { faultFrom } from '../database/fault.ts';
import type { DatabaseRequest } from '../database/request.ts';
import { watchSignals } from '../database/signals.ts';
import { tellPeople } from '../database/watch.ts';
import type { Arguments } from '../options.ts';
import { complain, type Terminal } from '../terminal.ts';
import { boardOn, type Board } from './board.ts';
import { remembering, type OneOfMany } from './one-of-many.ts';
import { besideLine, endProblem, groupsText, INDENT, lineOf, reportJson, summaryText, type Outcome } from './report.ts';
import { hasFailed, worstOf, type Result } from './result.ts';

export type Command = (request: DatabaseRequest, given: Arguments, terminal: Terminal) => Promise<ExitCode>;

/** A command at every database of a list, and one report of it. */
export async function overTargets(
  requests: readonly DatabaseRequest[],
  command: Command,
  given: Arguments,
  { writes, ...rollout }: Rollout & { readonly writes: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const started = performance.now();
  const json = requests[0]?.json === true;
  const board = boardOn(json || !process.stderr.isTTY ? undefined : screenOf(terminal), requests.length);
  const outer: Terminal = { ...terminal, out: above(board, terminal.out), error: above(board, terminal.error) };
  const signals = writes ? watchSignals(outer) : undefined;
  const fault = faultFrom(terminal.env['SQLSAFE_FAULT']);
  const once = remembering();
  const alone = oneAtATime();
  const results = new Map<string, Result>();
  const longest = Math.max(...requests.map((each) => width(visible(nameOf(each)))));

  const work = (request: DatabaseRequest): Promise<boolean> =>
    alone(request.target?.oneAtATime, async () => {
      const name = nameOf(request);
      const line = board.begin(name);
      const { terminal: own, said } = ownTerminal(outer, json ? documentsOf(name, given.command, outer) : undefined);
      const run = watched(name, { json, terminal: outer, line });
      const one: OneOfMany = { tell: run.tell, intends: run.intends, fault, signals: () => signals?.another() ?? watchSignals(outer) };
      const values = { ...given.values, target: [name] };
      try {
        const exitCode = await command({ ...request, one, once }, { ...given, values }, own);
        const result: Result = { name, exitCode, onlyLooked: !writes, ...said(), ...run.progress(exitCode) };
        results.set(name, result);
        line.done(!hasFailed(result));
        if (json) outer.out(`${JSON.stringify(endOf(result))}\n`);
        else if (writes) outer.out(`${lineOf(result, longest, terminal)}\n`);
        return !hasFailed(result);
      } finally {
        await request.driver.close();
      }
    });

  try {
    const ended = await rollOut(requests, rollout, work, () => signals?.exitCode() !== undefined);
    const exitCode = worstOf([...Array.from(results.values(), (each) => each.exitCode), signals?.exitCode() ?? 0]);
    const outcome: Outcome = {
      command: given.command,
      results: requests.flatMap((each) => results.get(nameOf(each)) ?? []),
      untouched: requests.map(nameOf).filter((name) => !results.has(name)),
      ended,
      exitCode,
      again: commandLine(given.command, given.positionals, given.values),
      ms: performance.now() - started,
    };
    report(outcome, { json, all: !writes }, outer);
    return exitCode;
  } finally {
    signals?.release();
    board.end();
  }
}

const nameOf = ({ target, driver }: DatabaseRequest): string => target?.name ?? driver.name;

const above =
  (board: Board, write: (text: string) => void) =>
  (text: string): void =>
    board.above(() => write(text));

const screenOf = ({ columns }: Terminal): { columns: number; rows: number; write: (text: string) => void } => ({
  columns,
  rows: process.stderr.rows,
  write: (text) => void process.stderr.write(text),
});

/** A terminal that keeps what is said to it; of programs it is said on. */
function ownTerminal(
  outer: Terminal,
  sayOn: ((text: string) => void) | undefined,
): {
  readonly terminal: Terminal;
  readonly said: () => { readonly text: string; readonly problems: readonly Problem[] };
} {
  let text = '';
  const problems: Problem[] = [];
  const keep = (more: string): void => void (text += more);
  return {
    terminal: {
      ...outer,
      columns: outer.columns - INDENT,
      out: sayOn ?? keep,
      error: keep,
      problems: (more) => void problems.push(...more),
    },
    said: () => ({ text, problems }),
  };
}

/** Events that say nothing beside the line that each has in the end. */
const QUIET: ReadonlySet<RunEvent['event']> = new Set([
  'connected',
  'migration-done',
  'migration-failed',
  'passed-over',
  'left-out',
  'uncommitted',
]);

/** A run of one of many, as it happens. */
function watched(
  name: string,
  { json, terminal, line }: { readonly json: boolean; readonly terminal: Terminal; readonly line: ReturnType<Board['begin']> },
): Pick<OneOfMany, 'tell' | 'intends'> & { readonly progress: (exitCode: ExitCode) => Pick<Result, 'done' | 'waiting'> } {
  const prefix = `  ${terminal.paint.strong(visible(name))}`;
  const people = tellPeople({ ...terminal, out: (text) => terminal.out(`${prefix}${text}`) }, line);
  const names = new Map<string, string>();
  const done: string[] = [];
  let intended: readonly string[] = [];
  return {
    intends: (migrations) => void (intended = migrations),
    tell(event) {
      if (event.event === 'migration-started') names.set(event.id, event.name);
      if (event.event === 'migration-done') done.push(names.get(event.id) ?? event.name);
      if (event.event === 'seed-done') done.push(event.name);
      if (json) terminal.out(`${JSON.stringify(ofTarget(event, name))}\n`);
      else if (QUIET.has(event.event)) line.end();
      else people(event);
    },
    progress: () => ({ done, waiting: intended.filter((each) => !done.includes(each)) }),
  };
}

const ofTarget = ({ event, ...rest }: { readonly event: string }, target: string): unknown => ({ event, target, ...rest });

/** For programs: what a command prints, as events of one database. */
const documentsOf =
  (name: string, command: string, terminal: Terminal) =>
  (text: string): void => {
    for (const said of documents(text)) terminal.out(`${JSON.stringify(ofTarget({ event: command, ...said }, name))}\n`);
  };

const endOf = ({ name, exitCode, problems, done, waiting }: Result): unknown => ({
  event: 'target-finished',
  target: name,
  exitCode,
  problems,
  done,
  waiting,
});

/** JSON: one document, or one a line. */
function documents(text: string): readonly object[] {
  try {
    return text.trim() === '' ? [] : [JSON.parse(text) as object];
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
  }
}

function report(outcome: Outcome, { json, all }: { json: boolean; all: boolean }, terminal: Terminal): void {
  if (json) return terminal.out(`${JSON.stringify(reportJson(outcome))}\n`);
  // Of those that went well a line has been shown, where it took its time.
  const groups = groupsText(all ? outcome.results : outcome.results.flatMap(besideLine), terminal);
  terminal.out(`${all || groups === '' ? '' : '\n'}${groups}`);
  terminal.out(summaryText(outcome, terminal));
  const end = all && outcome.ended === 'through' ? undefined : endProblem(outcome);
  if (end !== undefined) complain([end], terminal);
}

import { parseQuickly } from './cli/parse.ts';
import { type RunKind, paintFor, renderProblems, signsFor, wantsColour, writeAll, type Terminal } from './cli/terminal.ts';
import type { Arguments, CommandName } from './cli/options.ts';
import { prepareWasm } from './io/wasm.ts';
import type { Problem } from './model/problem.ts';
import { inertInWorkflow, inertOutput, isListening } from './report/inert.ts';
import { visible } from './report/visible.ts';
import packageFile from '../package.json' with { type: 'json' };

// The process: command line in, text and exit code out. One bundle for all of its threads.

/**
 * 0 fine, 1 findings or a failed run, 2 the request is wrong or an input can't be read, 70 our own mistake. Of apply and its family: 3 something is pending,
 * 4 files were edited or are missing, 5 in doubt, 6 lock not obtained, 7 preflight refused, 8 checks refused, 9 a backfill is unfinished, 130 and 143 on signals.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 70 | 130 | 143;
export type Run = (given: Arguments, terminal: Terminal) => Promise<ExitCode>;

/** Loaded when called: `explain` needs no parser, `check` no help. */
const COMMANDS: { readonly [C in CommandName]: () => Promise<{ readonly run: Run }> } = {
  check: () => import('./cli/check.ts'),
  locks: () => import('./cli/locks.ts'),
  explain: () => import('./cli/explain.ts'),
  rules: () => import('./cli/rules.ts'),
  schema: () => import('./cli/schema.ts'),
  stats: () => import('./cli/stats.ts'),
  init: () => import('./cli/init.ts'),
  completion: () => import('./cli/completion.ts'),
  backfill: () => import('./cli/backfill.ts'),
  apply: () => import('./cli/apply.ts'),
  status: () => import('./cli/status.ts'),
  preflight: () => import('./cli/preflight.ts'),
  plan: () => import('./cli/plan.ts'),
  rollback: () => import('./cli/rollback.ts'),
  redo: () => import('./cli/redo.ts'),
  verify: () => import('./cli/verify.ts'),
  repair: () => import('./cli/repair.ts'),
  baseline: () => import('./cli/baseline.ts'),
  wait: () => import('./cli/wait.ts'),
  new: () => import('./cli/new.ts'),
  seed: () => import('./cli/seed.ts'),
};

const NARROWEST = 40;
const WITHOUT_TERMINAL = 100;

/** These see to it themselves, by their format, or print no words but ours. */
const INERT: ReadonlySet<CommandName> = new Set(['check', 'locks', 'explain', 'rules', 'schema', 'completion']);

async function terminalFor(values: Arguments['values'], command: CommandName, build: string | undefined): Promise<Terminal> {
  const flag = values['no-color'] === true ? 'never' : typeof values['color'] === 'string' ? values['color'] : undefined;
  const toFile = values['output-file'] !== undefined;
  const width = process.stdout.isTTY ? process.stdout.columns : WITHOUT_TERMINAL;
  const problems: Problem[] = [];
  const inWorkflow = isListening(process.env);
  return {
    columns: Math.max(NARROWEST, width || WITHOUT_TERMINAL),
    paint: await paintFor(wantsColour(flag, process.env, process.stdout.isTTY && !toFile)),
    errorPaint: await paintFor(wantsColour(flag, process.env, process.stderr.isTTY)),
    signs: signsFor(process.env),
    cwd: process.cwd(),
    env: process.env,
    build: values['no-cache'] === true ? undefined : build,
    out: (text) => {
      const problem = writeAll(1, inWorkflow && !INERT.has(command) ? inertOutput(text) : text);
      if (problem !== undefined) problems.push(problem);
    },
    error: (text) => void writeAll(2, inWorkflow ? inertInWorkflow(text, 'pretty') : text),
    unwritten: problems,
    ranAs: (kind) => void (ran = kind),
  };
}

/** What later runs will be like, if they are like this one. */
let ran: RunKind | undefined;

async function main(argv: readonly string[], build: string | undefined): Promise<ExitCode> {
  const given = parseQuickly(argv);
  if (given === undefined) return helpOrComplaint(argv);
  const judges = given.command === 'check' || given.command === 'locks';
  if (judges) ran = 'check';
  if (judges || given.command === 'apply') void prepareWasm();
  const terminal = await terminalFor(given.values, given.command, build);
  const { run } = await COMMANDS[given.command]();
  const code = await run(given, terminal);
  if (given.command === 'apply' && code === 0) ran ??= 'main';
  if (terminal.unwritten.length === 0) return code;
  terminal.error(renderProblems(terminal.unwritten, terminal.errorPaint));
  return 2;
}

async function helpOrComplaint(argv: readonly string[]): Promise<ExitCode> {
  const { parseFully } = await import('./cli/help.ts');
  const terminal = await terminalFor({}, 'check', undefined);
  const parsed = await parseFully(argv, packageFile.version, terminal.columns);
  if (parsed.kind === 'text') {
    terminal.out(parsed.text);
    return 0;
  }
  const { text, hint = 'sqlsafe --help' } = parsed.kind === 'wrong' ? parsed : { text: 'The command line is not understood.' };
  terminal.error(renderProblems([{ code: 'usage', text, hint }], terminal.errorPaint));
  return 2;
}

/**
 * In the main thread.
 * @param build see {@link Terminal.build}
 */
export async function run(build?: string): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2), build);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeAll(
      2,
      `sqlsafe: this is a mistake of sqlsafe, please report it with the statement that brought it about.\n${visible(detail, '\n')}\n`,
    );
    process.exitCode = 70;
  }
}

/** In another thread that judges. */
export const work = async (): Promise<void> => (await import('./cli/judge-worker.ts')).work();

/** For the code that is kept from run to run: of functions that ran. */
export const ranAs = (): RunKind | undefined => ran;

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { readTarget } from '../engine/target.ts';
import { rules } from '../index.ts';
import { ask, canAsk } from '../io/ask.ts';
import { diskTree } from '../io/disk-tree.ts';
import { readGitSetup } from '../io/git/read-setup.ts';
import { parseCode } from '../io/parse-code.ts';
import { repositoryRoot } from '../io/repository-root.ts';
import type { Problem } from '../model/problem.ts';
import { visible } from '../report/visible.ts';
import type { Edit } from '../setup/drafts.ts';
import { CIS, HOOKS } from '../setup/names.ts';
import { SOURCES } from '../setup/from/source.ts';
import { takeOver } from '../setup/from/take-over.ts';
import { planSetup, type Plan } from '../setup/plan.ts';
import type { Surroundings } from '../setup/surroundings.ts';
import type { ExitCode, Run } from '../cli.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { takeComments } from './take-comments.ts';
import { renderNotes, renderPlan } from './init-text.ts';
import type { Arguments } from './options.ts';
import { renderProblems, writeFile, type Terminal } from './terminal.ts';

/** A set-up's files are small; what is larger is none, in bytes. */
const LARGEST = 1024 * 1024;

/** `sqlsafe init`: looks around, shows what it would write, asks, writes. 1 where it was not to write. */
export const run: Run = async ({ values }, terminal) => {
  const around = lookAround(terminal.cwd);
  const dialect = typeof values['dialect'] === 'string' ? values['dialect'] : undefined;
  const dbVersion = typeof values['db-version'] === 'string' ? values['db-version'] : undefined;
  const source = choice(values['from'], SOURCES);
  const taken = source === undefined ? undefined : takeOver(source, around, rules);
  const comments = source === undefined ? undefined : await takeComments(source, around);
  const plan = planSetup(around, {
    dialect: dialect === undefined ? undefined : asDialect(dialect),
    dbVersion,
    hook: choice(values['hook'], [...HOOKS, 'none']),
    ci: choice(values['ci'], [...CIS, 'none']),
    taken: taken?.settings ?? [],
    rewritten: comments?.files ?? [],
    notes: [...(taken?.notes ?? []), ...(comments?.notes ?? [])],
  });
  const target = readTarget(plan.dialect.value, dbVersion);
  if ('code' in target) return failed([{ ...target, text: withSource(target.text, plan, around) }], terminal);

  terminal.out(renderPlan(plan, around, terminal));
  if (plan.edits.length === 0) {
    terminal.out(`${terminal.paint.good(terminal.signs.pass)} Nothing to do: it is all there.\n`);
    terminal.out(renderNotes(plan, []));
    return 0;
  }
  if (values['yes'] !== true) {
    if (!canAsk()) return notWritten('Nothing was written: nobody can be asked here.', 'sqlsafe init --yes writes it.', terminal);
    if (!(await ask(`Write ${plan.edits.length === 1 ? 'this file' : `these ${plan.edits.length} files`}?`)))
      return notWritten('Nothing was written.', undefined, terminal);
  }
  const problems = plan.edits.flatMap((edit) => write(edit, around, terminal.cwd) ?? []);
  if (problems.length > 0) return failed(problems, terminal);
  terminal.out(
    `${terminal.paint.good(terminal.signs.pass)} Written: ${plan.edits.map(({ path }) => visible(around.tree.display(path))).join(', ')}\n`,
  );
  terminal.out(renderNotes(plan, [...plan.next, ...(plan.migrations.length > 0 ? ['npx sqlsafe check'] : [])]));
  return 0;
};

const asDialect = (name: string): Plan['dialect']['value'] | undefined =>
  (['postgresql', 'mysql', 'sqlite'] as const).find((each) => each === name);

const choice = <T extends string>(value: Arguments['values'][string], of: readonly T[]): T | undefined => of.find((each) => each === value);

function failed(problems: readonly Problem[], terminal: Terminal): 2 {
  terminal.error(renderProblems(problems, terminal.errorPaint));
  return 2;
}

function notWritten(text: string, hint: string | undefined, terminal: Terminal): ExitCode {
  terminal.error(renderProblems([{ code: 'init-not-written', text, ...(hint === undefined ? {} : { hint }) }], terminal.errorPaint));
  return 1;
}

const withSource = (text: string, { dialect: { from } }: Plan, { tree }: Surroundings): string =>
  from === undefined ? text : `${text} It is named in ${tree.display(from.file)} (${from.said}).`;

function lookAround(cwd: string): Surroundings {
  const tree = diskTree({ cwd, maxFileSize: LARGEST });
  const repository = repositoryRoot(cwd);
  const home = nearest(cwd, repository, 'package.json') ?? repository ?? cwd;
  return {
    tree,
    parseCode,
    root: tree.resolve(repository ?? home),
    home: tree.resolve(home),
    git: repository === undefined ? undefined : readGitSetup(repository),
    version: packageFile.version,
  };
}

/** The nearest folder upwards with such a file, no further than the root of the repository. */
function nearest(from: string, root: string | undefined, name: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(resolve(at, name))) return at;
    if (root === undefined || at === root || at === dirname(at)) return undefined;
  }
}

const EXECUTABLE = 0o111;

/** Writes a file as it was shown, unless somebody else changed it in the meantime. */
function write({ path, before, after, isExecutable }: Edit, { tree }: Surroundings, cwd: string): Problem | undefined {
  const file = resolve(cwd, sep === '/' ? path : path.replaceAll('/', sep));
  const shown = tree.display(path);
  try {
    const now = existsSync(file) ? readFileSync(file, 'utf8').replace(/^\uFEFF/, '') : undefined;
    if (now !== before)
      return {
        code: 'init-changed',
        text: `${shown} has changed since it was shown; it is left as it is.`,
        hint: 'sqlsafe init, once more.',
      };
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    return {
      code: 'output-not-written',
      text: `${shown} could not be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`,
    };
  }
  return writeFile(file, after, isExecutable ? EXECUTABLE : 0);
}

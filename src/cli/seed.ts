import type { ExitCode, Run } from '../cli.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import { refuseDatabase, refuseEnvironment } from '../execute/seed/environment.ts';
import { runSeeds } from '../execute/seed/run-seeds.ts';
import { pathBelow } from '../layouts/path.ts';
import type { Problem } from '../model/problem.ts';
import { visible } from '../report/visible.ts';
import { commandLine, quoted } from './database/command-line.ts';
import { sayConclusion } from './database/conclude.ts';
import { contextFor } from './database/context.ts';
import { durationText } from './database/duration-text.ts';
import { counted, tellFor } from './database/execute.ts';
import type { DatabaseRequest } from './database/request.ts';
import { areProblems, READS, refuse, withRequests, WRITES } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import { amongMigrations } from './seed/among-migrations.ts';
import { findSeeds } from './seed/find-seeds.ts';
import { lookAtSeeds, type SeedRow } from './seed/look-at-seeds.ts';
import { concludeSeeds, dryRunSeeds, refuseSeeds, sayLeft } from './seed/report-seeds.ts';
import { SEEDS } from './seed/status-of-seeds.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe seed --env NAME`: data for all and for that environment; run as often as one likes, the rows are the same. */
export const run: Run = withRequests(
  seed,
  (values) => (values['dry-run'] === true ? READS : WRITES),
  () => ({ files: false }),
);

async function seed(request: DatabaseRequest, given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = given;
  const { settings, tree } = request;
  const home = tree.resolve(settings.seeds ?? SEEDS);
  const folder = positionals[0] === undefined ? home : tree.resolve(positionals[0]);
  const environment = settings.env?.trim() ?? '';
  if (environment === '') return refuse([noEnvironment(findSeeds(tree, folder, undefined).environments, terminal)], terminal, 2);
  const refused = refuseEnvironment(environment, terminal.env);
  if (refused !== undefined) return refuse([refused], terminal, refused.code === 'environment-name' ? 2 : 8);
  if (pathBelow(home, folder) !== undefined) return refuse([ofOneEnvironment(tree.display(home), tree.display(folder))], terminal, 2);
  const seeds = findSeeds(tree, folder, environment);
  if (seeds.problems.length > 0) return refuse(seeds.problems, terminal, 2);
  const among = await amongMigrations(request, folder, seeds.files, terminal.cwd);
  if (among !== undefined) return refuse([among], terminal, 2);

  const again = values['again'] === true;
  const tell = tellFor(request, terminal);
  const seen = await lookAtSeeds(request, seeds, { again });
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  tell({ event: 'connected', database: request.driver.name, version: seen.version, embedded: request.driver.kind === 'embedded' });
  sayLeft(seen.left, request, terminal);
  if (!seeds.environments.includes(environment) && !request.json)
    terminal.out(`  ${terminal.paint.faint(`no folder ${environment} in ${visible(tree.display(folder))}: only what is for all`)}\n`);
  const command = nextCommand(given, environment);
  const refuseKnown = (known: string | null): Problem | undefined =>
    values['set-env'] === true ? undefined : refuseDatabase(environment, known, command);
  const wrong = refuseKnown(seen.known);
  if (wrong !== undefined) return refuse([wrong], terminal, 8);
  const allowed = new Set(settings.allow ?? []);
  const unknown = unknownAllowed(values, seen.rows);
  if (unknown !== undefined) return refuse([unknown], terminal, 2);
  const refusing = seen.rows.flatMap(({ name, path, refusals }) =>
    refusals.filter(({ allowable }) => !(allowable && (allowed.has(name) || allowed.has(path)))),
  );
  if (values['dry-run'] === true) return dryRunSeeds(seen, { environment, refusing }, request, terminal);
  if (refusing.length > 0) return refuseSeeds(seen.rows, refusing, request, terminal);

  const pending = seen.rows.flatMap(({ planned }) => planned ?? []);
  const { context, signals } = contextFor('seed', request, terminal, tell);
  const started = performance.now();
  try {
    const nothing = pending.length === 0 && seen.known === environment;
    const outcome = nothing
      ? { kind: 'finished' as const, done: [] }
      : await runSeeds(pending, { environment, again, refuse: refuseKnown }, context);
    const conclusion = concludeSeeds(outcome, command, signals);
    const done = 'done' in outcome ? outcome.done : [];
    const { exitCode, lines, next, outcome: name } = conclusion;
    if (request.json)
      terminal.out(
        `${JSON.stringify({ event: 'finished', outcome: name, exitCode, environment, done, text: lines, next: next ?? null })}\n`,
      );
    else if (exitCode === 0)
      terminal.out(
        `${terminal.paint.good(terminal.signs.pass)} ${said({ pending: pending.length, done: done.length }, seen.rows, environment, durationText(performance.now() - started))}\n`,
      );
    sayConclusion(conclusion, terminal);
    return exitCode;
  } finally {
    signals.release();
  }
}

function said(
  { pending, done }: { readonly pending: number; readonly done: number },
  rows: readonly SeedRow[],
  environment: string,
  took: string,
): string {
  if (done > 0) return `Seeded for ${environment}: ${counted(done, 'file')} in ${took}.`;
  if (pending > 0) return `Another run has seeded it for ${environment}.`;
  if (rows.length === 0) return `Nothing to do: there is no seed for ${environment}.`;
  return `Nothing to do: ${rows.length === 1 ? 'the one seed' : `all ${rows.length} seeds`} for ${environment} ${rows.length === 1 ? 'is as it' : 'are as they'} ran.`;
}

/** The same again, to be typed. */
const nextCommand = ({ positionals, values }: Arguments, environment: string): string => {
  const allow = Array.isArray(values['allow']) ? (values['allow'] as readonly string[]) : [];
  return commandLine('seed', positionals, { ...values, env: environment }) + allow.map((file) => ` --allow ${quoted(file)}`).join('');
};

function noEnvironment(environments: readonly string[], { env }: Terminal): Problem {
  const running = env['NODE_ENV'] || env['RAILS_ENV'] || env['APP_ENV'];
  return {
    code: 'environment-missing',
    text: 'For which environment? What is for all runs anywhere, test data only where it is asked for.',
    hint: `sqlsafe seed --env ${environments[0] ?? running ?? 'test'}${environments.length > 1 ? ` (or ${environments.slice(1).join(', ')})` : ''}; --env production runs what is for all, and seeds/production.`,
  };
}

const ofOneEnvironment = (home: string, folder: string): Problem => ({
  code: 'seeds-of-one',
  text: `${folder} is the folder of an environment: its files would run for every one.`,
  hint: `sqlsafe seed ${home} --env ${folder.slice(home.length + 1)}`,
});

/** A slip in `--allow` would be found out only in the middle of the night. */
function unknownAllowed(values: Arguments['values'], rows: readonly SeedRow[]): Problem | undefined {
  const given = Array.isArray(values['allow']) ? (values['allow'] as readonly string[]) : [];
  const names = rows.flatMap(({ name, path }) => [name, path]);
  const unknown = given.find((each) => !names.includes(each));
  if (unknown === undefined) return undefined;
  const near = didYouMean(
    unknown,
    rows.map(({ name }) => name),
  );
  return {
    code: 'allow-unknown',
    text: `--allow ${unknown}: there is no such seed.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    hint: rows.length === 0 ? 'There is none at all.' : `There are ${rows.map(({ name }) => name).join(', ')}.`,
  };
}

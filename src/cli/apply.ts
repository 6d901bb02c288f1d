import type { ExitCode, Run } from '../cli.ts';
import { run as runPlan } from '../execute/run/run.ts';
import type { Compared } from '../execute/compare.ts';
import { visible } from '../report/visible.ts';
import { commandLine } from './database/command-line.ts';
import { conclude, sayConclusion } from './database/conclude.ts';
import { contextFor } from './database/context.ts';
import { dryRun } from './database/dry-run.ts';
import { choosePending, gate, type Gated } from './database/gate.ts';
import { look, type Look } from './database/look.ts';
import { refuseFindings } from './database/refuse-findings.ts';
import { readRequest, type DatabaseRequest } from './database/request.ts';
import { durationText, tellPeople, tellPrograms } from './database/watch.ts';
import type { Arguments } from './options.ts';
import { renderProblems, type Terminal } from './terminal.ts';

/** `sqlsafe apply`: runs what is pending and passes the checks. */
export const run: Run = async (given, terminal) => {
  const request = await readRequest(given, terminal);
  if (request === undefined) return 2;
  try {
    return await apply(request, given, terminal);
  } finally {
    await request.driver.close();
  }
};

async function apply(request: DatabaseRequest, { values, positionals }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const again = commandLine('apply', positionals, values);
  const tell = request.json ? tellPrograms(terminal) : tellPeople(terminal);
  const seen = await look(request);
  if (!isLook(seen)) return wrong(seen, terminal);
  tell({ event: 'connected', database: request.driver.name, version: seen.version, embedded: request.driver.kind === 'embedded' });

  const drift = refuseDrift(seen, request, positionals, terminal);
  if (drift !== undefined) return drift;
  const count = countOf(values['count']);
  if (count === 'wrong') return wrong([{ code: 'usage', text: '--count takes a whole number from 1.' }], terminal);
  const ids = choosePending(seen, typeof values['to'] === 'string' ? values['to'] : undefined, count);
  if ('code' in ids) return wrong([ids], terminal);
  const gated = await gate(request, seen, ids);
  if (!isGated(gated)) return wrong(gated, terminal);
  if (values['dry-run'] === true) return dryRun(gated, request, terminal);
  if (gated.refusing.length > 0) return refuseFindings(gated, request, terminal);
  if (gated.plan.length === 0) {
    if (request.json) terminal.out(`${JSON.stringify({ event: 'finished', outcome: 'finished', exitCode: 0, done: [] })}\n`);
    else terminal.out(`${terminal.paint.good(terminal.signs.pass)} Nothing to do: ${settled(seen)}.\n`);
    return 0;
  }

  const { context, signals } = contextFor('apply', request, terminal, tell);
  const started = performance.now();
  try {
    const outcome = await runPlan(gated.plan, context);
    const conclusion = conclude(outcome, again, signals);
    const done = 'done' in outcome ? outcome.done : [];
    if (request.json)
      terminal.out(
        `${JSON.stringify({ event: 'finished', outcome: conclusion.outcome, exitCode: conclusion.exitCode, done, text: conclusion.lines, next: conclusion.next ?? null })}\n`,
      );
    else if (conclusion.exitCode === 0)
      terminal.out(
        `${terminal.paint.good(terminal.signs.pass)} ${applied(done.length)} in ${durationText(performance.now() - started)}.\n`,
      );
    if (!request.json || conclusion.exitCode !== 0) sayConclusion(conclusion, terminal);
    return conclusion.exitCode;
  } finally {
    signals.release();
  }
}

const isLook = (value: Look | readonly unknown[]): value is Look => !Array.isArray(value);
const isGated = (value: Gated | readonly unknown[]): value is Gated => !Array.isArray(value);

function wrong(problems: Parameters<typeof renderProblems>[0], terminal: Terminal): 2 {
  terminal.error(renderProblems(problems, terminal.errorPaint));
  return 2;
}

const applied = (count: number): string =>
  count === 0 ? 'Another run has applied all of it' : `Applied ${count} ${count === 1 ? 'migration' : 'migrations'}`;

const settled = ({ rows }: Look): string => {
  const count = rows.filter(({ standing }) => standing === 'applied' || standing === 'baselined').length;
  return count === 1 ? 'the one migration is applied' : `all ${count} migrations are applied`;
};

const countOf = (value: unknown): number | 'wrong' | undefined =>
  value === undefined ? undefined : typeof value === 'string' && /^[1-9]\d*$/.test(value) ? Number(value) : 'wrong';

/** What must be settled first: the history is not what the database has run. */
function refuseDrift(
  { rows }: Look,
  { settings }: DatabaseRequest,
  positionals: readonly string[],
  terminal: Terminal,
): ExitCode | undefined {
  const paths = positionals.join(' ');
  const of = (standing: Compared['standing']): readonly Compared[] => rows.filter((row) => row.standing === standing);
  const listed = (some: readonly Compared[]): string => visible(some.map(({ name }) => name).join(', '));
  const unknown = of('unknown');
  if (unknown.length > 0) {
    wrong(
      [{ code: 'in-doubt', text: `In doubt since an earlier run: ${listed(unknown)}. Nothing was run.`, hint: `sqlsafe repair ${paths}` }],
      terminal,
    );
    return 5;
  }
  const reverting = of('reverting');
  if (reverting.length > 0) {
    wrong(
      [
        {
          code: 'reverting',
          text: `The way back of ${listed(reverting)} was begun and did not end. Nothing was run.`,
          hint: `sqlsafe rollback ${paths}`,
        },
      ],
      terminal,
    );
    return 5;
  }
  const [edited, missing] = [of('edited'), of('missing')];
  const out = settings.allowOutOfOrder === true ? [] : rows.filter(({ outOfOrder }) => outOfOrder);
  const problems = [
    ...(edited.length === 0
      ? []
      : [
          {
            code: 'edited',
            text: `Edited since applied: ${listed(edited)}.`,
            hint: `Undo the edit and write a new migration; or, where the database is as the file says now: sqlsafe repair ${paths} --accept-checksum ${edited[0]?.id ?? ''}`,
          },
        ]),
    ...(missing.length === 0
      ? []
      : [
          {
            code: 'missing',
            text: `Applied, and their files are gone: ${listed(missing)}.`,
            hint: `Bring the files back; or, where they are gone for good: sqlsafe repair ${paths} --forget ${missing[0]?.id ?? ''}`,
          },
        ]),
    ...(out.length === 0
      ? []
      : [
          {
            code: 'out-of-order',
            text: `Pending, though later ones are applied: ${listed(out)}.`,
            hint: 'Give them a later number; or, where their order does not matter: --allow-out-of-order',
          },
        ]),
  ];
  if (problems.length === 0) return undefined;
  wrong(problems, terminal);
  return 4;
}

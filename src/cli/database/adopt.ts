import type { ExitCode } from '../../cli.ts';
import { adopt, readTheirs, type Adopted, type Adoption } from '../../execute/other-tools/adopt.ts';
import type { Differences, Taken } from '../../execute/other-tools/histories.ts';
import type { Problem } from '../../model/problem.ts';
import { visible } from '../../report/visible.ts';
import { width } from '../../report/width.ts';
import { complain, type Terminal } from '../terminal.ts';
import type { Arguments } from '../options.ts';
import { commandLine, quoted } from './command-line.ts';
import { contextFor } from './context.ts';
import { look } from './look.ts';
import { chooseTool } from './other-tool.ts';
import type { DatabaseRequest } from './request.ts';
import { areProblems, refuse } from './with-request.ts';

/** `sqlsafe baseline --adopt TOOL`: what another tool has applied is written down as such; nothing of it is run. */
export async function adoptHistory(
  request: DatabaseRequest,
  { values, positionals }: Arguments,
  name: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const seen = await look(request, { code: true });
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const chosen = chooseTool(name, request, seen);
  if ('code' in chosen) return refuse([chosen], terminal, 2);
  const adoption: Adoption = { ...chosen, rows: seen.rows, table: request.settings.toolTable };
  const dry = values['dry-run'] === true;
  const outcome = dry ? await lookOnly(adoption, request) : await take(adoption, request, terminal);
  if (outcome.kind !== 'adopted') return refuse([problemOf(outcome, adoption)], terminal, CODES[outcome.kind]);

  const told: Told = { adoption, outcome, dry, command: (verb) => commandLine(verb, positionals, values) };
  const exitCode = exitCodeOf(outcome.differences);
  if (request.json) terminal.out(`${JSON.stringify(adoptedJson(told, exitCode))}\n`);
  else terminal.out(adoptedText(told, terminal));
  const problems = problemsOf(told);
  if (problems.length > 0) complain(problems, terminal);
  return exitCode;
}

interface Told {
  readonly adoption: Adoption;
  readonly outcome: Extract<Adopted, { kind: 'adopted' }>;
  readonly dry: boolean;
  readonly command: (verb: string) => string;
}

const CODES = { refused: 2, locked: 6, 'other-tool-runs': 6, unfit: 7 } as const;

function problemOf(outcome: Exclude<Adopted, { kind: 'adopted' }>, { tool }: Adoption): Problem {
  if (outcome.kind === 'locked') return { code: 'locked', text: 'Another run holds the lock of this history, and did not end in time.' };
  if (outcome.kind === 'other-tool-runs')
    return { code: 'other-tool-runs', text: `${tool.title} holds its own lock, and did not end in time.` };
  return outcome.problem;
}

async function take(adoption: Adoption, request: DatabaseRequest, terminal: Terminal): Promise<Adopted> {
  const { context, signals } = contextFor('baseline', request, terminal, () => undefined);
  try {
    return await adopt(adoption, context);
  } finally {
    signals.release();
  }
}

async function lookOnly(adoption: Adoption, { driver }: DatabaseRequest): Promise<Adopted> {
  const connection = await driver.open();
  if ('code' in connection) return { kind: 'refused', problem: connection };
  try {
    const theirs = await readTheirs(connection, adoption);
    return 'code' in theirs
      ? { kind: 'refused', problem: theirs }
      : { kind: 'adopted', table: theirs.table.sql, differences: theirs.differences };
  } finally {
    await connection.end().catch(() => undefined);
  }
}

const exitCodeOf = ({ taken }: Differences): 0 | 4 | 5 =>
  taken.some(({ as }) => as === 'unknown') ? 5 : taken.some(({ as }) => as === 'edited') ? 4 : 0;

const WORDS: { readonly [A in Taken['as']]: string } = {
  applied: 'applied, its checksum agrees',
  baselined: 'applied',
  edited: 'applied with another text: edited since',
  changed: 'applied with another text: to be run again',
  unknown: 'in doubt',
  there: 'in the journal already',
};

function adoptedText({ adoption: { tool, rows }, outcome: { table, differences }, dry }: Told, { paint, signs }: Terminal): string {
  const { taken, notes, withoutFile, onlyOurs } = differences;
  const longest = Math.max(0, ...taken.map(({ name }) => width(visible(name))));
  const lines = taken.map(({ name, as, row }) => {
    const [colour, sign] = as === 'unknown' || as === 'edited' ? [paint.error, signs.fail] : [paint.good, signs.pass];
    const shown = visible(name);
    const evidence = row.evidence === undefined ? '' : paint.faint(` (${visible(row.evidence)})`);
    return `  ${colour(sign)} ${shown}${' '.repeat(longest - width(shown))}  ${colour(WORDS[as])}${evidence}`;
  });
  const known = new Set(taken.map(({ id }) => id));
  const pending = rows.filter(({ id, standing }) => !known.has(id) && standing === 'pending').length;
  const said = [
    ...notes,
    ...(withoutFile.length === 0 ? [] : [`${tool.title} has run what there is no file of: ${withoutFile.join(', ')}. It was left out.`]),
    ...(onlyOurs.length === 0
      ? []
      : [`Only the journal has as applied: ${onlyOurs.join(', ')}. sqlsafe apply --mirror ${tool.name} writes it there, too.`]),
  ].map((text) => `  ${paint.warning(signs.dot)} ${visible(text)}`);
  const added = taken.filter(({ as }) => as !== 'there').length;
  const verb = dry ? 'would be taken over' : 'taken over';
  const end = `${added} ${added === 1 ? 'migration' : 'migrations'} ${verb}, ${pending === 0 ? 'nothing is pending' : `${pending} to be applied`}`;
  return `${[paint.faint(`${tool.title} ${signs.dot} ${visible(table)}`), ...lines, ...said, '', `${end}${dry ? '; nothing was written' : ''}.`].join('\n')}\n`;
}

/** What is left to be settled, and with which command. */
function problemsOf({ adoption: { tool }, outcome: { differences }, command }: Told): readonly Problem[] {
  const of = (as: Taken['as']): readonly Taken[] => differences.taken.filter((each) => each.as === as);
  const named = (some: readonly Taken[]): string => some.map(({ name }) => visible(name)).join(', ');
  const [unknown, edited] = [of('unknown'), of('edited')];
  return [
    ...(unknown.length === 0
      ? []
      : [
          {
            code: 'in-doubt',
            text: `${tool.title} does not know how far ${named(unknown)} came.`,
            hint: `Look at what is there, then: ${command('repair')} --mark-applied ${quoted(unknown[0]?.id ?? '')}, or --mark-pending ${quoted(unknown[0]?.id ?? '')}${
              tool.settle === undefined ? '' : `\nTheir own way: ${tool.settle}`
            }`,
          },
        ]),
    ...(edited.length === 0
      ? []
      : [
          {
            code: 'edited',
            text: `${tool.title} has run another text of ${named(edited)}.`,
            hint: `Undo the edit; or, where the database is as the file says now: ${command('repair')} ${edited.map(({ id }) => `--accept-checksum ${quoted(id)}`).join(' ')}`,
          },
        ]),
  ];
}

function adoptedJson({ adoption: { tool }, outcome: { table, differences }, dry }: Told, exitCode: ExitCode): unknown {
  const { taken, withoutFile, onlyOurs, notes } = differences;
  return {
    event: 'finished',
    outcome: dry ? 'planned' : 'adopted',
    exitCode,
    tool: tool.name,
    table,
    migrations: taken.map(({ id, name, as, row }) => ({
      id,
      file: name,
      theirs: row.key,
      state: as,
      checksum: row.checksum,
      evidence: row.evidence ?? null,
    })),
    withoutFile,
    onlyOurs,
    notes,
  };
}

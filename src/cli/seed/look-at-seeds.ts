import { normalise, sha256, sha256SoFar } from '../../execute/checksum.ts';
import { ServerError, type Connection } from '../../execute/drivers/driver.ts';
import { journalFormat, tooNew } from '../../execute/journal/schema.ts';
import { planMigration } from '../../execute/plan/build-plan.ts';
import { askDatabase } from '../../execute/seed/ask-database.ts';
import { judgeSeed, type Refusal } from '../../execute/seed/judge-seed.ts';
import type { PlannedSeed } from '../../execute/seed/run-seeds.ts';
import { readSeeds, type SeedRecord } from '../../execute/seed/seed-journal.ts';
import { checkTree } from '../../index.ts';
import type { Skipped } from '../../layouts/tree.ts';
import type { Problem } from '../../model/problem.ts';
import { knownVersion } from '../database/look.ts';
import type { DatabaseRequest } from '../database/request.ts';
import type { SeedFile, Seeds } from './find-seeds.ts';

/** A seed beside what the database knows of it. */
export interface SeedRow extends SeedFile {
  /** As reports show it. */
  readonly name: string;
  readonly standing: 'new' | 'changed' | 'unchanged';
  /** undefined: it is not to run. */
  readonly planned: PlannedSeed | undefined;
  /** What keeps it from running; looked for only where it is to run. */
  readonly refusals: readonly Refusal[];
}

export interface SeedLook {
  /** As the server says it: `17.10`. */
  readonly version: string;
  /** What the database was told that it is. */
  readonly known: string | null;
  /** In the order in which they run. */
  readonly rows: readonly SeedRow[];
  /** What does not run, and should be said. */
  readonly left: readonly Skipped[];
}

/** Reads files and database, judges what is to run, and writes nothing. */
export async function lookAtSeeds(
  request: DatabaseRequest,
  seeds: Seeds,
  { again }: { readonly again: boolean },
): Promise<SeedLook | readonly Problem[]> {
  const connection = await request.driver.open();
  if ('code' in connection) return [connection];
  try {
    return await lookOn(connection, request, seeds, again);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return [{ code: 'server-refused', text: `The server refused to show the journal: ${error.message}.` }];
  } finally {
    await connection.end().catch(() => undefined);
  }
}

async function lookOn(
  connection: Connection,
  request: DatabaseRequest,
  { files, left }: Seeds,
  again: boolean,
): Promise<SeedLook | readonly Problem[]> {
  const [row] = await connection.query("SELECT current_setting('server_version') AS version");
  const version = /^\d+(?:\.\d+)*/.exec(String(row?.['version']))?.[0] ?? '';
  const newer = tooNew(await journalFormat(connection, request.place));
  if (newer !== undefined) return [newer];
  const { environment: known, records } = await readSeeds(connection, request.place);
  const byPath = new Map(records.map((record) => [record.path, record]));
  const rows: SeedRow[] = [];
  const empty: Skipped[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const standing = standingOf(byPath.get(file.path), seedSum(request.tree.read(file.at).text ?? ''));
    const row = { ...file, name: request.tree.display(file.at), standing };
    if (standing === 'unchanged' && !again) {
      rows.push({ ...row, planned: undefined, refusals: [] });
      continue;
    }
    const read = await readSeed(request, file, version);
    if ('reason' in read) empty.push(read);
    else if (!('planned' in read)) problems.push(...read);
    else rows.push({ ...row, planned: read.planned, refusals: [...read.unreadable, ...(await askDatabase(connection, read.judged))] });
  }
  return problems.length > 0 ? problems : { version, known, rows, left: [...left, ...empty] };
}

export const standingOf = (record: SeedRecord | undefined, sum: string): SeedRow['standing'] =>
  record === undefined ? 'new' : record.sha256 === sum ? 'unchanged' : 'changed';

interface Read {
  readonly planned: PlannedSeed;
  readonly judged: ReturnType<typeof judgeSeed>;
  /** Bytes that are no text, and the like. */
  readonly unreadable: readonly Refusal[];
}

async function readSeed(
  { tree, settings }: DatabaseRequest,
  { path, at }: SeedFile,
  version: string,
): Promise<Read | Skipped | readonly Problem[]> {
  const { problems, skipped, report, runs } = await checkTree(
    tree,
    [at],
    {
      target: { dialect: 'postgresql', version: knownVersion(version) },
      layout: 'plain',
      transaction: 'file',
      keepRuns: true,
      statements: false,
      ...(settings.placeholders === undefined ? {} : { placeholders: settings.placeholders }),
    },
    { order: 'given', ownRunner: true },
  );
  const name = tree.display(at);
  const [left] = skipped;
  if (left !== undefined) return { path: at, reason: left.reason };
  const unreadable = report.findings
    .filter(({ rule, severity }) => rule.startsWith('input-') && severity === 'error')
    .map(({ range, text }): Refusal => ({ file: name, line: range.start.line, reason: text, instead: 'Mend the file.', allowable: false }));
  const [run] = runs;
  if (run === undefined || run.statements.length === 0) {
    const real = problems.filter(({ code }) => code !== 'nothing-matched');
    if (real.length > 0) return real;
    if (unreadable.length === 0) return { path: at, reason: 'there is no statement in it' };
  }
  if (problems.length > 0) return problems;
  if (run === undefined) return [{ code: 'seed-unreadable', text: `${name} could not be read.` }];
  const sums = { sha256: seedSum(run.section.file.raw), normalised: seedSum(run.section.file.raw), down: null };
  const plan = planMigration([run], 'up', { sha256, sha256SoFar, checksums: () => sums });
  const judged = judgeSeed(run);
  // What can't be planned is refused by the judge as well.
  if ('code' in plan && judged.refusals.length === 0) return [plan];
  const planned = 'code' in plan ? NOTHING_PLANNED : plan;
  return {
    unreadable,
    judged,
    planned: { path, sha256: sums.normalised, plan: { ...planned, id: path, name } },
  };
}

/** What a seed is told from its edited self by: line ends and blank lines around it don't count. */
export const seedSum = (raw: string): string => sha256(normalise(raw));

const NOTHING_PLANNED: PlannedSeed['plan'] = {
  id: '',
  name: '',
  position: 0,
  kind: 'versioned',
  direction: 'up',
  mode: 'file',
  checksums: { sha256: '', normalised: '', down: null },
  leavesSession: false,
  units: [],
};

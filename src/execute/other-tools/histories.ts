import type { Compared } from '../compare.ts';
import type { MigrationState } from '../journal/read.ts';
import type { TheirHistory, TheirRow } from './tool.ts';

/** What becomes of one of their rows in the journal. */
export interface Taken {
  readonly id: string;
  readonly name: string;
  readonly row: TheirRow;
  /**
   * - `applied`: their checksum says that it was this very text
   * - `baselined`: it is there, and nothing says which text it was
   * - `edited`: the file is not the one that they ran
   * - `changed`: the same of what runs again where its text changes
   * - `unknown`: it was begun, and nobody knows how far it came
   * - `there`: the journal has it already
   */
  readonly as: 'applied' | 'baselined' | 'edited' | 'changed' | 'unknown' | 'there';
}

export interface Differences {
  readonly taken: readonly Taken[];
  /** What they call what they have run, and no file is called. */
  readonly withoutFile: readonly string[];
  /** Ids that only our journal has as applied. */
  readonly onlyOurs: readonly string[];
  readonly notes: readonly string[];
}

const SETTLED: ReadonlySet<MigrationState> = new Set(['applied', 'baselined']);

/** Their history and our journal side by side. Pure. */
export function differences({ rows, notes }: TheirHistory, ours: readonly Compared[]): Differences {
  const byId = new Map(ours.map((row) => [row.id, row]));
  const taken: Taken[] = [];
  const more: string[] = [];
  // The journal knows the latest, and so what came before it.
  const known = rows.some((row) => row.implied !== true && row.file !== undefined && isSettled(byId.get(row.file.id)));
  for (const row of rows) {
    const mine = row.file === undefined ? undefined : byId.get(row.file.id);
    if (mine === undefined) continue;
    if (row.implied === true && known && !isSettled(mine))
      more.push(`${mine.name} counts as run there because a later one was; the journal knows that it was not, and it stays pending.`);
    else taken.push({ id: mine.id, name: mine.name, row, as: fate(row, mine) });
  }
  const theirs = new Set(rows.flatMap(({ file }) => (file === undefined ? [] : [file.id])));
  return {
    taken,
    withoutFile: rows.flatMap(({ key, file }) => (file === undefined || !byId.has(file.id) ? [key] : [])),
    onlyOurs: ours.filter(({ id, record }) => record !== undefined && SETTLED.has(record.state) && !theirs.has(id)).map(({ id }) => id),
    notes: [...notes, ...more],
  };
}

const BEGUN: ReadonlySet<MigrationState | undefined> = new Set(['running', 'failed'] as const);
const isSettled = (row: Compared | undefined): boolean => row?.record !== undefined && SETTLED.has(row.record.state);

function fate(row: TheirRow, mine: Compared): Taken['as'] {
  if (isSettled(mine)) return 'there';
  // What we have begun is begun there too, while it is mirrored; our journal knows how far it came.
  if (row.state === 'begun') return BEGUN.has(mine.record?.state) ? 'there' : 'unknown';
  if (row.checksum === 'none') return 'baselined';
  if (row.checksum === 'same') return 'applied';
  return row.repeatable === true ? 'changed' : 'edited';
}

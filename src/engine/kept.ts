import type { Migration } from '../model/migration.ts';
import type { Name } from '../model/name.ts';
import type { SourceFile, Span, Statement } from '../model/source.ts';
import type { HistoryEntry } from '../rule.ts';
import type { OperationKind } from '../model/operation.ts';

// What replaying the migrations before the judged ones came to is kept from run to run, so that a hook costs the same after five of them as
// after five thousand. All that is kept is plain values; what belongs to the files as they are read now is kept as its place among them.

/** Keeps what a history came to. */
export interface Keeper {
  /** What was kept of these migrations, or of the first of them; undefined: nothing that still holds. */
  find(migrations: readonly Migration[]): Kept | undefined;
  /** Keeps it in place of what was kept before. */
  keep(migrations: readonly Migration[], parts: ReadonlyMap<string, unknown>): void;
}

export interface Kept {
  /** How many of the migrations it covers. */
  readonly count: number;
  /** A part as it was given, and nobody else's: it may be written to. undefined: there is none of that name. */
  part(name: string): unknown;
}

/** So few are replayed as fast as they are looked up. */
const WORTH_IT = 32;
/** So many more than are kept already are worth keeping anew. */
const FAR_BEHIND = 16;

/** The migrations before the first that is judged, where what they come to can be kept: no file reaches from them into the others. */
export function beforeJudged(migrations: readonly Migration[]): readonly Migration[] {
  const first = migrations.findIndex(({ selected }) => selected);
  if (first < WORTH_IT || migrations[first]?.up[0]?.continues === true) return [];
  const before = migrations.slice(0, first);
  const files = new Set(filesOf(before));
  return migrations.slice(first).some(({ up, down }) => [...up, ...down].some(({ file }) => files.has(file))) ? [] : before;
}

/** Are there enough of them that what they came to should be kept, beside what is kept of them already? */
export const isWorthKeeping = (before: readonly Migration[], kept: Kept | undefined): boolean =>
  before.length >= WORTH_IT && before.length - (kept?.count ?? 0) > (kept === undefined ? 0 : FAR_BEHIND);

/** Their files in the order of the history, each once: the place in it stands for a file that is kept. */
const filesOf = (migrations: readonly Migration[]): readonly SourceFile[] => [
  ...new Set(migrations.flatMap(({ up }) => up.map(({ file }) => file))),
];

/** A CREATE TABLE of the history. */
export interface Created {
  readonly name: Name;
  readonly ifNotExists: boolean;
  readonly file: SourceFile;
  readonly span: Span;
}
type KeptCreated = Omit<Created, 'file'> & { readonly file: number };

type Entry = HistoryEntry<OperationKind>;
type KeptEntry = Omit<Entry, 'statement' | 'migration'> & {
  readonly statement: Omit<Statement, 'file' | 'text'> & { readonly file: number };
  /** Its index. */
  readonly migration: number;
};

/** Turns what belongs to files and migrations into what can be kept, and back. */
export interface Places {
  keepCreated(created: readonly Created[]): readonly KeptCreated[];
  created(kept: readonly KeptCreated[]): Created[];
  keepEntries(entries: readonly Entry[]): readonly KeptEntry[];
  entries(kept: readonly KeptEntry[]): readonly Entry[];
}

export function placesIn(before: readonly Migration[]): Places {
  const files = filesOf(before);
  const at = new Map(files.map((file, place) => [file, place]));
  const placeOf = (file: SourceFile): number => at.get(file) ?? missing();
  const fileAt = (place: number): SourceFile => files[place] ?? missing();
  return {
    keepCreated: (created) => created.map((each) => ({ ...each, file: placeOf(each.file) })),
    created: (kept) => kept.map((each) => ({ ...each, file: fileAt(each.file) })),
    keepEntries: (entries) =>
      entries.map((entry) => {
        const { file, span, index } = entry.statement;
        return { ...entry, statement: { file: placeOf(file), span, index }, migration: entry.migration.index };
      }),
    entries: (kept) =>
      kept.map((entry) => {
        const { span, index } = entry.statement;
        const file = fileAt(entry.statement.file);
        const statement = { file, span, text: file.text.slice(span.start, span.end), index };
        return { ...entry, statement, migration: before[entry.migration] ?? missing() };
      }),
  };
}

/** What is kept is only used with the files that it was kept of. */
function missing(): never {
  throw new Error('what was kept is of other files');
}

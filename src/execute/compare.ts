import { nameOfMigration, type Again, type Migration, type Project } from '../model/migration.ts';
import type { MigrationRecord } from './journal/read.ts';
import type { Checksums } from './plan/plan.ts';

/**
 * How a migration stands between files and database.
 * - `pending`: to be applied; `interrupted`, `failed`: begun, to be gone on with; `changed`: repeatable, its text is another one
 * - `edited`: applied with another text; `missing`: applied, and its file is gone; `unknown`: in doubt, needs `repair`
 * - `reverting`: its way back was begun and did not end
 */
export type Standing =
  | 'pending'
  | 'interrupted'
  | 'failed'
  | 'changed'
  | 'applied'
  | 'baselined'
  | 'edited'
  | 'missing'
  | 'unknown'
  | 'reverting';

export interface Compared {
  readonly id: string;
  readonly name: string;
  readonly standing: Standing;
  /** Pending, though a later one is applied. */
  readonly outOfOrder: boolean;
  /** undefined: its file is gone. */
  readonly migration: Migration | undefined;
  readonly checksums: Checksums | undefined;
  readonly record: MigrationRecord | undefined;
}

const PENDING: ReadonlySet<Standing> = new Set(['pending', 'interrupted', 'failed', 'changed']);
export const isPending = ({ standing }: Compared): boolean => PENDING.has(standing);

/** Files and journal side by side, in the order of the files; what only the journal knows stands at the end. Pure. */
export function compare(
  project: Project,
  records: readonly MigrationRecord[],
  checksums: (migration: Migration) => Checksums,
): readonly Compared[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const migrations = project.migrations.filter(({ up }) => up.length > 0);
  const own = new Set(migrations.map(({ id }) => id));
  const rows = migrations.map((migration): Compared => {
    const record = byId.get(migration.id);
    const sums = checksums(migration);
    const standing = standingOf(record, sums, againOf(migration));
    return { id: migration.id, name: nameOfMigration(migration), standing, outOfOrder: false, migration, checksums: sums, record };
  });
  const isLate = ({ standing, migration }: Compared, at: number): boolean => {
    if (standing !== 'pending') return false;
    // Files that grow do so side by side: what matters is the order within each.
    const own = growingFileOf(migration);
    return rows
      .slice(at + 1)
      .some(
        (later) =>
          !PENDING.has(later.standing) &&
          (later.migration === undefined || againOf(later.migration) === undefined) &&
          (own === undefined || own === growingFileOf(later.migration)),
      );
  };
  const gone = records
    .filter(({ id, state }) => !own.has(id) && state !== 'reverted')
    .map((record): Compared => ({
      id: record.id,
      name: record.name,
      standing: record.state === 'unknown' ? 'unknown' : 'missing',
      outOfOrder: false,
      migration: undefined,
      checksums: undefined,
      record,
    }));
  return [...rows.map((row, at) => (isLate(row, at) ? { ...row, outOfOrder: true } : row)), ...gone];
}

/** `R__views.sql` of Flyway, and what says so of itself. */
export const againOf = ({ layout, id, again }: Migration): Again | undefined =>
  again ?? (layout === 'flyway' && id.startsWith('R__') ? 'changed' : undefined);

const growingFileOf = (migration: Migration | undefined): string | undefined => {
  const [first] = migration?.up ?? [];
  return first?.changeset === undefined ? undefined : first.file.path;
};

function standingOf(record: MigrationRecord | undefined, { normalised }: Checksums, again: Again | undefined): Standing {
  if (record === undefined) return 'pending';
  const back = record.direction === 'down';
  switch (record.state) {
    case 'reverted':
      return 'pending';
    case 'running':
      return back ? 'reverting' : 'interrupted';
    case 'failed':
      // A way back that failed before it did anything leaves it applied.
      return back ? (record.stepsDone > 0 ? 'reverting' : 'applied') : 'failed';
    case 'unknown':
      return 'unknown';
    case 'baselined':
      return 'baselined';
    case 'applied':
      if (again === 'always') return 'changed';
      return record.normalised === normalised ? 'applied' : again === 'changed' ? 'changed' : 'edited';
  }
}

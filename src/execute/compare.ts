import type { Migration, Project } from '../model/migration.ts';
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
  const repeatable = (id: string): boolean => project.layout === 'flyway' && id.startsWith('R__');
  const rows = migrations.map((migration): Compared => {
    const record = byId.get(migration.id);
    const sums = checksums(migration);
    const standing = standingOf(record, sums, repeatable(migration.id));
    const name = migration.up[0]?.file.path ?? migration.id;
    return { id: migration.id, name, standing, outOfOrder: false, migration, checksums: sums, record };
  });
  const last = rows.findLastIndex(({ standing, id }) => !repeatable(id) && !PENDING.has(standing));
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
  return [...rows.map((row, at) => (at < last && row.standing === 'pending' ? { ...row, outOfOrder: true } : row)), ...gone];
}

function standingOf(record: MigrationRecord | undefined, { normalised }: Checksums, repeatable: boolean): Standing {
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
      return record.normalised === normalised ? 'applied' : repeatable ? 'changed' : 'edited';
  }
}

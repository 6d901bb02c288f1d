import { ServerError } from '../../execute/drivers/driver.ts';
import { readSeeds, type SeedRecord } from '../../execute/seed/seed-journal.ts';
import { visible } from '../../report/visible.ts';
import { counted } from '../database/execute.ts';
import type { DatabaseRequest } from '../database/request.ts';
import type { Terminal } from '../terminal.ts';
import { findSeeds } from './find-seeds.ts';
import { seedSum, standingOf, type SeedRow } from './look-at-seeds.ts';

/** Where seeds are looked for when nothing is said. */
export const SEEDS = 'seeds';

/** How the seeds of the project stand in the database. */
export interface SeedStatus {
  /** What the database was told that it is; null: nothing. */
  readonly environment: string | null;
  readonly rows: readonly (Pick<SeedRow, 'name' | 'path' | 'standing'> & { readonly record: SeedRecord | undefined })[];
}

/** @returns undefined where the project has no seeds */
export async function statusOfSeeds({ driver, place, settings, tree }: DatabaseRequest): Promise<SeedStatus | undefined> {
  const folder = tree.resolve(settings.seeds ?? SEEDS);
  if (tree.kind(folder) !== 'folder') return undefined;
  const connection = await driver.open();
  if ('code' in connection) return undefined;
  try {
    const { environment, records } = await readSeeds(connection, place);
    const { files } = findSeeds(tree, folder, environment ?? undefined);
    const byPath = new Map(records.map((record) => [record.path, record]));
    const rows = files.map(({ path, at }) => {
      const record = byPath.get(path);
      return { path, name: tree.display(at), standing: standingOf(record, seedSum(tree.read(at).text ?? '')), record };
    });
    return rows.length === 0 ? undefined : { environment, rows };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return undefined;
  } finally {
    await connection.end().catch(() => undefined);
  }
}

/** A line below the migrations. */
export function seedLine({ environment, rows }: SeedStatus, { paint }: Terminal): string {
  const [fresh, changed] = (['new', 'changed'] as const).map((standing) => rows.filter((row) => row.standing === standing));
  const due = [
    ...(fresh === undefined || fresh.length === 0 ? [] : [`${fresh.length} not run yet`]),
    ...(changed === undefined || changed.length === 0
      ? []
      : [`${changed.length} changed since ${changed.length === 1 ? 'it' : 'they'} ran`]),
  ].join(', ');
  const whose = environment === null ? '' : ` for ${visible(environment)}`;
  if (due === '') return `${counted(rows.length, 'seed')}${whose}, as ${rows.length === 1 ? 'it' : 'they'} ran\n`;
  return `${counted(rows.length, 'seed')}${whose}, ${paint.info(due)}: sqlsafe seed --env ${visible(environment ?? 'NAME')}\n`;
}

export const seedsJson = (status: SeedStatus | undefined): unknown =>
  status === undefined
    ? null
    : {
        environment: status.environment,
        files: status.rows.map(({ path, name, standing, record }) => ({
          path,
          file: name,
          state: standing,
          ranAt: record?.appliedAt ?? null,
          runs: record?.runs ?? 0,
          by: record?.by ?? null,
        })),
      };

import { readJournal } from '../../execute/journal/read.ts';
import { ServerError } from '../../execute/drivers/driver.ts';
import { expandGlobs } from '../../io/expand-globs.ts';
import { openTree } from '../../index.ts';
import { nameOf, parentOf } from '../../layouts/path.ts';
import type { Problem } from '../../model/problem.ts';
import type { DatabaseRequest } from '../database/request.ts';
import { requestOf } from '../judge.ts';
import type { SeedFile } from './find-seeds.ts';

const OF_MIGRATIONS = /^migrat(?:e|ions?)$|^versions$/i;

/** Seeds in one folder with migrations would be run by whoever runs those, in every environment. */
export async function amongMigrations(
  request: DatabaseRequest,
  folder: string,
  files: readonly SeedFile[],
  cwd: string,
): Promise<Problem | undefined> {
  const { tree, settings } = request;
  const shown = tree.display(folder);
  for (let at: string | undefined = shown; at !== undefined && at !== ''; at = parentOf(at))
    if (OF_MIGRATIONS.test(nameOf(at))) return within(shown, at === shown ? 'it is called like one' : `it stands in ${at}`);
  const own = new Set(files.map((file) => tree.display(file.at)));
  const named = await expandGlobs(settings.files ?? [], { cwd, ignore: settings.ignorePatterns ?? [] });
  const migrations = openTree(tree, named.paths, requestOf(settings, false)).projects.flatMap((project) =>
    project.migrations.flatMap(({ up, down }) => [...up, ...down].map(({ file }) => file.path)),
  );
  const both = migrations.find((path) => own.has(path));
  if (both !== undefined) return within(shown, `the configuration's "files" has ${both}`);
  const applied = await appliedFiles(request);
  const folders = new Set([...own].map((path) => parentOf(path)));
  const ran = applied.find((path) => own.has(path) || folders.has(parentOf(path)));
  return ran === undefined ? undefined : within(shown, `the migration ${ran} is there`);
}

const within = (shown: string, why: string): Problem => ({
  code: 'seeds-among-migrations',
  text: `${shown} is a folder of migrations: ${why}. What runs those would run the seeds, test data in production as well.`,
  hint: 'Give the seeds a folder of their own: seeds/, with seeds/test/ for --env test.',
});

/** Files of migrations as the journal has them, from the folder that they were run in. */
async function appliedFiles({ driver, place }: DatabaseRequest): Promise<readonly string[]> {
  const connection = await driver.open();
  // It is said where the seeds are looked at.
  if ('code' in connection) return [];
  try {
    return (await readJournal(connection, place)).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return [];
  } finally {
    await connection.end().catch(() => undefined);
  }
}

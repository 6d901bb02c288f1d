import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ExitCode, Run } from '../cli.ts';
import { openTree } from '../index.ts';
import { now } from '../io/clock.ts';
import { diskTree } from '../io/disk-tree.ts';
import { DEFAULT_MAX_FILE_SIZE } from '../io/read-file.ts';
import { newMigration } from '../layouts/new-migration.ts';
import type { Project } from '../model/migration.ts';
import { visible } from '../report/visible.ts';
import { refuse } from './database/with-request.ts';
import { requestOf } from './judge.ts';
import { gatherSettings } from './settings.ts';
import { writeFile } from './terminal.ts';

/** `sqlsafe new`: the files of the next migration, in the project's own layout. */
export const run: Run = async ({ values, positionals }, terminal): Promise<ExitCode> => {
  const { settings, problems } = await gatherSettings(values, terminal);
  if (problems.length > 0) return refuse(problems, terminal, 2);
  const title = positionals.at(-1);
  const folder = positionals.slice(0, -1);
  const given = folder.length > 0 ? folder : (settings.files ?? []);
  if (title === undefined || given.length !== 1)
    return refuse([{ code: 'usage', text: 'A folder and a name are needed.', hint: 'sqlsafe new migrations add_users' }], terminal, 2);
  const root = resolve(terminal.cwd, given[0] ?? '');
  if (existsSync(root) && !statSync(root).isDirectory())
    return refuse([{ code: 'usage', text: `${given[0] ?? ''} is no folder.`, hint: 'Name the folder of the migrations.' }], terminal, 2);

  const tree = diskTree({ cwd: terminal.cwd, maxFileSize: settings.maxFileSize ?? DEFAULT_MAX_FILE_SIZE });
  const opened = existsSync(root) ? openTree(tree, [root], requestOf(settings, false)) : { projects: [] };
  const [project, ...others] = opened.projects;
  if (others.length > 0)
    return refuse(
      [{ code: 'several-histories', text: 'There are several histories in that folder.', hint: 'Name one of them.' }],
      terminal,
      2,
    );
  const history: Project = project ?? { root: given[0] ?? '', layout: settings.layout ?? 'plain', migrations: [] };
  const millis = now();
  const stamp = new Date(millis).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const files = newMigration(history, { title, stamp, millis });
  if ('code' in files) return refuse([files], terminal, 2);

  const home = project === undefined ? root : resolve(terminal.cwd, history.root);
  for (const { path, text } of files) {
    const at = join(home, path);
    if (existsSync(at)) return refuse([{ code: 'file-exists', text: `${path} is there already.` }], terminal, 2);
    mkdirSync(dirname(at), { recursive: true });
    const unwritten = writeFile(at, text);
    if (unwritten !== undefined) return refuse([unwritten], terminal, 2);
    terminal.out(`${visible(tree.display(tree.resolve(at)))}\n`);
  }
  return 0;
};

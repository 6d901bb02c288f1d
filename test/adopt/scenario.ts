import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { definitionOf, rowsOf } from './others.ts';
import type { RealTool } from './tool.ts';

/** What is common to all scenarios of a run. */
export interface Where {
  readonly binary: string;
  readonly port: number;
  readonly stage: string;
}

export const HEADINGS = [
  'after ours, theirs',
  'theirs goes on',
  'ours takes over, goes on',
  'after theirs, ours',
  'rows',
  'table',
  'edited file',
];

/** One database and one folder. */
interface Place {
  readonly url: string;
  readonly folder: string;
}

let count = 0;

async function makePlace(tool: RealTool, { port, stage }: Where): Promise<Place> {
  const name = `adopt_${(count += 1)}`;
  const admin = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const folder = join(stage, name);
  mkdirSync(join(folder, '.git'), { recursive: true });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/${name}`,
    folder: join(folder, tool.name === 'supabase' ? 'supabase/migrations' : 'migrations'),
  };
}

function write(tool: RealTool, { folder }: Place, migrations: number): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(tool.files(migrations))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

interface Ended {
  readonly code: number;
  readonly output: string;
  /** Of the last event. */
  readonly last: { readonly done?: readonly string[]; readonly migrations?: readonly { readonly state: string }[] };
}

function sqlsafe({ binary }: Where, { url, folder }: Place, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [binary, ...args, 'migrations', '--url', url, '-f', 'json'],
      { cwd: dirname(folder), env: { PATH: process.env['PATH'] } },
      (error, stdout, stderr) => {
        const last = stdout.trim().split('\n').at(-1) ?? '';
        resolve({
          code: error === null ? 0 : Number(error.code ?? 1),
          output: stdout + stderr,
          last: last.startsWith('{') ? (JSON.parse(last) as Ended['last']) : {},
        });
      },
    );
  });
}

/** What a step came to, where it is not as it should be. */
const wrong = (what: string): string => `WRONG: ${what.replaceAll(/\s+/g, ' ').slice(0, 500)}`;

/** @returns a cell for each heading */
export async function play(tool: RealTool, where: Where): Promise<readonly string[]> {
  const cells: string[] = [];
  const cell = async (step: () => Promise<string>): Promise<void> => {
    cells.push(await step().catch((error: unknown) => wrong(error instanceof Error ? error.message : JSON.stringify(error))));
  };
  const ours = await makePlace(tool, where);
  const theirs = await makePlace(tool, where);
  const apply = (place: Place): Promise<Ended> => sqlsafe(where, place, ['apply', '--mirror', tool.name]);
  const adopt = (place: Place): Promise<Ended> => sqlsafe(where, place, ['baseline', '--adopt', tool.name]);
  /** They find nothing to do, and nothing to complain of. */
  const content = async ({ url, folder }: Place): Promise<string | undefined> => {
    const ran = await tool.run(url, folder);
    const complaint = await tool.complaint?.(url, folder);
    return ran === 0 && complaint === undefined ? undefined : wrong(`it ran ${ran}; ${complaint ?? ''}`);
  };
  const applied = ({ code, output, last }: Ended, expected: number): string | undefined =>
    code === 0 && last.done?.length === expected ? undefined : wrong(`exit ${code}: ${output}`);
  const took = ({ code, output, last }: Ended, fresh: number): string | undefined => {
    const states = (last.migrations ?? []).map(({ state }) => state);
    const word = tool.hasChecksums ? 'applied' : 'baselined';
    return code === 0 &&
      states.filter((state) => state === word).length === fresh &&
      states.every((state) => state === word || state === 'there')
      ? undefined
      : wrong(`exit ${code}: ${output}`);
  };

  await cell(async () => {
    write(tool, ours, 2);
    return applied(await apply(ours), 2) ?? (await content(ours)) ?? 'nothing to do';
  });
  await cell(async () => {
    write(tool, ours, 3);
    const ran = await tool.run(ours.url, ours.folder);
    return ran === 1 ? 'ran the third' : wrong(`it ran ${ran}`);
  });
  await cell(async () => {
    const before = await apply(ours);
    if (before.code !== 4) return wrong(`before it is taken over: exit ${before.code}: ${before.output}`);
    const problem = took(await adopt(ours), 1);
    if (problem !== undefined) return problem;
    write(tool, ours, 4);
    return applied(await apply(ours), 1) ?? (await content(ours)) ?? 'took 1, ran 1';
  });
  await cell(async () => {
    write(tool, theirs, 3);
    await tool.run(theirs.url, theirs.folder);
    const problem = took(await adopt(theirs), 3) ?? applied(await apply(theirs), 0);
    if (problem !== undefined) return problem;
    write(tool, theirs, 4);
    return applied(await apply(theirs), 1) ?? (await content(theirs)) ?? 'took 3, ran 1';
  });
  // The same four migrations, written by the two in turn, against one database that they alone have written.
  const alone = await makePlace(tool, where);
  await cell(async () => {
    write(tool, alone, 4);
    await tool.run(alone.url, alone.folder);
    const [mine, own] = await Promise.all([ours, alone].map(({ url }) => rowsOf(url, tool.table, tool.volatile)));
    return JSON.stringify(mine) === JSON.stringify(own) ? `the same ${own?.length ?? 0}` : wrong(`${mine?.join()} for ${own?.join()}`);
  });
  await cell(async () => {
    const [mine, own] = await Promise.all([ours, alone].map(({ url }) => definitionOf(url, tool.table)));
    return mine === own ? 'the same' : wrong(`${mine} for ${own}`);
  });
  await cell(async () => {
    const files = Object.keys(tool.files(1)).filter((path) => path.endsWith('.sql'));
    const path = join(alone.folder, files[0] ?? '');
    writeFileSync(path, `${tool.files(1)[files[0] ?? ''] ?? ''}-- edited\n`);
    const { code, output } = await adopt(alone);
    const expected = tool.hasChecksums ? 4 : 0;
    return code === expected ? (tool.hasChecksums ? 'said, exit 4' : 'they keep no checksum') : wrong(`exit ${code}: ${output}`);
  });
  return cells;
}

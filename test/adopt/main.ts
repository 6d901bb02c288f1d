import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../prove/live/server.ts';
import { DRIZZLE, DRIZZLE_1, drizzle, drizzleFolders } from './drizzle.ts';
import { install } from './install.ts';
import { OTHERS, dbmate, knex, kysely, nodePgMigrate } from './others.ts';
import { PRISMA, prisma } from './prisma.ts';
import { HEADINGS, play } from './scenario.ts';
import type { RealTool } from './tool.ts';

export interface Options {
  readonly major: number;
  /** Part of a tool's name; empty: all. */
  readonly only: string;
}

/** Shares databases with each tool, and prints a table. @returns whether both sides always agreed */
export async function main(root: string, { major, only }: Options, say: (text: string) => void): Promise<boolean> {
  const stage = mkdtempSync(join(tmpdir(), 'sqlsafe-adopt-'));
  const server = await startServer(major, say);
  let good = true;
  try {
    const tools = await toolsIn(stage, only, say);
    say(`PostgreSQL ${server.version}`);
    say(`| tool | ${HEADINGS.join(' | ')} |`);
    say(`| --- |${HEADINGS.map(() => ' --- |').join('')}`);
    for (const tool of tools) {
      const cells = await play(tool, { binary: join(root, 'dist/cli.cjs'), port: server.port, stage });
      good &&= cells.every((cell) => !cell.startsWith('WRONG'));
      say(`| ${tool.title} | ${cells.join(' | ')} |`);
    }
  } finally {
    await server.stop();
    rmSync(stage, { recursive: true, force: true });
  }
  say(good ? 'All agree.' : 'Something is WRONG.');
  return good;
}

async function toolsIn(stage: string, only: string, say: (text: string) => void): Promise<readonly RealTool[]> {
  say('installing the tools from npm …');
  const wanted = (name: string): boolean => name.includes(only);
  const others = install(join(stage, 'tools/others'), OTHERS);
  return [
    ...(wanted('prisma') ? [await prisma(install(join(stage, 'tools/prisma'), PRISMA))] : []),
    ...(wanted('drizzle')
      ? [drizzle(install(join(stage, 'tools/drizzle'), DRIZZLE)), drizzleFolders(install(join(stage, 'tools/drizzle-1'), DRIZZLE_1))]
      : []),
    ...[dbmate(others), nodePgMigrate(others), knex(others), kysely(others)].filter(({ name }) => wanted(name)),
  ];
}

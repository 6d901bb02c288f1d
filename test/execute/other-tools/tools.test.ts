import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection, Row } from '../../../src/execute/drivers/driver.ts';
import { findTable, isThere } from '../../../src/execute/other-tools/find-table.ts';
import type { OtherTool, TheirFile, TheirHistory, Writing } from '../../../src/execute/other-tools/tool.ts';
import { toolNamed, toolOf } from '../../../src/execute/other-tools/tools.ts';
import { OTHER_TOOLS } from '../../../src/model/other-tool.ts';
import { CASES, type Case } from './cases.ts';
import { STARTING, database, projectOf } from './place.ts';

let connection: Connection;
let rows: (sql: string) => Promise<readonly Row[]>;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ connection, rows, close } = await database());
}, STARTING);
afterAll(() => close());

/** An empty history of a tool, in a database without any other. */
async function fresh({ tool: name, files: texts, others }: Case): Promise<{
  readonly tool: OtherTool;
  readonly files: readonly TheirFile[];
  readonly writing: Writing;
  readonly read: (files?: readonly TheirFile[]) => Promise<TheirHistory>;
}> {
  await connection.query('DROP SCHEMA IF EXISTS drizzle, supabase_migrations CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const tool = toolNamed(name);
  const files = tool.files(projectOf('plain', texts, others));
  if ('code' in files) throw new Error(files.text);
  const before = await findTable(connection, tool.table, undefined);
  if ('code' in before) throw new Error(before.text);
  expect(isThere(before)).toBe(false);
  for (const sql of tool.create(before, files)) await connection.query(sql);
  const table = await findTable(connection, tool.table, undefined);
  if ('code' in table) throw new Error(table.text);
  expect(isThere(table)).toBe(true);
  return {
    tool,
    files,
    writing: { connection, table, files, batch: 7 },
    read: (some = files) => tool.read(connection, table, some),
  };
}

const ran = (file: TheirFile): Parameters<OtherTool['record']>[1] => ({
  file,
  duration: 12.5,
  statements: [/CREATE [^;]*/.exec(file.text)?.[0] ?? ''],
});
const states = ({ rows: found }: TheirHistory): readonly (readonly [string | undefined, string, string])[] =>
  found.map(({ file, state, checksum }) => [file?.id, state, checksum]);

test('every tool has a case', () => {
  expect(new Set(CASES.map(({ tool }) => tool))).toEqual(new Set(OTHER_TOOLS));
});

describe.each(CASES.map((each) => [`${each.tool} ${each.what ?? ''}`.trim(), each] as const))('%s', (_name, one) => {
  test('writes its rows, and reads them', async () => {
    const { tool, files, writing, read } = await fresh(one);
    expect(states(await read())).toEqual([]);
    for (const file of files) await tool.record(writing, ran(file));
    expect(
      await rows(
        `SELECT ${one.columns} FROM ${writing.table.sql} ORDER BY 1, 2`.replace(
          'ORDER BY 1, 2',
          one.expected.length > 1 ? 'ORDER BY 1' : '',
        ),
      ),
    ).toEqual(one.expected);
    const checksum = one.hasChecksums ? 'same' : 'none';
    expect(states(await read())).toEqual(files.map(({ id }) => [id, 'applied', checksum]));
  });
  test('a file that was edited, or is gone', async () => {
    const { tool, files, writing, read } = await fresh(one);
    for (const file of files) await tool.record(writing, ran(file));
    const [first, second] = files as [TheirFile, TheirFile];
    const edited = { ...first, text: `${first.text}SELECT 1;\n` };
    const [row] = (await read([edited, second])).rows;
    expect(row?.checksum).toBe(one.hasChecksums ? 'other' : 'none');
    const gone = (await read([first])).rows.filter(({ file }) => file === undefined);
    expect(gone).toHaveLength(1);
  });
  test('a way back takes its row away', async () => {
    const { tool, files, writing, read } = await fresh(one);
    for (const file of files) await tool.record(writing, ran(file));
    await tool.remove(writing, files[1] as TheirFile);
    expect((await read()).rows.map(({ file }) => file?.id)).toEqual([files[0]?.id]);
    await tool.remove(writing, files[0] as TheirFile);
    expect((await read()).rows).toEqual([]);
    await tool.record(writing, ran(files[0] as TheirFile));
    expect((await read()).rows.map(({ file, state }) => [file?.id, state])).toEqual([[files[0]?.id, 'applied']]);
  });
  test('what is begun is in doubt to it, until it is recorded', async () => {
    const { tool, files, writing, read } = await fresh(one);
    expect(tool.begin !== undefined).toBe(one.begins);
    if (tool.begin === undefined) return;
    const [file] = files as [TheirFile];
    await tool.begin(writing, file);
    await tool.begin(writing, file);
    const { rows: found } = await read();
    expect(found.map(({ key, state }) => [key, state])).toEqual([[file.key, 'begun']]);
    expect(found[0]?.evidence).not.toBe('');
    await tool.record(writing, ran(file));
    expect((await read()).rows.map(({ state }) => state)).toEqual(['applied']);
  });
});

test('a layout names its tool; others have none', () => {
  expect(OTHER_TOOLS.map((name) => toolOf(name)?.name)).toEqual(OTHER_TOOLS);
  expect(toolOf('plain')).toBeUndefined();
});

test('files that a tool would not run', () => {
  for (const name of ['prisma', 'drizzle', 'goose', 'golang-migrate', 'flyway', 'supabase', 'sqlx', 'dbmate'] as const) {
    expect(toolNamed(name).files(projectOf('plain', { 'first.sql': 'SELECT 1' }))).toMatchObject({ code: 'tool-files' });
  }
});

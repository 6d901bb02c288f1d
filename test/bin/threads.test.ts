import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';

// Many files of several projects are judged by several threads, which must not show.

const binary = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'sqlsafe-threads-'));
const projects = ['one', 'two', 'three', 'four', 'five'];
const FILES = 120;

beforeAll(() => {
  for (const [at, project] of projects.entries()) {
    mkdirSync(join(place, project));
    for (let number = 1; number <= FILES - at * 20; number++) {
      const table = `${project}_${number - (number % 3)}`;
      const text =
        number % 3 === 0
          ? `CREATE TABLE ${table} (id bigint PRIMARY KEY, name text);\n`
          : `CREATE INDEX i${number} ON ${table} (name);\nALTER TABLE ${table} DROP COLUMN c${number}, ADD COLUMN n${number} int NOT NULL;\n`;
      writeFileSync(join(place, project, `${String(number).padStart(4, '0')}_step.sql`), text);
    }
  }
});
afterAll(() => rmSync(place, { recursive: true }));

function check(...paths: readonly string[]): Report {
  const { stdout, stderr } = spawnSync(process.execPath, [binary, 'check', '-f', 'json', ...paths], {
    cwd: place,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: process.env['PATH'], XDG_CACHE_HOME: place },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
}

test('what is found in several projects at once is what is found in each by itself, in the order in which they are named', () => {
  const each = projects.map((project) => check(project));
  expect(each.every(({ findings }) => findings.length > 0)).toBe(true);
  const all = check(...projects);
  expect(all.files.length, 'enough for several threads').toBeGreaterThan(399);
  expect(all.findings).toEqual(each.flatMap(({ findings }) => findings));
  expect(all.statements).toEqual(each.flatMap(({ statements }) => statements));
  expect(all.files).toEqual(each.flatMap(({ files }) => files));
  expect(check(...projects)).toEqual(all);
});

test('a thread that started for what turns out to be one project is sent home', () => {
  mkdirSync(join(place, 'six'));
  for (let number = 1; number <= 420; number++)
    writeFileSync(join(place, 'six', `${String(number).padStart(4, '0')}_step.sql`), `CREATE TABLE t${number} (id bigint);\n`);
  const once = check('six');
  expect(once.files).toHaveLength(420);
  expect(check('six', 'six')).toEqual(once);
});

import { describe, expect, test } from 'vitest';
import { planMigration } from '../../../src/execute/plan/build-plan.ts';
import { readingFrom, withoutRows } from '../../../src/execute/plan/copy-rows.ts';
import { statementsOf, type PlannedMigration, type PlannedStatement, type Unit } from '../../../src/execute/plan/plan.ts';
import { checkTree } from '../../../src/index.ts';
import { memoryTree } from '../../../src/layouts/memory-tree.ts';
import { sha256, sha256SoFar } from '../../../src/execute/checksum.ts';
import type { Problem } from '../../../src/model/problem.ts';

/** The plan of the last of some files, which is judged alone. */
async function planOf(text: string, earlier = ''): Promise<PlannedMigration | Problem> {
  const files = [...(earlier === '' ? [] : [{ path: 'db/1.sql', text: earlier }]), { path: 'db/2.sql', text }];
  const { runs } = await checkTree(memoryTree(files), ['db/2.sql'], { keepRuns: true, deployment: 'selected' }, { ownRunner: true });
  const up = runs.filter(({ isDown }) => !isDown);
  return planMigration(up, 'up', { sha256, sha256SoFar, checksums: () => ({ sha256: '', normalised: '', down: null }) });
}

/** `BEGIN a | b COMMIT`, `alone c`: units by the first words of their statements. */
function shown(plan: PlannedMigration | Problem): string {
  if ('code' in plan) return plan.code;
  const words = (sql: string): string => sql.split(/\s+/).slice(0, 2).join(' ');
  const unit = (each: Unit): string =>
    each.kind === 'alone'
      ? `alone ${words(each.statement.sql)}: ${each.probe.kind}`
      : `${each.begin}: ${each.statements.map(({ sql }) => words(sql)).join(' | ')}`;
  return [plan.mode, ...plan.units.map(unit)].join('\n');
}

describe('rows of a COPY', () => {
  const rowsIn = async (text: string): Promise<readonly PlannedStatement[]> => {
    const plan = await planOf(text, 'CREATE TABLE a (id int, t text);');
    if ('code' in plan) throw new Error(plan.text);
    return statementsOf(plan);
  };
  test.each([
    ['COPY a FROM stdin;\n1\tx\n\\.\n', '1\tx\n'],
    ['COPY a FROM STDIN WITH (FORMAT csv); -- two\r\n1,"a\r\n\\.b"\r\n\\.\r\nSELECT 1;', '1,"a\r\n\\.b"\r\n'],
    ['COPY a FROM stdout;\n\\.', ''],
    ['COPY "from stdin" FROM \n stdin;\n1\n\\.\n', '1\n'],
    ["COPY a FROM '/tmp/a';\n", undefined],
    ['COPY "from stdin" TO \'/tmp/a\';\n', undefined],
  ])('%j', async (text, rows) => {
    const [copy] = await rowsIn(text);
    expect(copy?.rows).toBe(rows);
  });
  test('stand in the hashes of their statement and of those behind it, whatever their line ends', async () => {
    const hashes = async (rows: string): Promise<readonly string[]> =>
      (await rowsIn(`COPY a FROM stdin;\n${rows}\\.\nSELECT 1;\n`)).map(({ prefixSha256 }) => prefixSha256);
    expect(await hashes('1\tx\n')).toEqual(await hashes('1\tx\r\n'));
    expect((await hashes('1\ty\n')).filter((each) => each === '')).toEqual([]);
    const [one, other] = [await hashes('1\tx\n'), await hashes('1\ty\n')];
    expect(one.filter((each) => other.includes(each))).toEqual([]);
  });
  test('are not shown', async () => {
    const plan = await planOf('COPY a FROM stdin;\n1\tx\n\\.\nSELECT 1;', 'CREATE TABLE a (id int, t text);');
    if ('code' in plan) throw new Error(plan.text);
    expect(JSON.stringify(withoutRows(plan))).toBe(JSON.stringify(plan).replace(String.raw`"rows":"1\tx\n",`, ''));
  });
  test.each([
    ['COPY a FROM stdin', "COPY a FROM 'x'"],
    ['copy "from stdin" from\n  STDIN (DELIMITER \'from stdin\')', "copy \"from stdin\" from 'x' (DELIMITER 'from stdin')"],
  ])('%j read from a file', (sql, text) => {
    expect(readingFrom(sql, "'x'")).toBe(text);
  });
});

describe('units', () => {
  test('a file that can runs in one transaction', async () => {
    expect(shown(await planOf('CREATE TABLE a (id int);\nINSERT INTO a VALUES (1);'))).toBe('file\nBEGIN: CREATE TABLE | INSERT INTO');
  });
  test('what can not stands alone, each with its probe; the rest commits piece by piece', async () => {
    const plan = await planOf(
      'INSERT INTO a VALUES (1);\nCREATE INDEX CONCURRENTLY i ON a (id);\nREINDEX TABLE CONCURRENTLY a;\nVACUUM a;\nDROP INDEX CONCURRENTLY i;\nINSERT INTO a VALUES (2);',
      'CREATE TABLE a (id int);',
    );
    expect(shown(plan)).toBe(
      [
        'statement',
        'BEGIN: INSERT INTO',
        'alone CREATE INDEX: create-index',
        'alone REINDEX TABLE: reindex',
        'alone VACUUM a: again',
        'alone DROP INDEX: drop-index',
        'BEGIN: INSERT INTO',
      ].join('\n'),
    );
  });
  test("a file's own transactions stay together", async () => {
    expect(shown(await planOf('BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nSELECT 2;\nCOMMIT;'))).toBe(
      'file\nBEGIN ISOLATION LEVEL SERIALIZABLE: SELECT 1 | SELECT 2',
    );
    expect(shown(await planOf('BEGIN;\nSELECT 1;\nCOMMIT;\nSELECT 2;\nBEGIN;\nSELECT 3;\nSELECT 4;\nCOMMIT;\nVACUUM;'))).toBe(
      'statement\nBEGIN: SELECT 1\nBEGIN: SELECT 2\nBEGIN: SELECT 3 | SELECT 4\nalone VACUUM: again',
    );
  });
  test.each([
    ['BEGIN;\nSELECT 1;\nROLLBACK;'],
    ["BEGIN;\nSELECT 1;\nPREPARE TRANSACTION 'x';"],
    ['BEGIN;\nSELECT 1;\nCOMMIT AND CHAIN;\nSELECT 2;\nCOMMIT;'],
    ['BEGIN;\nBEGIN;\nSELECT 1;\nCOMMIT;'],
  ])('%j can not be recorded', async (text) => {
    expect(shown(await planOf(text))).toBe('transaction-not-runnable');
  });
  test("DISCARD ALL is no reason to leave a transaction: the run's lock would go with it", async () => {
    expect(shown(await planOf('SET search_path = a;\nDISCARD ALL;\nSELECT 1;'))).toContain('DISCARD ALL');
  });
});

describe('how long a statement waits for its locks', () => {
  test.each([
    ['ALTER TABLE a ADD COLUMN b int', 'brief'],
    ['INSERT INTO a VALUES (1)', 'patient'],
    ['CREATE INDEX CONCURRENTLY i ON a (id)', 'endless'],
    ["SET lock_timeout = '1s';\nALTER TABLE a ADD COLUMN b int", 'own'],
  ])('%s: %s', async (text, patience) => {
    const plan = await planOf(`${text};`, 'CREATE TABLE a (id int);');
    const statements = 'code' in plan ? [] : plan.units.flatMap((unit) => (unit.kind === 'alone' ? [unit.statement] : unit.statements));
    expect(statements.at(-1)?.patience).toBe(patience);
  });
});

test('an edit is found by the first statement that it touches', async () => {
  const prefixes = async (text: string): Promise<readonly string[]> => {
    const plan = await planOf(text);
    return 'code' in plan
      ? []
      : plan.units.flatMap((unit) => (unit.kind === 'alone' ? [] : unit.statements.map(({ prefixSha256 }) => prefixSha256)));
  };
  const [before, after] = [await prefixes('SELECT 1;\nSELECT 2;\nSELECT 3;'), await prefixes('SELECT 1;\r\nSELECT 22;\nSELECT 3;')];
  expect(before).toHaveLength(3);
  expect(before.map((sum, at) => sum === after[at])).toEqual([true, false, false]);
});

test.each([
  ['CREATE TABLE a (id int);', false],
  ["CREATE TABLE a AS SELECT set_config('role', 'b', false);", true],
  ['CREATE TEMPORARY TABLE a (id int);', true],
  ['SET search_path = b;', true],
  ['SELECT pg_advisory_unlock_all();', true],
  ['DO $$ BEGIN PERFORM 1; END $$;', true],
])('%s leaves something in the session: %s', async (text, expected) => {
  const plan = await planOf(text);
  expect('code' in plan ? plan : plan.leavesSession).toBe(expected);
});

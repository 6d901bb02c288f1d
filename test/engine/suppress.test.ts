import { expect, test } from 'vitest';
import { check } from '../../src/index.ts';

const GIVEN = { path: '001_given.sql', text: 'CREATE TABLE users (id bigint PRIMARY KEY, name text);' };
const INDEX = 'CREATE INDEX users_name_idx ON users (name);';

/** What is said of one migration: `rule/message`, with `(reason)` where it is suppressed. */
async function said(text: string): Promise<readonly string[]> {
  const report = await check({ files: [GIVEN, { path: '002_change.sql', text }], layout: 'plain', today: '2026-06-15' });
  return report.findings
    .filter(({ file }) => file === '002_change.sql')
    .map(({ rule, message, suppressed }) => `${rule}/${message}${suppressed === null ? '' : ` (${suppressed.reason})`}`);
}

const BOTH = ['create-index-blocking/build', 'session-blocking/missing'];
const withReason = (reason: string): readonly string[] => BOTH.map((each) => `${each} (${reason})`);

test('without a comment the findings stand', async () => {
  expect(await said(INDEX)).toEqual(BOTH);
});

test('a reason for the next statement', async () => {
  expect(await said(`-- sqlsafe-ignore create-index-blocking, session-blocking: 200 rows\n${INDEX}`)).toEqual(withReason('200 rows'));
  expect(await said(`/* sqlsafe-ignore create-index-blocking, session-blocking: 200 rows */ ${INDEX}`)).toEqual(withReason('200 rows'));
  expect(await said(`-- sqlsafe-ignore create-index-blocking/build, session-blocking/missing: 200 rows\r\n${INDEX}\r\n`)).toEqual(
    withReason('200 rows'),
  );
});

test('a comment is for one statement only', async () => {
  const found = await said(
    `-- sqlsafe-ignore create-index-blocking, session-blocking: 200 rows\n${INDEX}\nCREATE INDEX users_id_idx ON users (id);`,
  );
  expect(found).toContain('create-index-blocking/build');
  expect(found).toContain('create-index-blocking/build (200 rows)');
});

test('a comment for the whole file', async () => {
  expect(await said(`${INDEX}\n-- sqlsafe-ignore-file create-index-blocking, session-blocking: built at night`)).toEqual(
    withReason('built at night'),
  );
});

test('a date ends it: that day it is still good', async () => {
  const until = (date: string): string => `-- sqlsafe-ignore create-index-blocking, session-blocking: 200 rows until ${date}\n${INDEX}`;
  expect(await said(until('2026-06-15'))).toEqual(withReason('200 rows'));
  expect(await said(until('2026-06-14'))).toEqual(['suppression-expired/expired', ...BOTH]);
});

test('without a reason it has no effect, and that is said', async () => {
  expect(await said(`-- sqlsafe-ignore create-index-blocking\n${INDEX}`)).toEqual(['suppression-without-reason/no-reason', ...BOTH]);
});

test('a rule that there is not, one that is not needed, and none at all are said', async () => {
  expect(await said(`-- sqlsafe-ignore create-index-blockng: x\n${INDEX}`)).toEqual(['suppression-unknown/unknown-rule', ...BOTH]);
  expect(await said(`-- sqlsafe-ignore drop-table-breaking: x\n${INDEX}`)).toEqual(['suppression-unused/unused', ...BOTH]);
  expect(await said(`-- sqlsafe-ignore: x\n${INDEX}`)).toEqual(['suppression-unknown/no-rule', ...BOTH]);
});

test('text in strings, names and bodies is no comment', async () => {
  const text = [
    `INSERT INTO users VALUES (1, '-- sqlsafe-ignore create-index-blocking: in a string');`,
    `COMMENT ON TABLE users IS $$-- sqlsafe-ignore-file create-index-blocking, session-blocking: in a body$$;`,
    `SELECT 1 AS "-- sqlsafe-ignore-file create-index-blocking: in a name";`,
    `/* /* -- sqlsafe-ignore-file session-blocking: nested */ nor this */`,
    INDEX,
  ].join('\n');
  expect((await said(text)).filter((each) => each.startsWith('create-index') || each.startsWith('suppression'))).toEqual([
    'create-index-blocking/build',
  ]);
});

test("other tools' comments work as they stand, and are mentioned once each", async () => {
  const found = await said(`-- squawk-ignore require-concurrent-index-creation\n${INDEX}`);
  expect(found).toContain('create-index-blocking/build (squawk comment)');
  expect(found).toContain('suppression-without-reason/other-tool');
  expect(found).toContain('session-blocking/missing');
  expect(await said(`-- atlas:nolint\n${INDEX}`)).toEqual([
    'suppression-without-reason/other-tool',
    ...BOTH.map((each) => `${each} (atlas comment)`),
  ]);
});

test('what is suppressed stays in the report, but does not count', async () => {
  const report = await check({
    files: [
      GIVEN,
      { path: '002_change.sql', text: `-- sqlsafe-ignore create-index-blocking, session-blocking: 200 rows until 2027-01-31\n${INDEX}` },
    ],
    layout: 'plain',
    today: '2026-06-15',
  });
  expect(report.summary).toMatchObject({ errors: 0, warnings: 0, suppressed: 2 });
  expect(report.findings[0]?.suppressed).toEqual({ reason: '200 rows', until: '2027-01-31' });
});

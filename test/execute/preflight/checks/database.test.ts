import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, PreflightCheck } from '../../../../src/execute/preflight/check.ts';
import { backfills } from '../../../../src/execute/preflight/checks/backfills.ts';
import { disk } from '../../../../src/execute/preflight/checks/disk.ts';
import { invalidIndexes } from '../../../../src/execute/preflight/checks/invalid-indexes.ts';
import { lastRun } from '../../../../src/execute/preflight/checks/last-run.ts';
import { preparedTransactions } from '../../../../src/execute/preflight/checks/prepared-transactions.ts';
import { replication } from '../../../../src/execute/preflight/checks/replication.ts';
import { server } from '../../../../src/execute/preflight/checks/server.ts';
import { staging } from '../../../../src/execute/preflight/checks/staging.ts';
import { tableSizes } from '../../../../src/execute/preflight/checks/table-sizes.ts';
import { longTransactions } from '../../../../src/execute/preflight/checks/long-transactions.ts';
import { connections } from '../../../../src/execute/preflight/checks/connections.ts';
import { upgradeJournal } from '../../../../src/execute/journal/schema.ts';
import { journalOn } from '../../../../src/execute/journal/write.ts';
import type { Connection } from '../../../../src/execute/drivers/driver.ts';
import { embedded, subjectOf } from '../subject.ts';

// What a server says of itself PGlite says, too: it is PostgreSQL in this process.

let database: PGlite;
let connection: Connection;
const OLD = {
  '1.sql':
    "CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TABLE events (id int, at date) PARTITION BY RANGE (at); CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
};
const PLACE = { schema: 'sqlsafe', stream: 'default' };
const RUN = '6f2d9a4e-7c0f-4c3b-9d51-2f3a8f0e1b7a';

beforeAll(async () => {
  database = new PGlite();
  await database.exec(OLD['1.sql']);
  await database.exec(
    "INSERT INTO users SELECT i, repeat('x', 100) FROM generate_series(1, 20000) i; INSERT INTO events SELECT i, '2026-05-05' FROM generate_series(1, 20000) i; ANALYZE users, events_2026;",
  );
  const opened = await embedded(database).open();
  if ('code' in opened) throw new Error(opened.text);
  connection = opened;
}, 60_000);
afterAll(() => database.close());

const ask = async (check: PreflightCheck, text: string, more: Parameters<typeof subjectOf>[2] = {}): Promise<Answer> =>
  check.ask(await subjectOf(embedded(database), { ...OLD, '2_new.sql': text }, more));

describe('table-sizes and disk', () => {
  test('a rewrite: how large the table is, and what it needs', async () => {
    const sql = 'ALTER TABLE users ALTER COLUMN id TYPE bigint;';
    const sizes = await ask(tableSizes, sql);
    expect(sizes).toMatchObject({ verdict: 'ok', said: expect.stringMatching(/^\d\.?\d* MB in all$/) as string });
    expect(sizes.more).toEqual([expect.stringMatching(/^users: [\d.]+ MB, 20,000 rows; written anew under ACCESS EXCLUSIVE$/)]);
    expect(await ask(disk, sql)).toMatchObject({
      verdict: 'unknown',
      said: expect.stringMatching(
        /^up to [\d.]+ MB of data and write-ahead log come beside what is there; how much is free PostgreSQL does not say/,
      ) as string,
      more: [expect.stringMatching(/^users: up to [\d.]+ MB$/)],
    });
  });
  test('partitions count once', async () => {
    const { more = [] } = await ask(tableSizes, 'CREATE INDEX events_id ON events (id);');
    expect(more).toEqual([expect.stringMatching(/^events_2026: [\d.]+ kB, 20,000 rows; indexed under SHARE$/)]);
  });
  test('partitions that no file made count as well', async () => {
    await database.exec(
      "CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); INSERT INTO events SELECT i, '2027-05-05' FROM generate_series(1, 5000) i; ANALYZE events_2027;",
    );
    const { more = [] } = await ask(tableSizes, 'CREATE INDEX events_id ON events (id);');
    expect(more).toEqual([
      expect.stringMatching(/^events_2026: [\d.]+ kB, 20,000 rows; indexed under SHARE$/),
      expect.stringMatching(/^events, in partitions that no file made: [\d.]+ kB, 5,000 rows; indexed under SHARE$/),
    ]);
    expect(await ask(tableSizes, 'ALTER TABLE events ADD COLUMN more int;')).toMatchObject({ verdict: 'ok', more: [] });
    await database.exec('DROP TABLE events_2027');
  });
  test('where the folder is known, what is free', async () => {
    const subject = await subjectOf(
      { ...embedded(database), folder: process.cwd() },
      { ...OLD, '2_new.sql': 'CREATE INDEX u ON users (name);' },
    );
    expect(await disk.ask(subject)).toMatchObject({ verdict: 'ok', said: expect.stringMatching(/; [\d.]+ [GT]B are free$/) as string });
  });
  test('no rows are worked through, no room is needed', async () => {
    const sql = 'ALTER TABLE users ADD COLUMN age int; CREATE TABLE fresh (id int); CREATE INDEX f ON fresh (id);';
    expect(await ask(tableSizes, sql)).toMatchObject({ verdict: 'ok', said: expect.stringContaining('no rows') as string });
    expect(await ask(disk, sql)).toMatchObject({ verdict: 'ok', said: expect.stringContaining('nothing') as string });
  });
});

test('invalid-indexes: none, and one with its table', async () => {
  expect(await ask(invalidIndexes, 'SELECT 1;')).toMatchObject({ verdict: 'ok' });
  await database.exec("CREATE INDEX broken ON users (name); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass;");
  expect(await ask(invalidIndexes, 'SELECT 1;')).toMatchObject({
    verdict: 'warn',
    said: 'one is INVALID: used by no query and paid for by every write',
    more: ['public.broken on users'],
  });
  await database.exec('DROP INDEX broken');
});

test('what this process has one of: sessions, prepared transactions, replicas', async () => {
  const sql = 'ALTER TABLE users ADD COLUMN age int;';
  expect(await ask(longTransactions, sql)).toMatchObject({ verdict: 'ok', said: 'this is its only session' });
  expect(await ask(connections, sql)).toMatchObject({ verdict: 'ok', said: 'this is its only session' });
  expect(await ask(preparedTransactions, sql)).toMatchObject({ verdict: 'ok', said: 'there is none' });
  expect(await ask(replication, sql)).toEqual({ verdict: 'unknown', said: 'the embedded PostgreSQL has no replication', more: [] });
});

test('server: it takes writes; one that is read-only does not', async () => {
  expect(await ask(server, 'SELECT 1;')).toMatchObject({ verdict: 'ok' });
  await database.exec('SET default_transaction_read_only = on');
  expect(await ask(server, 'SELECT 1;')).toMatchObject({ verdict: 'stop', said: 'The session is read-only' });
  await database.exec('RESET default_transaction_read_only');
});

describe('what the journal knows', () => {
  const journal = () => journalOn(connection, PLACE, { runId: RUN, command: 'apply', version: '0', actor: 'ada', host: 'box', pid: 1 });
  test('no journal yet', async () => {
    expect(await ask(lastRun, 'SELECT 1;')).toMatchObject({ verdict: 'ok', said: 'there was none' });
    expect(await ask(backfills, 'SELECT 1;')).toMatchObject({ verdict: 'ok', said: 'there was none' });
  });
  test('last-run: killed, ended, ended without its hook', async () => {
    await upgradeJournal(connection, PLACE);
    await journal().beginRun();
    await journal().event('hooks-due', null, null, { due: 'after on-failure' });
    expect(await ask(lastRun, 'SELECT 1;')).toMatchObject({
      verdict: 'warn',
      said: expect.stringMatching(
        /^the apply of \d{4}-\d\d-\d\d \d\d:\d\d UTC by ada@box ended without its --after or --on-failure$/,
      ) as string,
    });
    await journal().endRun(1);
    expect((await ask(lastRun, 'SELECT 1;')).said).toMatch(/ended without its --on-failure$/);
    await journal().event('hook', null, null, { hook: 'on-failure', failure: null });
    expect(await ask(lastRun, 'SELECT 1;')).toMatchObject({ verdict: 'ok', said: expect.stringMatching(/ended by itself$/) as string });
    await database.exec("DELETE FROM sqlsafe.event WHERE event <> 'hook'; UPDATE sqlsafe.run SET finished_at = NULL, exit_code = NULL;");
    expect(await ask(lastRun, 'SELECT 1;')).toMatchObject({
      verdict: 'warn',
      said: expect.stringMatching(/was killed before it ended$/) as string,
    });
  });
  test('backfills: of every stream', async () => {
    await database.exec(`INSERT INTO sqlsafe.migration (stream, id, name, position, kind, direction, state, mode, sha256, sha256_normalised, steps_total, steps_done, run_id)
      VALUES ('other', '7', 'db/7.sql', 7, 'versioned', 'up', 'running', 'statement', '', '', 1, 0, '${RUN}');
      INSERT INTO sqlsafe.backfill (stream, id, seq, relation, state, wanted, estimate, batch, sha256, changed) VALUES ('other', '7', 0, 'users', 'paused', 'run', 10, 1, '', 5)`);
    expect(await ask(backfills, 'SELECT 1;')).toMatchObject({
      verdict: 'warn',
      said: 'one is unfinished',
      more: ['7, statement 1, on users: paused after 5 rows'],
    });
    await database.exec("UPDATE sqlsafe.backfill SET state = 'done'");
    expect(await ask(backfills, 'SELECT 1;')).toMatchObject({ verdict: 'ok', said: 'all of them are' });
  });
  test('staging: the same files with the same checksums, or which not', async () => {
    const there = { staging: embedded(database, 'staging') };
    const sql = 'ALTER TABLE users ADD COLUMN age int;';
    expect(await ask(staging, sql)).toMatchObject({ verdict: 'not-asked' });
    const none = await staging.ask({
      ...(await subjectOf(embedded(database), { ...OLD, '2_new.sql': sql }, { wishes: there })),
      place: { ...PLACE, stream: 'third' },
    });
    expect(none).toMatchObject({ verdict: 'stop', said: 'staging has no journal of this history (sqlsafe, third)' });
    const subject = await subjectOf(embedded(database), { ...OLD, '2_new.sql': sql, '3_new.sql': 'SELECT 1;' }, { wishes: there });
    const [first, second] = subject.plan;
    if (first === undefined || second === undefined) throw new Error('two files, and no two migrations');
    await journal().put(first, 'applied', 'all');
    expect(await staging.ask(subject)).toMatchObject({
      verdict: 'stop',
      said: '1 of 2 files were not tried on staging',
      more: ['db/3_new.sql: not applied there'],
    });
    await journal().put({ ...second, checksums: { ...second.checksums, normalised: 'another' } }, 'applied', 'all');
    expect(await staging.ask(subject)).toMatchObject({ more: ['db/3_new.sql: applied there with another text'] });
    await journal().put(second, 'baselined', 'all');
    expect(await staging.ask(subject)).toMatchObject({ more: ['db/3_new.sql: recorded there as a baseline, and never run'] });
    await journal().put(second, 'applied', 'all');
    expect(await staging.ask(subject)).toMatchObject({ verdict: 'ok' });
  });
  test('staging that is out of reach stops it', async () => {
    const wishes = { staging: { code: 'connection-target', text: 'The connection string is not understood.', hint: 'So.' } };
    expect(await ask(staging, 'SELECT 1;', { wishes })).toMatchObject({
      verdict: 'stop',
      said: 'staging: The connection string is not understood',
    });
  });
});

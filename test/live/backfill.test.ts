import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { liveServer } from './server.ts';
import { placeOn, until, type Place, type Running } from './place.ts';
import { startStandby } from './standby.ts';

const server = await liveServer('backfills, paused and throttled and cancelled from elsewhere');
afterAll(() => server?.stop());

let place: Place;
let count = 0;
beforeEach(async () => {
  if (server === undefined) return;
  place = await placeOn(server.port, `backfill_${(count += 1)}`);
});
afterEach(() => place?.remove());

const ROWS = 3000;
/** A value is added to, so that a row that is done twice shows it. */
function writeFill(words: string): void {
  place.write(
    'db/1.sql',
    `CREATE TABLE users (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0);\nINSERT INTO users (id) SELECT generate_series(1, ${ROWS});\n`,
  );
  place.write('db/2.sql', `-- sqlsafe: backfill table=users key=id ${words}\nUPDATE users SET n = n + 1;\n`);
  // It must see all rows done.
  place.write('db/3.sql', 'ALTER TABLE users ADD CONSTRAINT once CHECK (n = 1) NOT VALID;\nALTER TABLE users VALIDATE CONSTRAINT once;\n');
}
const SLOW = 'batch=50 pause=150ms';
const ALLOW = ['--allow', 'validate-constraint-scanning', '--allow', 'transaction-blocking', '--fail-on', 'never'];
const apply = (...more: string[]): Running => place.start(['apply', 'db', ...ALLOW, ...more]);
const changed = async (): Promise<number> => Number(await place.value('SELECT count(*) FROM users WHERE n > 0'));
const begun = (): Promise<unknown> => until('rows that are done', async () => ((await changed().catch(() => 0)) > 0 ? true : undefined));
const hasConstraint = async (): Promise<boolean> => (await place.rows("SELECT 1 FROM pg_constraint WHERE conname = 'once'")).length > 0;

describe.skipIf(server === undefined)('from another terminal', () => {
  test('paused, it stays where it is; resumed, it goes on, and what waited for it runs', async () => {
    writeFill(SLOW);
    const run = apply();
    await begun();
    expect(await place.run(['backfill', 'pause'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('1 backfill: pauses') as string,
    });
    await until('that it says so', () => run.output().includes('it was paused'));
    const paused = await place.run(['backfill']);
    expect(paused.output).toMatch(/^2, statement 1 {2}users: paused, \d+ %, [\d,]+ rows changed, last batch .* ago\n$/);
    expect(paused.code).toBe(9);
    const then = await changed();
    await new Promise((done) => setTimeout(done, 800));
    expect(await changed()).toBe(then);
    expect(then).toBeLessThan(ROWS);
    expect(await hasConstraint()).toBe(false);
    expect(await place.run(['backfill', 'resume', '2'])).toMatchObject({ code: 0 });
    const { code, output } = await run.ended;
    expect(output).toContain('Applied 3 migrations');
    expect(code).toBe(0);
    expect(await place.value('SELECT bool_and(n = 1) FROM users')).toBe(true);
    expect(await place.run(['backfill'])).toMatchObject({ code: 0, output: expect.stringContaining('done, 3,000 rows changed') as string });
  });

  test('cancelled, the run ends with 9, and what comes after it waits until it is resumed', async () => {
    writeFill(SLOW);
    const run = apply();
    await begun();
    expect(await place.run(['backfill', 'cancel', '2'])).toMatchObject({ code: 0 });
    const { code, output } = await run.ended;
    expect(output).toContain('The backfill of db/2.sql was cancelled.');
    expect(output).toContain('Then: sqlsafe backfill resume 2');
    expect(code).toBe(9);
    const done = await changed();
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(ROWS);
    // Nothing goes on by itself.
    expect((await apply().ended).code).toBe(9);
    expect(await changed()).toBe(done);
    expect(await hasConstraint()).toBe(false);
    expect(await place.run(['backfill', 'resume'])).toMatchObject({ code: 0 });
    expect((await apply().ended).code).toBe(0);
    expect(await place.value('SELECT bool_and(n = 1) FROM users')).toBe(true);
    expect(await hasConstraint()).toBe(true);
  });

  test('Ctrl-C ends it at the end of a batch, and the next run goes on there', async () => {
    writeFill(SLOW);
    const run = apply();
    await begun();
    run.child.kill('SIGINT');
    const { code, output } = await run.ended;
    expect(output).toContain('Stopped as asked');
    expect(code).toBe(130);
    expect(await changed()).toBeLessThan(ROWS);
    const again = await apply().ended;
    expect(again.output).toMatch(/users in batches, going on after [\d,]+ rows/);
    expect(again.code).toBe(0);
    expect(await place.value('SELECT bool_and(n = 1) FROM users')).toBe(true);
  });
});

describe.skipIf(server === undefined)('it holds back', () => {
  test('while more sessions are at work than it may meet', async () => {
    writeFill(`${SLOW} max-active=1`);
    const others = await Promise.all([place.open(), place.open()]);
    const busy = others.map((client) => client.query('SELECT pg_sleep(60)').catch(() => undefined));
    const run = apply();
    await until('that it says so', () => /waiting: [2-9] sessions are at work/.test(run.output()));
    expect(await changed()).toBe(0);
    await place.rows("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'");
    await Promise.all(busy);
    expect((await run.ended).code).toBe(0);
    expect(await place.value('SELECT bool_and(n = 1) FROM users')).toBe(true);
  });

  test('while a replica is too far behind', async () => {
    if (server === undefined) return;
    writeFill('batch=100 pause=300ms max-lag=1s');
    // It never comes to what it gets while the test runs.
    const stop = await startStandby(server, 600_000);
    try {
      const run = apply();
      await until('that it says so', () => /waiting: a replica is \d\.\d s behind/.test(run.output()));
      expect(await changed()).toBeLessThan(ROWS);
      await stop();
      expect((await run.ended).code).toBe(0);
      expect(await place.value('SELECT bool_and(n = 1) FROM users')).toBe(true);
    } catch (error) {
      await stop().catch(() => undefined);
      throw error;
    }
  });

  test('while a row of it is locked, it tries again with half of the rows', async () => {
    writeFill('batch=400');
    expect((await apply('--to', '1').ended).code).toBe(0);
    const holder = await place.open();
    await holder.query('BEGIN; UPDATE users SET n = n WHERE id = 700');
    const run = apply('--lock-timeout', '20ms');
    await until('that it says so', () => run.output().includes('the lock was not free'));
    await holder.query('ROLLBACK');
    expect((await run.ended).code).toBe(0);
    expect(await place.value('SELECT bool_and(n = 1) FROM users')).toBe(true);
  });
});

describe.skipIf(server === undefined)('killed, each row is done once', () => {
  const killAndGoOn = async (seen: string): Promise<void> => {
    const run = apply();
    await until('rows that are done', async () => Number(await place.value(seen).catch(() => 0)) > 300);
    run.child.kill('SIGKILL');
    expect((await run.ended).signal).toBe('SIGKILL');
    expect((await apply().ended).code).toBe(0);
  };

  test('by a key of several columns, one of them a text', async () => {
    place.write(
      'db/1.sql',
      `CREATE TABLE "Order" (tenant text NOT NULL, "Id" int NOT NULL, n int NOT NULL DEFAULT 0, PRIMARY KEY (tenant, "Id"));
INSERT INTO "Order" SELECT chr(97 + i % 7) || E' \\'"\\\\ä', i FROM generate_series(1, ${ROWS}) AS i;\n`,
    );
    place.write(
      'db/2.sql',
      `-- sqlsafe: backfill table="Order" key=tenant,"Id" ${SLOW}\nUPDATE "Order" AS o SET n = n + 1 WHERE o.n = 0 OR o.n > 0;\n`,
    );
    await killAndGoOn('SELECT count(*) FROM "Order" WHERE n > 0');
    expect(await place.value('SELECT bool_and(n = 1) FROM "Order"')).toBe(true);
  });

  test.each([
    ['uuid', 'md5(i::text)::uuid'],
    ['timestamptz', "'2026-01-01'::timestamptz + i * interval '1.000001 s'"],
    ['numeric', 'i / 7.0'],
    ['double precision', 'i / 7.0::float8'],
    ['bytea', "decode(md5(i::text), 'hex')"],
  ])('by a key that is a %s', async (type, value) => {
    place.write(
      'db/1.sql',
      `CREATE TABLE users (id ${type} PRIMARY KEY, n int NOT NULL DEFAULT 0);\nINSERT INTO users SELECT ${value} FROM generate_series(1, ${ROWS}) AS i;\n`,
    );
    place.write('db/2.sql', `-- sqlsafe: backfill table=users key=id ${SLOW}\nUPDATE users SET n = n + 1;\n`);
    await killAndGoOn('SELECT count(*) FROM users WHERE n > 0');
    expect(await place.value('SELECT bool_and(n = 1) FROM users')).toBe(true);
  });

  test('by a key that many rows share', async () => {
    place.write(
      'db/1.sql',
      `CREATE TABLE users (id bigint PRIMARY KEY, day date NOT NULL, n int NOT NULL DEFAULT 0);
INSERT INTO users SELECT i, '2026-01-01'::date + i / 170 FROM generate_series(1, ${ROWS}) AS i;\nCREATE INDEX users_day ON users (day);\n`,
    );
    place.write('db/2.sql', `-- sqlsafe: backfill table=users key=day ${SLOW}\nUPDATE users SET n = n + 1;\n`);
    await killAndGoOn('SELECT count(*) FROM users WHERE n > 0');
    expect(await place.value('SELECT bool_and(n = 1) FROM users')).toBe(true);
  });

  test('of INSERT … SELECT, and of DELETE', async () => {
    place.write(
      'db/1.sql',
      `CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\nINSERT INTO users SELECT i, 'n' || i FROM generate_series(1, ${ROWS}) AS i;
CREATE TABLE names (id bigint NOT NULL, name text NOT NULL);\n`,
    );
    place.write(
      'db/2.sql',
      `-- sqlsafe: backfill table=users key=id ${SLOW}\nINSERT INTO names (id, name) SELECT u.id, upper(u.name) FROM users AS u WHERE u.id % 3 <> 0;\n`,
    );
    place.write('db/3.sql', `-- sqlsafe: backfill table=users key=id ${SLOW}\nDELETE FROM users WHERE id % 2 = 0;\n`);
    await killAndGoOn('SELECT count(*) FROM names');
    expect(
      await place.rows("SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids, bool_and(name = 'N' || id) AS same FROM names"),
    ).toEqual([{ n: 2000, ids: 2000, same: true }]);
    expect(await place.value('SELECT count(*)::int FROM users')).toBe(ROWS / 2);
  });
});

describe.skipIf(server === undefined)('it is seen', () => {
  test('by programs: an event for each batch', async () => {
    writeFill('batch=500');
    const { output, code } = await apply('--format', 'json').ended;
    expect(code).toBe(0);
    const events = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>> & { readonly event: string })
      .filter(({ event }) => event.startsWith('backfill-'));
    expect(events[0]).toMatchObject({ event: 'backfill-started', id: '2', seq: 0, table: 'users', changed: 0, seen: 0 });
    const batches = events.filter(({ event }) => event === 'backfill-progress');
    expect(batches.length).toBeGreaterThan(2);
    expect(batches[0]).toMatchObject({ changed: 500, seen: 500 });
    expect(batches.at(-1)).toMatchObject({ changed: ROWS });
    for (const batch of batches)
      expect(batch).toEqual(expect.objectContaining({ ms: expect.any(Number) as number, batch: expect.any(Number) as number }));
    expect(events.at(-1)).toMatchObject({ event: 'backfill-done', id: '2', changed: ROWS });
    const listed = JSON.parse((await place.run(['backfill', '--format', 'json'])).output) as { readonly backfills: readonly unknown[] };
    expect(listed.backfills).toMatchObject([{ id: '2', state: 'done', changed: ROWS }]);
  });

  test('by people at a terminal: how far it is, and how long it will take', async () => {
    writeFill('batch=40 pause=400ms');
    expect((await apply('--to', '1').ended).code).toBe(0);
    const command = [...place.command, 'apply', 'db', '--url', place.url, ...ALLOW].map((each) => `'${each}'`).join(' ');
    // A terminal of its own: https://man7.org/linux/man-pages/man1/script.1.html
    const terminal = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd: place.folder,
      env: { PATH: process.env['PATH'], TERM: 'xterm' },
    });
    let seen = '';
    terminal.stdout.on('data', (data: Buffer) => (seen += data.toString()));
    await new Promise((done) => terminal.once('close', done));
    expect(seen).toMatch(/\r\u001B\[K {2}\d+(?:\.\d+)? m?s {2}\d+ %, [\d,]+ rows changed, \d+ a batch, about [\d.]+ \w+ left/);
    expect(seen).toContain('3,000 rows changed in ');
    expect(seen).toMatch(/db\/2\.sql {2}\S*1 statement, /);
  });
});

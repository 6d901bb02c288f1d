import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { liveServer } from './server.ts';
import { placeOn, until, type Place } from './place.ts';

const server = await liveServer('files that follow each other without waiting for answers');
afterAll(() => server?.stop());

let place: Place;
let count = 0;
beforeEach(async () => {
  if (server === undefined) return;
  place = await placeOn(server.port, `convoy_${(count += 1)}`);
});
afterEach(() => place?.remove());

/** More than go at once. */
const MANY = 120;
const name = (n: number): string => `db/${String(n).padStart(3, '0')}_t.sql`;
const create = (n: number): string => `CREATE TABLE t${n} (id int PRIMARY KEY);\nCOMMENT ON TABLE t${n} IS 'table ${n}';\n`;

interface Told {
  readonly event: string;
  readonly id?: string;
}
const eventsOf = (output: string): readonly Told[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Told);
/** `1 migration-started`, in the order in which they were told. */
const aboutMigrations = (output: string): readonly string[] =>
  eventsOf(output).flatMap(({ event, id = '' }) =>
    /^(?:migration|statement)-/.test(event) ? [`${Number.parseInt(id, 10)} ${event}`] : [],
  );
const OF_ONE = ['migration-started', 'statement-started', 'statement-done', 'statement-started', 'statement-done', 'migration-done'];
const inOrder = (upTo: number): readonly string[] =>
  Array.from({ length: upTo }, (_, at) => OF_ONE.map((event) => `${at + 1} ${event}`)).flat();

describe.skipIf(server === undefined)('a database built up from nothing', () => {
  test('each migration is told, recorded and done once, in order', async () => {
    for (let n = 1; n <= MANY; n += 1) place.write(name(n), create(n));
    const { code, output } = await place.run(['apply', 'db', '--format', 'json']);
    expect(code).toBe(0);
    expect(aboutMigrations(output)).toEqual(inOrder(MANY));
    expect(await place.value("SELECT count(*)::int FROM pg_class WHERE relkind = 'r' AND relname ~ '^t[0-9]+$'")).toBe(MANY);
    expect(await place.rows('SELECT state, attempts, steps_done, count(*)::int AS n FROM sqlsafe.migration GROUP BY 1, 2, 3')).toEqual([
      { state: 'applied', attempts: 1, steps_done: 2, n: MANY },
    ]);
    expect(await place.value("SELECT count(*)::int FROM sqlsafe.event WHERE event <> 'applied'")).toBe(0);
    expect(await place.run(['apply', 'db'])).toMatchObject({ code: 0, output: expect.stringContaining('Nothing to do') as string });
  });

  test('one is refused: those before it stay, it is reported as ever, and nothing behind it has begun', async () => {
    for (let n = 1; n <= 9; n += 1) place.write(name(n), create(n));
    place.write(name(6), `${create(6)}ALTER TABLE t5 DROP COLUMN nothing;\n`);
    const first = await place.run(['apply', 'db', '--format', 'json', '--allow', 'migration-failing']);
    expect(first.code).toBe(1);
    expect(aboutMigrations(first.output).slice(0, 30)).toEqual(inOrder(5));
    expect(aboutMigrations(first.output).slice(30)).toEqual([
      ...OF_ONE.slice(0, 5).map((event) => `6 ${event}`),
      '6 statement-started',
      '6 migration-failed',
    ]);
    const applied = await place.rows("SELECT name FROM sqlsafe.migration WHERE state = 'applied' ORDER BY 1");
    expect(applied.map((row) => row['name'])).toEqual([1, 2, 3, 4, 5].map(name));
    expect(await place.value("SELECT to_regclass('t6') IS NULL AND to_regclass('t7') IS NULL")).toBe(true);
    place.write(name(6), create(6));
    expect(await place.run(['apply', 'db'])).toMatchObject({ code: 0, output: expect.stringContaining('Applied 4 migrations') as string });
  });

  test('Ctrl-C, twice, while one of them waits: it is cancelled, those before it stay, and the next run goes on behind them', async () => {
    for (let n = 1; n <= 40; n += 1) place.write(name(n), create(n));
    // Somebody else is about to make a table of the name of the thirtieth.
    const other = await place.open();
    await other.query('BEGIN');
    await other.query('CREATE TABLE t30 (id int)');
    const run = place.start(['apply', 'db']);
    const waiting = "SELECT count(*)::int FROM pg_stat_activity WHERE application_name LIKE 'sqlsafe%' AND wait_event_type = 'Lock'";
    await until('it waits', async () => (await place.value(waiting)) === 1);
    run.child.kill('SIGINT');
    await until('it was heard', () => run.output().includes('once more cancels it'));
    run.child.kill('SIGINT');
    const { code, output } = await run.ended;
    expect({ code, output }).toMatchObject({ code: 130, output: expect.stringContaining(name(29)) as string });
    expect(await place.value("SELECT detail->>'code' FROM sqlsafe.event WHERE event = 'refused'"), 'cancelled, not timed out').toBe(
      '57014',
    );
    await other.query('ROLLBACK');
    const applied = await place.rows("SELECT name FROM sqlsafe.migration WHERE state = 'applied' ORDER BY 1");
    expect(applied.map((row) => row['name'])).toEqual(Array.from({ length: 29 }, (_, at) => name(at + 1)));
    const tables = "SELECT count(*)::int FROM pg_class WHERE relkind = 'r' AND relname ~ '^t[0-9]+$'";
    expect(await place.value(tables)).toBe(29);
    expect(await place.run(['apply', 'db'])).toMatchObject({ code: 0, output: expect.stringContaining('Applied 11 migrations') as string });
    expect(await place.value(tables)).toBe(40);
  });

  test('what one file says goes with its line, not with that of another', async () => {
    for (let n = 1; n <= 3; n += 1) place.write(name(n), create(n));
    place.write(name(2), `${create(2)}CREATE TABLE IF NOT EXISTS t1 (id int);\n`);
    const { code, output } = await place.run(['apply', 'db']);
    expect(code).toBe(0);
    expect(
      output
        .split('\n')
        .filter((line) => /_t\.sql|notice/.test(line))
        .map((line) => line.trim().replace(/ {2}.*/, '')),
    ).toEqual([`✔ ${name(1)}`, 'notice: relation "t1" already exists, skipping', `✔ ${name(2)}`, `✔ ${name(3)}`]);
  });
});

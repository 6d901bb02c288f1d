import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectWithPg } from '../../src/execute/drivers/postgresql.ts';
import { ConnectionLost, type Connection } from '../../src/execute/drivers/driver.ts';
import { placeOn, type Place } from './place.ts';
import { liveServer } from './server.ts';

const server = await liveServer('rows that follow a COPY');
afterAll(() => server?.stop());

let place: Place;
let count = 0;
beforeEach(async () => {
  if (server === undefined) return;
  place = await placeOn(server.port, `copy_${(count += 1)}`);
});
afterEach(() => place?.remove());

/** More than a message, and than what waits in the socket. */
const ROWS = 200_000;
const rows = (last = ''): string => `${Array.from({ length: ROWS }, (_, at) => `${at + 1}\tüñ ${at}\n`).join('')}${last}`;

describe.skipIf(server === undefined)('on a session', () => {
  const open = async (): Promise<Required<Pick<Connection, 'copyIn'>> & Connection> => {
    const connection = await connectWithPg({ url: place.url, secrets: [] });
    if ('code' in connection || connection.copyIn === undefined) throw new Error('no connection');
    await connection.query('CREATE TABLE a (id int PRIMARY KEY, t text)');
    return { ...connection, copyIn: connection.copyIn };
  };
  test('many rows arrive; what is refused in the middle leaves nothing, and the session goes on', async () => {
    const connection = await open();
    await connection.copyIn('COPY a FROM stdin', rows());
    expect(await connection.query('SELECT count(*)::int AS n, max(t) AS t FROM a WHERE t = $1', [`üñ ${ROWS - 1}`])).toEqual([
      { n: 1, t: `üñ ${ROWS - 1}` },
    ]);
    await connection.query('TRUNCATE a');
    await connection.query('BEGIN');
    const refused = connection.copyIn('COPY a FROM stdin', `1\tx\n1\ty\n${rows()}`);
    await expect(refused).rejects.toThrow('duplicate key value violates unique constraint "a_pkey" (line 2 of its rows)');
    await expect(connection.query('SELECT 1')).rejects.toThrow('current transaction is aborted');
    await connection.query('ROLLBACK');
    expect(await connection.query('SELECT count(*)::int AS n FROM a')).toEqual([{ n: 0 }]);
    await connection.copyIn('COPY a FROM stdin', '');
    await connection.copyIn('SELECT 1', 'nobody asks for them');
    await expect(connection.copyIn('COPY no_such FROM stdin', '1\n')).rejects.toMatchObject({ code: '42P01' });
    expect(await connection.query('SELECT count(*)::int AS n FROM a')).toEqual([{ n: 0 }]);
    await connection.end();
  });
  test('a session that is ended meanwhile is lost', async () => {
    const connection = await open();
    await connection.query('CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$');
    await connection.query('CREATE TRIGGER slow BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION slow()');
    const lost = connection.copyIn('COPY a FROM stdin', rows());
    await Promise.all([
      expect(lost).rejects.toThrow(ConnectionLost),
      place.rows(`SELECT pg_sleep(0.2), pg_terminate_backend(${connection.backend ?? 0})`),
    ]);
  });
});

describe.skipIf(server === undefined)('apply', () => {
  const never = ['--fail-on', 'never'];
  test('a dump of data is put in, waits for its lock in short attempts, and is taken back as a whole where it fails', async () => {
    place.write('db/1.sql', 'CREATE TABLE a (id int PRIMARY KEY, t text);\n');
    place.write(
      'db/2.sql',
      `\\restrict x\nSET client_encoding = 'UTF8';\nSELECT pg_catalog.set_config('search_path', '', false);\nCOPY public.a (id, t) FROM stdin;\n${rows()}\\.\n\\unrestrict x\n`,
    );
    expect(await place.run(['apply', 'db', '--to', '1'])).toMatchObject({ code: 0 });
    const holder = await place.open();
    await holder.query('BEGIN; LOCK a IN SHARE MODE');
    const run = place.start(['apply', 'db', ...never]);
    await new Promise((done) => setTimeout(done, 1500));
    await holder.query('COMMIT');
    const { code, output } = await run.ended;
    expect(output).toContain('Applied 1 migration');
    expect(code).toBe(0);
    expect(Number(await place.value('SELECT count(*) FROM a'))).toBe(ROWS);
    place.write('db/3.sql', `COPY a FROM stdin;\n${ROWS + 1}\tx\n1\ty\n\\.\n`);
    const failed = await place.run(['apply', 'db', ...never]);
    expect(failed.output).toContain('db/3.sql:1: duplicate key value violates unique constraint "a_pkey" (line 2 of its rows) (23505)');
    expect(failed.code).toBe(1);
    expect(Number(await place.value('SELECT count(*) FROM a'))).toBe(ROWS);
    expect(await place.run(['apply', 'db', ...never, '--lease', '30s'])).toMatchObject({ code: 1 });
    place.write('db/3.sql', `COPY a FROM stdin;\n${ROWS + 1}\tx\n\\.\n`);
    expect(await place.run(['apply', 'db', ...never, '--lease', '30s'])).toMatchObject({ code: 0 });
    expect(Number(await place.value('SELECT count(*) FROM a'))).toBe(ROWS + 1);
  });
});

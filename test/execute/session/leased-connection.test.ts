import { expect, test } from 'vitest';
import { ConnectionLost, type Connection } from '../../../src/execute/drivers/driver.ts';
import { leased } from '../../../src/execute/session/leased-connection.ts';

const GUARD = {
  place: { schema: 'sqlsafe', stream: 'default' },
  runId: '00000000-0000-4000-8000-000000000000',
  fence: 3,
  keys: [1, 2],
  seconds: 30,
} as const;

/** A server that notes what it is sent; `mine`: the lease is ours. */
function server(mine: () => boolean): { readonly sent: string[]; readonly connection: Connection; readonly pid: () => number } {
  const sent: string[] = [];
  const raw: Connection = {
    query: (sql) => {
      const isGuard = sql.includes('FOR KEY SHARE');
      sent.push(isGuard ? 'guard' : sql);
      return Promise.resolve(isGuard && mine() ? [{ pid: 42, alone: true }] : []);
    },
    copyIn: (sql, rows) => {
      sent.push(`${sql} ${rows}`);
      return Promise.resolve();
    },
    end: () => Promise.resolve(),
  };
  return { sent, ...leased(raw, GUARD) };
}

test('each transaction begins with a look at the lease, and knows its process', async () => {
  const { sent, connection, pid } = server(() => true);
  await connection.query('BEGIN; SET LOCAL lock_timeout = 200');
  await connection.query('CREATE TABLE a (id int)');
  await connection.query('COMMIT');
  expect(sent).toEqual(['BEGIN; SET LOCAL lock_timeout = 200', 'guard', 'CREATE TABLE a (id int)', 'COMMIT']);
  expect(pid()).toBe(42);
});

test('what is written outside a transaction gets one; what is read does not need any', async () => {
  const { sent, connection } = server(() => true);
  await connection.query('UPDATE sqlsafe.run SET exit_code = $1', [0]);
  await connection.query('SELECT 1');
  await connection.query('ROLLBACK');
  expect(sent).toEqual(['BEGIN', 'guard', 'UPDATE sqlsafe.run SET exit_code = $1', 'COMMIT', 'SELECT 1', 'ROLLBACK']);
});

test('rows of a COPY go in a transaction, too', async () => {
  const { sent, connection } = server(() => true);
  await connection.copyIn?.('COPY a FROM stdin', '1\n');
  await connection.query('BEGIN');
  await connection.copyIn?.('COPY a FROM stdin', '2\n');
  await connection.query('COMMIT');
  expect(sent).toEqual(['BEGIN', 'guard', 'COPY a FROM stdin 1\n', 'COMMIT', 'BEGIN', 'guard', 'COPY a FROM stdin 2\n', 'COMMIT']);
});

test('without the lease nothing is written', async () => {
  let mine = true;
  const { sent, connection } = server(() => mine);
  await connection.query('BEGIN');
  await connection.query('ROLLBACK TO SAVEPOINT s');
  await connection.query('COMMIT');
  mine = false;
  sent.length = 0;
  await expect(connection.query('BEGIN')).rejects.toThrow(ConnectionLost);
  await expect(connection.query('DELETE FROM a')).rejects.toThrow('another run has taken it');
  expect(sent).toEqual(['BEGIN', 'guard', 'ROLLBACK', 'BEGIN', 'guard', 'ROLLBACK']);
});

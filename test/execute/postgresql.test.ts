import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { connectionTarget } from '../../src/execute/drivers/connection-target.ts';
import type { Connection } from '../../src/execute/drivers/driver.ts';
import { connectWithPg } from '../../src/execute/drivers/postgresql.ts';
import type { Problem } from '../../src/model/problem.ts';

async function connect(url: string): Promise<Connection | Problem> {
  const target = connectionTarget(url, {});
  return 'code' in target ? target : connectWithPg(target);
}

test('no server: the reason, and a hint', async () => {
  // Port 1 of this machine: nothing listens there.
  expect(await connect('postgres://me:sesame@127.0.0.1:1/db')).toEqual({
    code: 'connection-failed',
    text: 'No connection to the database: connect ECONNREFUSED 127.0.0.1:1.',
    hint: 'Is the server running, and are host and port right?',
  });
});

/** An ErrorResponse of PostgreSQL's protocol. */
function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

test('what the server says is said on, without the password', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(errorResponse('28P01', 'password "sesame" is wrong')));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const refused = await connect(`postgres://me:sesame@127.0.0.1:${port}/db`);
  server.close();
  expect(refused).toEqual({
    code: 'connection-failed',
    text: 'No connection to the database: password "…" is wrong.',
    hint: 'Is the password right?',
  });
});

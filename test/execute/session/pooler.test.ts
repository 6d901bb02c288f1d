import { expect, test } from 'vitest';
import type { Connection, Driver } from '../../../src/execute/drivers/driver.ts';
import { refusePooler } from '../../../src/execute/session/pooler.ts';

/** Clients whose queries run on server sessions as `next` gives them out; their process number is `told`. */
function clients(told: number, next: () => number): { readonly connection: Connection; readonly driver: Driver } {
  const open = (): Connection => ({
    query: () => Promise.resolve([{ pid: next() }]),
    end: () => Promise.resolve(),
    backend: told,
  });
  const driver: Driver = {
    kind: 'server',
    name: 'x',
    manySessions: true,
    open: () => Promise.resolve(open()),
    close: () => Promise.resolve(),
  };
  return { connection: open(), driver };
}

/** Process numbers one after the other, then the last for ever. */
const inTurn = (...pids: readonly number[]): (() => number) => {
  let at = 0;
  return () => pids[Math.min(at++, pids.length - 1)] ?? 0;
};

test('a server tells its own process number', async () => {
  const { connection, driver } = clients(100, () => 100);
  expect(await refusePooler(connection, 100, driver)).toBeUndefined();
});

test('two clients on one session of the server: transaction pooling', async () => {
  const { connection, driver } = clients(7, () => 100);
  expect(await refusePooler(connection, 100, driver)).toMatchObject({ code: 'pooler' });
});

test('one client on two sessions in turn: transaction pooling', async () => {
  const { connection, driver } = clients(7, inTurn(100, 101, 102, 103));
  expect(await refusePooler(connection, 100, driver)).toMatchObject({ code: 'pooler' });
});

test('a pool that gives each client a session of its own will do', async () => {
  const { connection, driver } = clients(7, inTurn(100, 101, 100, 101));
  expect(await refusePooler(connection, 100, driver)).toBeUndefined();
});

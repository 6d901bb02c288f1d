import { expect, test } from 'vitest';
import { watchLag } from '../../../src/execute/backfill/lag.ts';
import type { Connection, Row } from '../../../src/execute/drivers/driver.ts';

/** A server whose log and replica stand where a test says, at a time that it says. */
function serverAt(): { readonly connection: Connection; readonly state: { now: number; row: Row | undefined; nudged: number } } {
  const state: { now: number; row: Row | undefined; nudged: number } = { now: 0, row: undefined, nudged: 0 };
  const query = (sql: string): Promise<readonly Row[]> => {
    if (!sql.includes('emit_message')) return Promise.resolve(state.row === undefined ? [] : [state.row]);
    state.nudged += 1;
    return Promise.resolve([]);
  };
  return { connection: { query, end: () => Promise.resolve() }, state };
}

test('without a replica there is none', async () => {
  const { connection, state } = serverAt();
  state.row = { written: '100', replayed: null, lag: '0' };
  expect(await watchLag().look(connection, 10)).toBe(0);
});

test("the server's word counts", async () => {
  const { connection, state } = serverAt();
  state.row = { written: '100', replayed: '100', lag: '5000' };
  expect(await watchLag(() => state.now).look(connection, 10_000)).toBe(5000);
  expect(state.nudged).toBe(0);
});

test('one that stands still is behind since the log went past it', async () => {
  const { connection, state } = serverAt();
  const { look } = watchLag(() => state.now);
  const at = (now: number, written: number, replayed: number): Promise<number> => {
    Object.assign(state, { now, row: { written: String(written), replayed: String(replayed), lag: '3' } });
    return look(connection, 1000);
  };
  expect(await at(0, 100, 100)).toBe(3);
  expect(await at(500, 200, 100)).toBe(3);
  expect(await at(1000, 300, 100)).toBe(500);
  expect(state.nudged).toBe(0);
  expect(await at(2000, 300, 100)).toBe(1500);
  expect(state.nudged).toBe(1);
  // It came on a little: behind since the next thing.
  expect(await at(2100, 300, 200)).toBe(1100);
  expect(await at(2200, 400, 400)).toBe(3);
});

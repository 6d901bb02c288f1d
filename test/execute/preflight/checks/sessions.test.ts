import { describe, expect, test } from 'vitest';
import { ServerError, type Row } from '../../../../src/execute/drivers/driver.ts';
import { connections } from '../../../../src/execute/preflight/checks/connections.ts';
import { longTransactions } from '../../../../src/execute/preflight/checks/long-transactions.ts';
import { preparedTransactions } from '../../../../src/execute/preflight/checks/prepared-transactions.ts';
import { replication } from '../../../../src/execute/preflight/checks/replication.ts';
import { runPreflight } from '../../../../src/execute/preflight/run-preflight.ts';
import { PREFLIGHT } from '../../../../src/model/preflight.ts';
import { subjectOf, told } from '../subject.ts';

// What only a server with other sessions can say; npm run preflight asks a real one.

const FILES = { '1.sql': 'CREATE TABLE users (id int);', '2_new.sql': 'ALTER TABLE users ADD COLUMN age int;' };
const BUILD = { '1.sql': 'CREATE TABLE users (id int);', '2_new.sql': 'CREATE INDEX CONCURRENTLY i ON users (id);' };
const HOLDERS = "l.locktype = 'relation' AND l.granted";
const OLD_ONES = 'a.backend_xmin IS NOT NULL';

const session = (pid: number, seconds: number, more: Row = {}): Row => ({
  pid,
  application: 'worker',
  user: 'app',
  state: 'idle in transaction',
  query: 'SELECT 1',
  seconds,
  mode: 'AccessShareLock',
  oid: '16400',
  relation: 'users',
  hidden: false,
  ...more,
});

describe('long-transactions', () => {
  const ask = async (files: Readonly<Record<string, string>>, rows: readonly Row[], snapshots: readonly Row[] = [], hidden = 0) =>
    longTransactions.ask(
      await subjectOf(told({ [HOLDERS]: rows, [OLD_ONES]: snapshots, 'insufficient privilege': [{ hidden }] }), files, { oids: '16400' }),
    );
  test('nobody, or only for moments', async () => {
    expect(await ask(FILES, [])).toMatchObject({ verdict: 'ok', said: 'nobody holds what is to be changed' });
    expect(await ask(FILES, [session(7, 3)])).toMatchObject({ verdict: 'ok', said: '1 at work on it, none for longer than 60 s' });
  });
  test('for minutes: a warning that names it, once for all that it holds', async () => {
    expect(await ask(FILES, [session(7, 90), session(7, 90, { relation: 'users_pkey' })])).toMatchObject({
      verdict: 'warn',
      more: ['process 7 (worker, app), idle in transaction for 90 s: SELECT 1; it holds ACCESS SHARE on users, ACCESS SHARE on users_pkey'],
    });
  });
  test('for longer than the run would try: nothing runs', async () => {
    expect(await ask(FILES, [session(7, 601)])).toMatchObject({ verdict: 'stop' });
  });
  test('what does not exclude the lock that is wanted is nobody’s hindrance', async () => {
    expect(await ask(BUILD, [session(7, 9000)])).toMatchObject({ verdict: 'ok' });
  });
  test('a concurrent build waits for old transactions, and never stops for them', async () => {
    expect(await ask(BUILD, [session(7, 9000, { mode: 'RowExclusiveLock' })])).toMatchObject({ verdict: 'ok' });
    expect(await ask(BUILD, [session(7, 9000, { mode: 'ShareUpdateExclusiveLock' })])).toMatchObject({ verdict: 'warn' });
    expect(await ask(BUILD, [], [session(8, 90)])).toMatchObject({
      verdict: 'warn',
      said: 'the concurrent build waits until these are over',
    });
  });
  test('what may not be seen is said', async () => {
    expect(await ask(FILES, [session(7, 0, { hidden: true })])).toMatchObject({
      verdict: 'unknown',
      more: ['process 7 holds ACCESS SHARE on users'],
    });
    expect(await ask(BUILD, [], [], 4)).toMatchObject({ verdict: 'unknown', said: expect.stringContaining('4 sessions') as string });
  });
});

describe('prepared-transactions', () => {
  const left = { gid: 'tx 1', owner: 'app', prepared: '2026-11-27 10:00', mode: null, oid: null, relation: null };
  const ask = async (rows: readonly Row[]) =>
    preparedTransactions.ask(await subjectOf(told({ pg_prepared_xacts: rows }), FILES, { oids: '16400' }));
  test('none', async () => {
    expect(await ask([])).toMatchObject({ verdict: 'ok' });
  });
  test('one elsewhere is a warning, one that holds what is to be changed stops it', async () => {
    expect(await ask([left])).toMatchObject({ verdict: 'warn', more: ['tx 1, prepared 2026-11-27 10:00 UTC by app'] });
    expect(await ask([{ ...left, mode: 'RowExclusiveLock', oid: '16400', relation: 'users' }])).toMatchObject({
      verdict: 'stop',
      more: ['tx 1 holds ROW EXCLUSIVE on users'],
    });
  });
});

describe('connections', () => {
  const limits = { server: 97, used: 10, of_database: -1, used_database: 10, of_user: -1, used_user: 1 };
  const ask = async (row: Row) => connections.ask(await subjectOf(told({ max_connections: [row] }), FILES, { oids: '1' }));
  test('enough', async () => {
    expect(await ask(limits)).toMatchObject({ verdict: 'ok', said: '10 of 97 connections of the server are in use', more: [] });
  });
  test.each([
    ['the server', { ...limits, used: 94 }],
    ['the database', { ...limits, of_database: 12 }],
    ['the user', { ...limits, of_user: 4 }],
  ])('few of %s', async (_, row) => {
    expect(await ask(row)).toMatchObject({ verdict: 'warn' });
  });
});

describe('replication', () => {
  const ask = async (replicas: readonly Row[], slots: readonly Row[] = []) =>
    replication.ask(await subjectOf(told({ pg_stat_replication: replicas, pg_replication_slots: slots }), FILES, { oids: '1' }));
  const replica = { name: 'standby', hidden: false, seconds: 0.2, bytes: '1200' };
  test('none, and one that keeps up', async () => {
    expect(await ask([])).toMatchObject({ verdict: 'ok', said: 'there is none' });
    expect(await ask([replica])).toMatchObject({ verdict: 'ok', said: 'the replica does', more: ['standby is 0.2 s and 1.2 kB behind'] });
  });
  test('behind in time, in bytes, or kept back by nobody', async () => {
    expect(await ask([replica, { ...replica, name: 'far', seconds: 12 }])).toMatchObject({
      verdict: 'warn',
      more: ['far is 12.0 s and 1.2 kB behind'],
    });
    expect(await ask([{ ...replica, bytes: '2000000000' }])).toMatchObject({ verdict: 'warn' });
    expect(await ask([], [{ name: 'old', bytes: '3000000000' }])).toMatchObject({ verdict: 'warn', more: ['slot old keeps 3 GB'] });
  });
  test('what this user may not see', async () => {
    expect(await ask([{ ...replica, hidden: true, bytes: null }])).toMatchObject({ verdict: 'unknown' });
  });
});

test('every question has an answer, and what the server refuses is unknown, not silence', async () => {
  const refused = new ServerError('permission denied for view pg_prepared_xacts', '42501');
  const driver = told({
    pg_prepared_xacts: refused,
    pg_is_in_recovery: [{ standby: false, read_only: 'off' }],
    to_regclass: [{ meta: null }],
  });
  const said: string[] = [];
  const answers = await runPreflight(await subjectOf(driver, FILES, { oids: '16400' }), new Set(['disk', 'table-sizes']), ({ id }) =>
    said.push(id),
  );
  expect(said).toEqual(PREFLIGHT);
  const of = (id: string) => answers.find((answer) => answer.id === id);
  expect(of('prepared-transactions')).toMatchObject({
    verdict: 'unknown',
    said: 'the server did not answer: permission denied for view pg_prepared_xacts',
  });
  expect(of('disk')).toMatchObject({ verdict: 'skipped', said: 'skipped, as asked', instead: null });
  for (const { asks, source } of answers) {
    expect(asks).toMatch(/\?$/);
    expect(source).toMatch(/^https:\/\/www\.(?:postgresql|iana)\.org\//);
  }
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { PGlite } from '@electric-sql/pglite';
import { readFacts } from '../../../src/execute/run/session.ts';
import { citusNode, refuseWorker } from '../../../src/execute/session/citus.ts';
import type { Connection } from '../../../src/execute/drivers/driver.ts';

// There is no Citus to be had here: its extension is a row, and its two tables are made with the columns that its documentation names.
let database: PGlite;
const connection: Connection = {
  query: async (sql) => (await database.query<Readonly<Record<string, unknown>>>(sql)).rows,
  end: () => Promise.resolve(),
};

beforeAll(async () => {
  database = await PGlite.create();
}, 60_000);
afterAll(() => database.close(), 60_000);

test('no Citus: nothing is asked further, and nothing is refused', async () => {
  expect((await readFacts(connection)).citus).toBeNull();
  expect(await citusNode(connection, null)).toBeUndefined();
  expect(refuseWorker(undefined)).toBeUndefined();
});

test('coordinator and worker are told apart by the group of the node', async () => {
  await database.exec(`SET allow_system_table_mods = on;
    INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (99999, 'citus', 10, 11, false, '12.1-1');
    CREATE TABLE pg_catalog.pg_dist_local_group (groupid int PRIMARY KEY);
    INSERT INTO pg_catalog.pg_dist_local_group VALUES (0);
    CREATE TABLE pg_catalog.pg_dist_node (nodeid int, groupid int, nodename text, nodeport int, isactive boolean);
    INSERT INTO pg_catalog.pg_dist_node VALUES (1, 0, 'c', 5432, true), (2, 1, 'w1', 5432, true), (3, 2, 'w2', 5432, true), (4, 3, 'w3', 5432, false)`);
  const { citus } = await readFacts(connection);
  const coordinator = await citusNode(connection, citus);
  expect(coordinator).toEqual({ version: '12.1-1', group: 0, workers: 2 });
  expect(refuseWorker(coordinator)).toBeUndefined();
  await database.exec('UPDATE pg_catalog.pg_dist_local_group SET groupid = 2');
  const worker = await citusNode(connection, citus);
  expect(worker?.group).toBe(2);
  expect(refuseWorker(worker)?.text).toBe('This is a worker of a Citus cluster (group 2). Nothing was run.');
});

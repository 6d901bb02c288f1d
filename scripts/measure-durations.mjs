import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { Client } from 'pg';
import { compare, summarise } from './durations/compare.mjs';
import { fit } from './durations/fit.mjs';
import { CASES, filling, indexes, SHAPES, tables } from './durations/shapes.mjs';

// How long a server works on tables of 10⁴ to 10⁷ rows, against what `check --stats` says of the same tables.
//
//   npm run measure:durations -- --url postgres://postgres@127.0.0.1/postgres --save FILE    measures what the file lacks
//   npm run measure:durations -- --save FILE                                                 compares only
//   npm run measure:durations -- --save FILE --fit                                           prints costs that fit it
//
// The server must be one that may be worked hard: a schema of ours is made in it and dropped. Statements run in one process, without parallel
// workers. Where the server runs on this machine and that is Linux, the time that its process waited for a processor is taken off, so that
// other work on the machine does not count; and of several runs the shortest counts.

const { values } = parseArgs({
  options: { url: { type: 'string' }, save: { type: 'string' }, only: { type: 'string' }, fit: { type: 'boolean' } },
});
const SCHEMA = 'sqlsafe_measures';
/** Runs of each case, by rows. */
const runs = (/** @type {number} */ rows) => (rows >= 1e6 ? 1 : rows >= 1e5 ? 2 : 5);

/** @type {import('./durations/compare.mjs').Measured[]} */
const measured = values.save !== undefined && existsSync(values.save) ? JSON.parse(readFileSync(values.save, 'utf8')) : [];
const save = () => values.save === undefined || writeFileSync(values.save, `${JSON.stringify(measured, null, 1)}\n`);

if (values.url !== undefined) await measure(values.url);
const work = await sources('src/effects/postgresql/duration/work.ts');
if (values.fit === true) console.log(fit(measured, work));
else {
  const { check } = await import(new URL('../dist/index.js', import.meta.url).href);
  const { RANGE } = await sources('src/effects/postgresql/duration/costs.ts');
  const compared = await compare(measured, check, RANGE.faster);
  for (const { server, shape, name, seconds, estimate, factor, within } of compared) {
    const figures = `${seconds.toFixed(3)} s, estimate ${estimate.toFixed(3)} s, factor ${factor.toFixed(2)}${within ? '' : ', out of range'}`;
    console.log(`${server.padEnd(6)} ${shape.padEnd(24)} ${name.padEnd(24)} ${figures}`);
  }
  for (const what of ['shapes that the costs come from', 'other shapes']) {
    const { count, median, worst, within } = summarise(compared.filter((each) => each.fit === (what !== 'other shapes')));
    console.log(`${what}: ${count} times, median factor ${median.toFixed(2)}, worst ${worst.toFixed(2)}, ${within} within the range`);
  }
}

/** @param {string} url */
async function measure(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  const one = async (/** @type {string} */ sql) => (await client.query(sql)).rows[0];
  const { version, pid } = await one(`SELECT current_setting('server_version') AS version, pg_backend_pid() AS pid`);
  const waited = waiting(pid);
  await client.query('SET max_parallel_maintenance_workers = 0; SET max_parallel_workers_per_gather = 0');
  for (const shape of SHAPES) {
    if (values.only !== undefined && shape.name !== values.only) continue;
    const cases = CASES.filter(({ large }) => shape.rows < 1e7 || large === true);
    let record = measured.find((each) => each.server === version && each.shape === shape.name);
    if (cases.every(({ name }) => record?.seconds[name] !== undefined)) continue;
    await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE; CREATE SCHEMA ${SCHEMA}; SET search_path = ${SCHEMA}`);
    for (const sql of [
      ...tables(shape),
      ...filling(shape),
      ...indexes(shape),
      'VACUUM ANALYZE measured',
      'VACUUM ANALYZE parents',
      'CHECKPOINT',
    ])
      await client.query(sql);
    if (record === undefined) {
      record = { server: version, shape: shape.name, tables: await sizes(client), seconds: {} };
      measured.push(record);
    }
    for (const { name, before, sql, undo } of cases) {
      if (record.seconds[name] !== undefined) continue;
      const times = [];
      for (let run = 0; run < runs(shape.rows); run += 1) {
        if (before !== undefined) await client.query(before);
        const [from, waitedBefore] = [process.hrtime.bigint(), waited()];
        await client.query(sql);
        times.push(Number(process.hrtime.bigint() - from) / 1e9 - (waited() - waitedBefore));
        if (undo !== undefined) await client.query(undo);
      }
      record.seconds[name] = Number(Math.min(...times).toPrecision(3));
      console.log(version, shape.name, name, record.seconds[name]);
      save();
    }
  }
  await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
  await client.end();
}

/** Seconds that a process of this machine waited for a processor so far; always 0 where that can't be read. */
function waiting(/** @type {number} */ pid) {
  const file = `/proc/${pid}/schedstat`;
  const isServer = existsSync(file) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres');
  return () => (isServer ? Number(readFileSync(file, 'utf8').split(' ')[1]) / 1e9 : 0);
}

/** As `sqlsafe stats` measures them. @param {Client} client */
async function sizes(client) {
  const { measureSizes } = await sources('src/execute/measure-sizes.ts');
  const connection = { query: async (/** @type {string} */ sql) => (await client.query(sql)).rows, end: async () => undefined };
  /** @type {import('../src/model/stats.ts').Stats} */
  const { tables: all } = await measureSizes(connection, { name: 'sqlsafe', version: '0' });
  return all.filter(({ schema }) => schema === SCHEMA).map((table) => ({ ...table, schema: 'public', writesPerSecond: null }));
}

/** A module of ours, as it stands in the sources. */
async function sources(/** @type {string} */ path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.text ?? '').toString('base64')}`);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { check } from '../crash/check.ts';
import { placesOn, type Place } from '../crash/place.ts';
import { start } from '../crash/runner.ts';
import type { Shape } from '../crash/shapes.ts';
import { startServer } from '../prove/live/server.ts';
import { ownLoad, quantile, type Load, type Query } from './load.ts';
import { findPgbench, pgbenchLoad } from './pgbench.ts';

type Say = (text: string) => void;

/** Runs both trials. @returns whether all went as it must */
export async function main(root: string, major: number, say: Say): Promise<boolean> {
  const binary = join(root, 'dist/cli.cjs');
  const server = await startServer(major, say);
  const places = await placesOn(server.port);
  try {
    say(`PostgreSQL ${server.version}`);
    let fine = true;
    for (const count of [2, 5, 20]) fine = (await together(binary, await places.make(BUILD), count, say)) && fine;
    const program = findPgbench();
    if (program === undefined) say('pgbench IS NOT HERE (Debian: postgresql): a load of our own instead');
    const load = program === undefined ? ownLoad : await pgbenchLoad(program);
    return (await contended(binary, await places.make(columnOf(load.table)), load, say)) && fine;
  } finally {
    await places.end();
    await server.stop();
  }
}

const BUILD: Shape = {
  name: 'a concurrent build',
  files: {
    '001_setup.sql': `CREATE TABLE token (name text NOT NULL);
CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL);
INSERT INTO item (a) SELECT g FROM generate_series(1, 100000) AS g;`,
    '002_index.sql': "INSERT INTO token VALUES ('a');\nCREATE INDEX CONCURRENTLY item_a ON item (a);\nINSERT INTO token VALUES ('b');\n",
    '003_index.sql': 'CREATE INDEX CONCURRENTLY item_id_a ON item (id, a);\n',
  },
  tokens: ['a', 'b'],
  present: ['item_a', 'item_id_a'],
  absent: [],
};

const DEADLOCKS = 'SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()';

/** Several runners at once, while an old transaction keeps the builds waiting: one works, the others wait or leave with their code. */
async function together(binary: string, place: Place, count: number, say: Say): Promise<boolean> {
  const release = await place.holdSnapshot();
  const started = performance.now();
  const runners = Array.from({ length: count }, (_, n) =>
    start(binary, place, { options: ['--lock-wait', n % 2 === 0 ? '60s' : '300ms'] }),
  );
  await sleep(1500);
  await release();
  const ends = await Promise.all(runners.map(({ ended }) => ended));
  const took = ((performance.now() - started) / 1000).toFixed(1);
  const codes = [0, 6].map((code) => ends.filter((end) => end.code === code).length);
  const workers = ends.filter(({ output }) => /Applied [1-9]\d* migration/.test(output)).length;
  const deadlocks = Number((await place.rows(DEADLOCKS))[0]?.['n']);
  const { lost, doubled, stuck } = await check(place, BUILD);
  await place.remove();
  const wrong = [
    ...lost,
    ...doubled,
    ...stuck,
    ...ends.filter(({ code }) => code !== 0 && code !== 6).map(({ code, output }) => `exit ${code}\n${output}`),
  ];
  say(
    `${count} runners at once: ${codes[0]} ended with 0 (${workers} of them had work), ${codes[1]} left with 6, ${deadlocks} deadlocks, ${took} s`,
  );
  for (const each of wrong) say(`WRONG: ${each}`);
  return wrong.length === 0 && deadlocks === 0 && workers >= 1;
}

const columnOf = (table: string): Shape => ({
  name: 'a column',
  files: { '001_column.sql': `ALTER TABLE ${table} ADD COLUMN note text;\n` },
  tokens: [],
  present: [],
  absent: [],
});

/** How long the table is held by somebody else, in milliseconds. */
const HELD = 5000;
/** What a loaded machine may add to any query, in milliseconds. */
const NOISE = 150;

/** A session holds the table, an application reads and writes it, and a migration wants it for itself. */
async function contended(binary: string, place: Place, { name, table, prepare, during }: Load, say: Say): Promise<boolean> {
  await prepare(place.url);
  const load = (meanwhile: () => Promise<void>): Promise<readonly Query[]> => during(place.url, meanwhile);
  const hold = async (): Promise<() => Promise<void>> => {
    const holder = await place.open();
    await holder.query(`BEGIN; SELECT count(*) FROM ${table}`);
    return () => holder.end();
  };
  const without = await load(() => sleep(HELD));
  let output = '';
  let code: number | null = null;
  const withApply = await load(async () => {
    const release = await hold();
    const run = start(binary, place, { options: ['--format', 'json'] });
    await sleep(HELD);
    await release();
    ({ output, code } = await run.ended);
  });
  await place.rows(`ALTER TABLE ${table} DROP COLUMN IF EXISTS note`);
  const bare = await load(async () => {
    const release = await hold();
    const other = await place.open();
    const altered = other.query(`ALTER TABLE ${table} ADD COLUMN note text`);
    await sleep(HELD);
    await release();
    await altered;
    await other.end();
  });
  await place.remove();
  const retries = output.split('\n').filter((line) => line.includes('"event":"retrying"')).length;
  const longest = Math.min(2000, 200 * 1.3 ** retries);
  const ms = (times: readonly number[], share: number): string => `${quantile(times, share).toFixed(0).padStart(5)} ms`;
  const tookOf = (queries: readonly Query[]): readonly number[] => queries.map(({ took }) => took);
  const row = (what: string, queries: readonly Query[]): void =>
    say(
      `  ${what.padEnd(26)} ${String(queries.length).padStart(6)} queries, p99 ${ms(tookOf(queries), 0.99)}, longest ${ms(tookOf(queries), 1)}; from when due: p99 ${ms(
        queries.map(({ late }) => late),
        0.99,
      )}`,
    );
  say(
    `${table} held for ${HELD / 1000} s under reads and writes (${name}); apply tried ${retries + 1} times, its last lock_timeout was ${longest.toFixed(0)} ms`,
  );
  row('the load alone', without);
  row('with sqlsafe apply', withApply);
  row('with a plain ALTER TABLE', bare);
  const most = longest + quantile(tookOf(without), 1) + NOISE;
  const fine = code === 0 && retries > 0 && quantile(tookOf(withApply), 1) <= most;
  if (!fine)
    say(
      `WRONG: exit ${code}, ${retries} retries, the longest query took ${quantile(tookOf(withApply), 1).toFixed(0)} ms of at most ${most.toFixed(0)} ms\n${output}`,
    );
  return fine;
}

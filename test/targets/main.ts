import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { startServer } from '../prove/live/server.ts';
import { COUNT, databases, PASSWORD, schemas, type Ask, type Field } from './field.ts';

type Say = (text: string) => void;

export interface Options {
  readonly major: number;
  /** How many runs are killed in each field. */
  readonly kills: number;
  readonly seed: number;
}

/** All trials. @returns whether all went as it must */
export async function main(root: string, { major, kills, seed }: Options, say: Say): Promise<boolean> {
  const server = await startServer(major, say);
  const random = randomFrom(seed);
  try {
    say(`PostgreSQL ${server.version}`);
    await makeRunner(server.port);
    let fine = true;
    const fields = { databases, schemas };
    for (const [kind, make] of Object.entries(fields)) {
      for (const [trial, run] of Object.entries(TRIALS)) {
        const field = await make(server.port, `${kind}_${trial}`);
        field.write(FILES);
        const { wrong, said } = await run({ start: starter(join(root, 'dist/cli.cjs'), field), field, kills, random });
        say(`${wrong.length === 0 ? 'fine ' : 'WRONG'}  ${COUNT} ${kind}, ${NAMES[trial as keyof typeof TRIALS]}: ${said}`);
        for (const each of wrong) say(`         ${each}`);
        fine = fine && wrong.length === 0;
        await field.remove();
      }
    }
    return fine;
  } finally {
    await server.stop();
  }
}

async function makeRunner(port: number): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  await client.connect();
  await client.query(`CREATE ROLE runner LOGIN SUPERUSER PASSWORD '${PASSWORD}'`);
  await client.end();
}

/** A mixed history: in one transaction, in pieces around a concurrent build, and again in one. */
const FILES = {
  '001_setup.sql': `CREATE TABLE token (name text NOT NULL);
CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL);
INSERT INTO item (a) SELECT g FROM generate_series(1, 500) AS g;
INSERT INTO token VALUES ('a');\n`,
  '002_index.sql': "INSERT INTO token VALUES ('b');\nCREATE INDEX CONCURRENTLY item_a ON item (a);\nINSERT INTO token VALUES ('c');\n",
  '003_more.sql': "RESET ALL;\nINSERT INTO token VALUES ('d');\nCREATE TABLE note (id bigint);\n",
};
const TOKENS = 'a b c d';

interface Ended {
  readonly code: number | null;
  readonly output: string;
}
interface Trial {
  readonly start: (
    options: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => { readonly child: ChildProcess; readonly ended: Promise<Ended> };
  readonly field: Field;
  readonly kills: number;
  readonly random: () => number;
}

interface Trialled {
  readonly wrong: readonly string[];
  readonly said: string;
}

const NAMES = {
  canary: 'a canary fails, and what was mended goes on',
  killed: 'killed again and again',
  together: 'two runs at once',
} as const;

const TRIALS: { readonly [N in keyof typeof NAMES]: (trial: Trial) => Promise<Trialled> } = {
  async canary({ start, field }) {
    field.write({ '003_more.sql': 'SELECT 1 / 0;\n' });
    const failed = await start(['--canary', '2', '--parallel', '4']).ended;
    const untouched = (await field.each(isUntouched)).filter(Boolean).length;
    field.write(FILES);
    const mended = await start(['--canary', '2', '--parallel', '4']).ended;
    const again = await start(['--parallel', '4']).ended;
    const wrong = [
      ...(failed.code === 1 ? [] : [`the first run left with ${failed.code}: ${failed.output}`]),
      ...(untouched === COUNT - 1 ? [] : [`${untouched} were left untouched`]),
      ...(mended.code === 0 && again.code === 0 ? [] : [`then ${mended.code} and ${again.code}: ${mended.output}${again.output}`]),
      ...((again.output.match(/Nothing to do/g) ?? []).length === COUNT ? [] : [`a run had something to do: ${again.output}`]),
      ...(await wrongIn(field, [failed, mended, again])),
    ];
    return { wrong, said: `${untouched} stayed untouched` };
  },
  async killed({ start, field, kills, random }) {
    const ends: Ended[] = [];
    let killed = 0;
    for (let n = 0; n < kills; n += 1) {
      // By turns at a boundary that all lanes count together, and at any moment.
      const at = n % 2 === 0 ? { SQLSAFE_FAULT: String(1 + Math.floor(random() * 60)) } : {};
      const { child, ended } = start(['--parallel', '4'], at);
      const timer = n % 2 === 0 ? undefined : setTimeout(() => child.kill('SIGKILL'), 300 + random() * 900);
      const end = await ended;
      clearTimeout(timer);
      if (end.code === null) killed += 1;
      ends.push(end);
    }
    const last = await start(['--parallel', '4']).ended;
    const wrong = [
      ...(killed > 0 ? [] : ['no run was killed']),
      ...(last.code === 0 ? [] : [`the last run left with ${last.code}: ${last.output}`]),
      ...(await wrongIn(field, [...ends, last])),
    ];
    return { wrong, said: `${killed} of ${kills} runs were killed` };
  },
  async together({ start, field }) {
    const ends = await Promise.all([start(['--parallel', '4']).ended, start(['--parallel', '4']).ended]);
    const left = ends.filter(({ code }) => code !== 0).map(({ code, output }) => `one left with ${code}: ${output}`);
    const counts = ends.map(({ output }) => /(\d+) migrations? applied/.exec(output)?.[1] ?? '0');
    return { wrong: [...left, ...(await wrongIn(field, ends))], said: `they applied ${counts.join(' and ')} migrations` };
  },
};

async function isUntouched(rows: Ask, name: string): Promise<boolean> {
  const tables = await rows("SELECT 1 FROM pg_tables WHERE tablename = 'token' AND schemaname = ANY (current_schemas(false))");
  const [journal] = await rows("SELECT to_regclass('sqlsafe.migration') AS there");
  const known =
    journal?.['there'] === null ? [] : await rows(`SELECT 1 FROM sqlsafe.migration WHERE stream IN ('default', 'default/${name}')`);
  return tables.length === 0 && known.length === 0;
}

/** What is lost, doubled or stuck, and whether a secret got out. */
async function wrongIn(field: Field, ends: readonly Ended[]): Promise<readonly string[]> {
  const wrong = await field.each(async (rows, name) => {
    const tokens = (await rows('SELECT name FROM token ORDER BY name').catch(() => [])).map((row) => String(row['name'])).join(' ');
    const journal = await rows(`SELECT state FROM sqlsafe.migration WHERE stream IN ('default', 'default/${name}')`);
    const steps = await rows("SELECT 1 FROM sqlsafe.step WHERE state <> 'done'");
    const invalid = await rows('SELECT 1 FROM pg_index WHERE NOT indisvalid');
    const locks = await rows(
      "SELECT 1 FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database WHERE datname = current_database() AND locktype = 'advisory'",
    );
    return [
      ...(tokens === TOKENS ? [] : [`${name} has the tokens ${tokens}`]),
      ...(journal.length === 3 && journal.every(({ state }) => state === 'applied') ? [] : [`${name}: ${JSON.stringify(journal)}`]),
      ...(steps.length + invalid.length + locks.length === 0
        ? []
        : [`${name}: ${steps.length} steps, ${invalid.length} invalid indexes, ${locks.length} locks are left`]),
    ];
  });
  return [...wrong.flat(), ...(ends.some(({ output }) => output.includes(PASSWORD)) ? ['the password was shown'] : [])];
}

const starter =
  (binary: string, { folder, options, env }: Field): Trial['start'] =>
  (more, also = {}) => {
    const child = spawn(process.execPath, [binary, 'apply', 'db', ...options, ...more], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...env, ...also },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, output }))) };
  };

/** Numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

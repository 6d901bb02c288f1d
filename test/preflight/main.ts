import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PreflightAnswer } from '../../src/model/preflight.ts';
import { placesOn, type Place } from '../crash/place.ts';
import type { Shape } from '../crash/shapes.ts';
import { startServer } from '../prove/live/server.ts';
import { SCENARIOS, type Asked } from './scenarios.ts';
import { startStandby } from './standby.ts';

type Say = (text: string) => void;

const SHAPE: Shape = {
  name: 'a table, and what is to be done to it',
  files: {
    '1.sql': `CREATE TABLE users (id bigint PRIMARY KEY, name text);\nINSERT INTO users SELECT i, repeat('x', 100) FROM generate_series(1, 50000) AS i;\n`,
    '2.sql': `-- sqlsafe-ignore-file alter-column-type-rewriting: for the trial\nALTER TABLE users ALTER COLUMN id TYPE numeric;\n`,
  },
  tokens: [],
  present: [],
  absent: [],
};

/** Brings about one trouble after another and asks. @returns whether all answers were right */
export async function main(root: string, major: number, say: Say): Promise<boolean> {
  const binary = join(root, 'dist/cli.cjs');
  const server = await startServer(major, say, { autovacuum: 'off' });
  const places = await placesOn(server.port);
  const ask = asking(binary);
  try {
    say(`PostgreSQL ${server.version}`);
    let fine = 0;
    for (const { name, run } of SCENARIOS) {
      const place = await places.make(SHAPE);
      const applied = await ask(place, ['--to', '1', '--no-config'], 'apply');
      await place.rows('ANALYZE users');
      const wrong =
        applied.code === 0
          ? await run({ place, ask, standby: () => startStandby(server.port, major, say) })
          : [`the first file was not applied\n${applied.output}`];
      await place.remove();
      say(`${wrong.length === 0 ? 'right' : 'WRONG'}: ${name}`);
      for (const each of wrong) say(`  ${each}`);
      fine += wrong.length === 0 ? 1 : 0;
    }
    say(`${fine} of ${SCENARIOS.length} right`);
    return fine === SCENARIOS.length;
  } finally {
    await places.end();
    await server.stop();
  }
}

const asking =
  (binary: string) =>
  async (place: Place, options: readonly string[] = [], command: 'preflight' | 'apply' = 'preflight'): Promise<Asked> => {
    const args = [binary, command, 'db', '--url', place.url, '-f', 'json', ...options];
    const child = spawn(process.execPath, args, {
      cwd: place.folder,
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, error] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (error += data.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const events = out
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { readonly event: string });
    const answers = events.filter(({ event }) => event === 'preflight') as unknown as readonly PreflightAnswer[];
    return { code, answers: new Map(answers.map((answer) => [answer.id, answer])), output: `${out}${error}` };
  };

import { setTimeout as sleep } from 'node:timers/promises';
import { check, type Wrong } from './check.ts';
import type { Place } from './place.ts';
import { start, type Ended } from './runner.ts';
import type { Shape } from './shapes.ts';

/** What came of one scenario. */
export interface Result {
  /** How often something was killed. */
  readonly kills: number;
  readonly wrong: Wrong;
  /** What was printed, where something is wrong. */
  readonly output: string;
}

/** Kills a run some way, while it runs. @returns how often something was killed */
export type Disturb = (place: Place, begin: () => ReturnType<typeof start>) => Promise<number>;

/** Runs that a scenario may need to come to its end, once nothing is killed any more. */
const MOST_RUNS = 3;

/** Disturbs a project's runs, lets it come to its end undisturbed, and holds the database against what must be there. */
export async function play(binary: string, shape: Shape, place: Place, disturb: Disturb): Promise<Result> {
  let output = '';
  const note = (ended: Ended): Ended => {
    output += `\n--- exit ${ended.code ?? 'killed'}\n${ended.output}`;
    return ended;
  };
  const begin = (): ReturnType<typeof start> => {
    const runner = start(binary, place);
    void runner.ended.then(note);
    return runner;
  };
  const stuck: string[] = [];
  const kills = await disturb(place, begin).catch((error: unknown) => {
    stuck.push(String(error));
    return 0;
  });
  const finish = async (wanted: number): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      const { code, hung } = note(await start(binary, place).ended);
      if (code === wanted) return;
      if (hung || attempt >= MOST_RUNS) {
        stuck.push(hung ? 'a run hangs' : `exit ${code} instead of ${wanted} after ${attempt} runs`);
        return;
      }
    }
  };
  if (shape.failing !== undefined) {
    await finish(1);
    const before = await place.rows('SELECT name FROM token ORDER BY 1');
    const names = before.map((row) => String(row['name'])).join();
    if (names !== shape.failing.tokensBefore.join()) stuck.push(`after the failure: ${names}`);
    place.write(shape.failing.mended);
  }
  await finish(0);
  // A backend that is told to go needs a moment.
  await sleep(20);
  const wrong = await check(place, shape).catch((error: unknown): Wrong => ({ lost: [String(error)], doubled: [], stuck: [] }));
  return { kills, wrong: { ...wrong, stuck: [...wrong.stuck, ...stuck] }, output };
}

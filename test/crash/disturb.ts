import { setTimeout as sleep } from 'node:timers/promises';
import { start } from './runner.ts';
import type { Disturb } from './scenario.ts';
import type { Shape } from './shapes.ts';

/** Ways to disturb a run. */

/** A kill at one boundary, and another one in the run that recovers, where asked for. */
export const atBoundary =
  (binary: string, faults: readonly string[]): Disturb =>
  async (place) => {
    let kills = 0;
    for (const fault of faults) if ((await start(binary, place, { fault }).ended).killed) kills += 1;
    return kills;
  };

/** Kills at random moments, with a snapshot held for a while, for which concurrent builds wait. */
export const atRandom =
  (times: number, random: () => number, duration: number): Disturb =>
  async (place, begin) => {
    let kills = 0;
    const release = random() < 0.5 ? await place.holdSnapshot() : undefined;
    const released = sleep(duration * random() * 1.5).then(() => release?.());
    for (let n = 0; n < times; n += 1) {
      const { child, ended } = begin();
      const timer = setTimeout(() => child.kill('SIGKILL'), START + random() * duration);
      if ((await ended).killed) kills += 1;
      clearTimeout(timer);
    }
    await released;
    return kills;
  };

/** What the process needs before it works on the database, in milliseconds: kills before that teach nothing. */
const START = 120;

const SESSIONS = "pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sqlsafe/%'";

/** How the server loses the session that the run works on. */
export type Loss = 'terminated' | 'crashed';

/** The server ends that session; or its process is killed, and the server ends all others with it and starts again. */
export const loseBackend =
  (shape: Shape, loss: Loss, times: number, random: () => number, duration: number): Disturb =>
  async (place, begin) => {
    let kills = 0;
    const { ended } = begin();
    const run = { over: false };
    void ended.then(() => (run.over = true));
    for (let n = 0; n < times && !run.over; n += 1) {
      // From when it is there.
      while (!run.over && (await place.rows(`SELECT 1 FROM ${SESSIONS}`)).length === 0) await sleep(2);
      await sleep(random() * duration);
      if (loss === 'terminated') kills += (await place.rows(`SELECT pg_terminate_backend(pid) FROM ${SESSIONS}`)).length;
      else kills += (await place.rows(`SELECT pid FROM ${SESSIONS}`)).filter(({ pid }) => kill(Number(pid))).length;
    }
    const { code, output } = await ended;
    if (code !== (shape.failing === undefined ? 0 : 1))
      throw new Error(`the run ended with ${code} when its session was ${loss}\n${output}`);
    return kills;
  };

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
    return false;
  }
}

/** Two at once, one of them killed. */
export const twoAtOnce =
  (random: () => number, duration: number): Disturb =>
  async (_place, begin) => {
    const [one, other] = [begin(), begin()];
    const timer = setTimeout(() => one.child.kill('SIGKILL'), START + random() * duration);
    const ends = await Promise.all([one.ended, other.ended]);
    clearTimeout(timer);
    return ends.filter(({ killed }) => killed).length;
  };

import { join } from 'node:path';
import { startServer } from '../prove/live/server.ts';
import { atBoundary, atRandom, loseBackend, twoAtOnce } from './disturb.ts';
import { placesOn } from './place.ts';
import { play, type Disturb, type Result } from './scenario.ts';
import { SHAPES, type Shape } from './shapes.ts';
import { start } from './runner.ts';

export interface Options {
  readonly major: number;
  /** Kills at random moments, at least. */
  readonly random: number;
  readonly seed: number;
  /** A kill at every so many boundaries; 1: at each, 0: at none. */
  readonly every: number;
}

/** Boundaries of a run; there are never so many. */
const MOST_BOUNDARIES = 400;

/** Runs the whole crash test. @returns whether every statement took effect exactly once, everywhere */
export async function main(root: string, options: Options, say: (text: string) => void): Promise<boolean> {
  const binary = join(root, 'dist/cli.cjs');
  const server = await startServer(options.major, say, { synchronous_commit: 'on' });
  const places = await placesOn(server.port);
  const random = generator(options.seed);
  const total = { scenarios: 0, kills: 0, lost: 0, doubled: 0, stuck: 0 };
  const run = async (kind: string, shape: Shape, disturb: Disturb): Promise<Result> => {
    const place = await places.make(shape);
    const result = await play(binary, shape, place, disturb);
    const { lost, doubled, stuck } = result.wrong;
    total.scenarios += 1;
    total.kills += result.kills;
    total.lost += lost.length;
    total.doubled += doubled.length;
    total.stuck += stuck.length;
    if (lost.length + doubled.length + stuck.length > 0)
      say(
        `WRONG ${kind}, ${shape.name}: lost ${lost.join('; ')} · doubled ${doubled.join('; ')} · stuck ${stuck.join('; ')}\n${result.output}`,
      );
    await place.remove();
    return result;
  };
  try {
    say(`PostgreSQL ${server.version}, seed ${options.seed}`);
    const durations = new Map<Shape, number>();
    for (const shape of SHAPES) {
      const place = await places.make(shape);
      const started = performance.now();
      await start(binary, place).ended;
      durations.set(shape, performance.now() - started);
      await place.remove();
      let boundaries = 0;
      for (let n = 1; options.every > 0 && n <= MOST_BOUNDARIES; n += options.every) {
        // Every third time the run that recovers is killed too, early on.
        const faults = n % 3 === 0 ? [String(n), String(1 + Math.floor(random() * 12))] : [String(n)];
        const { kills } = await run(`boundary ${n}`, shape, atBoundary(binary, faults));
        if (kills === 0) break;
        boundaries += 1;
      }
      if (options.every > 0) say(`${shape.name}: killed at ${boundaries} boundaries${options.every === 1 ? ', which are all' : ''}`);
    }
    const spread = (shape: Shape): number => Math.max(60, (durations.get(shape) ?? 300) - 100);
    const before = total.kills;
    for (let n = 0; total.kills - before < options.random; n += 1) {
      const shape = SHAPES[n % SHAPES.length];
      if (shape !== undefined) await run('random', shape, atRandom(1 + Math.floor(random() * 4), random, spread(shape)));
    }
    say(`at random moments: ${total.kills - before} kills`);
    for (const [name, disturb] of [
      [
        "the server's backend terminated",
        (shape: Shape) => loseBackend(shape, 'terminated', 1 + Math.floor(random() * 3), random, spread(shape) / 6),
      ],
      [
        "the server's backend killed, and all sessions with it",
        (shape: Shape) => loseBackend(shape, 'crashed', 1 + Math.floor(random() * 2), random, spread(shape) / 6),
      ],
      ['two runners at once', (shape: Shape) => twoAtOnce(random, spread(shape))],
    ] as const) {
      const kills = total.kills;
      for (let n = 0; n < SHAPES.length * Math.max(1, Math.round(options.random / 100)); n += 1) {
        const shape = SHAPES[n % SHAPES.length];
        if (shape !== undefined) await run(name, shape, disturb(shape));
      }
      say(`${name}: ${total.kills - kills} kills`);
    }
  } finally {
    await places.end();
    await server.stop();
  }
  const { scenarios, kills, lost, doubled, stuck } = total;
  say(`${scenarios} scenarios, ${kills} kills: lost ${lost}, doubled ${doubled}, stuck ${stuck}`);
  return lost + doubled + stuck === 0;
}

/** Random numbers that a seed repeats: mulberry32, https://github.com/cprosche/mulberry32 */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

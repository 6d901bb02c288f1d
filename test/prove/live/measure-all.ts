import type { OracleCase, Recorded } from '../../oracle/recording.ts';
import { describe } from '../observation.ts';
import { measure } from './measure.ts';
import { recordedByMajor, type Seen } from './record.ts';
import { type Server, startServer } from './server.ts';

export interface Task {
  readonly kase: OracleCase;
  readonly recorded: Recorded;
}
export interface Measured {
  readonly seen: ReadonlyMap<string, Seen>;
  /** Versions of the servers by major. */
  readonly servers: ReadonlyMap<number, string>;
  /** Case-versions that differ from what is recorded. */
  readonly differ: number;
  /** Case-versions on which the measuring itself went wrong. */
  readonly broken: number;
}

/** All cases on each server, `jobs` servers at a time. Differences are said as they are found. After `signal` nothing runs any more. */
export async function measureAll(
  tasks: readonly Task[],
  majors: readonly number[],
  jobs: number,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<Measured> {
  const seen = new Map<string, Seen>();
  const servers = new Map<number, string>();
  const count = { differ: 0, broken: 0 };

  const one = async (server: Server, { kase, recorded }: Task): Promise<void> => {
    let now;
    try {
      now = await measure(kase, server);
    } catch (error) {
      signal.throwIfAborted();
      count.broken += 1;
      say(
        `${kase.name} on ${server.major} could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return;
    }
    seen.set(kase.name, (seen.get(kase.name) ?? new Map()).set(server.major, now));
    const before = recordedByMajor(recorded).get(server.major);
    if (describe(before) === describe(now)) return;
    if (before === undefined && typeof now === 'string') {
      if (recorded.outcomes === undefined) say(`not on ${server.major}: ${now}`);
      return;
    }
    count.differ += 1;
    if (recorded.outcomes !== undefined)
      say(`${kase.name} on ${server.major}\n  recorded  ${describe(before)}\n  measured  ${describe(now)}`);
  };

  const queue = [...majors];
  const worker = async (): Promise<void> => {
    for (let major = queue.shift(); major !== undefined; major = queue.shift()) {
      const server = await startServer(major, say);
      try {
        signal.throwIfAborted();
        servers.set(major, server.version);
        for (const [index, task] of tasks.entries()) {
          signal.throwIfAborted();
          await one(server, task);
          if ((index + 1) % 100 === 0 || index + 1 === tasks.length) say(`PostgreSQL ${server.version}: ${index + 1} of ${tasks.length}`);
        }
      } finally {
        await server.stop();
      }
    }
  };
  // All are waited for, so that none leaves a server behind.
  const ended = await Promise.allSettled(Array.from({ length: jobs }, worker));
  for (const each of ended)
    if (each.status === 'rejected') throw each.reason instanceof Error ? each.reason : new Error(String(each.reason));
  return { seen, servers, ...count };
}

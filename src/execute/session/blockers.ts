import type { Connection } from '../drivers/driver.ts';
import type { Blocker } from '../events.ts';
import type { RunContext } from '../run/context.ts';
import { BLOCKER, blockerOf } from './run-lock.ts';

/** Looks on from a second session, which is opened when it is first needed. */
export interface Onlooker {
  /** While a statement runs: whom it waits for, told once for each who is new. @returns a way to stop, and whom it last waited for */
  watch(onBlocked: (by: readonly Blocker[]) => void): () => readonly Blocker[];
  /** Asks the server to end what the run's session does now. */
  cancel(): Promise<void>;
  end(): Promise<void>;
}

const FIRST_LOOK = 120;
const NEXT_LOOK = 1000;

export function onlookerFor({ driver }: RunContext, pid: number): Onlooker {
  let session: Promise<Connection | undefined> | undefined;
  const open = (): Promise<Connection | undefined> =>
    (session ??= driver.open().then(
      (opened) => ('code' in opened ? undefined : opened),
      () => undefined,
    ));
  const blockers = async (): Promise<readonly Blocker[]> => {
    const connection = await open();
    const rows = await connection?.query(
      `SELECT ${BLOCKER} FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = ANY (pg_blocking_pids($1::int4)) ORDER BY a.pid`,
      [pid],
    );
    return (rows ?? []).map(blockerOf);
  };
  return {
    watch(onBlocked) {
      if (!driver.manySessions) return () => [];
      let last: readonly Blocker[] = [];
      let told = '';
      let running = true;
      let timer = setTimeout(() => void look(), FIRST_LOOK);
      async function look(): Promise<void> {
        const by = await blockers().catch(() => []);
        if (!running) return;
        if (by.length > 0) last = by;
        const now = by.map((each) => each.pid).join();
        if (now !== '' && now !== told) onBlocked(by);
        told = now;
        timer = setTimeout(() => void look(), NEXT_LOOK);
      }
      return () => {
        running = false;
        clearTimeout(timer);
        return last;
      };
    },
    async cancel() {
      if (!driver.manySessions) return;
      const connection = await open();
      await connection?.query('SELECT pg_cancel_backend($1::int4)', [pid]).catch(() => undefined);
    },
    async end() {
      await (await session)?.end().catch(() => undefined);
    },
  };
}

import type { Connection } from '../drivers/driver.ts';
import type { Blocker } from '../events.ts';
import type { RunContext } from '../run/context.ts';
import { BLOCKER, blockerOf } from './run-lock.ts';

export interface Watchers {
  readonly onBlocked: (by: readonly Blocker[]) => void;
  readonly onHoldingUp: (waiting: readonly Blocker[]) => void;
}

/** Looks on from a second session, which is opened when it is first needed. */
export interface Onlooker {
  /** While a statement runs: whom it waits for and who waits for it, told when others join. @returns a way to stop, and whom it last waited for */
  watch(told: Watchers): () => readonly Blocker[];
  /** Asks the server to end what the run's session does now. */
  cancel(): Promise<void>;
  end(): Promise<void>;
}

const FIRST_LOOK = 120;
const NEXT_LOOK = 1000;

export function onlookerFor({ driver }: RunContext, pid: () => number): Onlooker {
  let session: Promise<Connection | undefined> | undefined;
  const open = (): Promise<Connection | undefined> =>
    (session ??= driver.open().then(
      (opened) => ('code' in opened ? undefined : opened),
      () => undefined,
    ));
  const seen = async (where: string): Promise<readonly Blocker[]> => {
    const connection = await open();
    const rows = await connection?.query(`SELECT ${BLOCKER} FROM pg_catalog.pg_stat_activity AS a WHERE ${where} ORDER BY a.pid`, [pid()]);
    return (rows ?? []).map(blockerOf);
  };
  const blockers = (): Promise<readonly Blocker[]> => seen('a.pid = ANY (pg_blocking_pids($1::int4))');
  const waiting = (): Promise<readonly Blocker[]> => seen("a.wait_event_type = 'Lock' AND $1::int4 = ANY (pg_blocking_pids(a.pid))");
  return {
    watch({ onBlocked, onHoldingUp }) {
      if (!driver.manySessions) return () => [];
      let last: readonly Blocker[] = [];
      let running = true;
      let timer = setTimeout(() => void look(), FIRST_LOOK);
      const [blocked, holdingUp] = [whenMore(onBlocked), whenMore(onHoldingUp)];
      async function look(): Promise<void> {
        const [by, held] = await Promise.all([blockers(), waiting()]).catch(() => [[], []] as const);
        if (!running) return;
        if (by.length > 0) last = by;
        blocked(by);
        holdingUp(held);
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
      await connection?.query('SELECT pg_cancel_backend($1::int4)', [pid()]).catch(() => undefined);
    },
    async end() {
      await (await session)?.end().catch(() => undefined);
    },
  };
}

/** Tells of sessions when one is among them that was not told of before. */
function whenMore(tell: (sessions: readonly Blocker[]) => void): (sessions: readonly Blocker[]) => void {
  const told = new Set<number>();
  return (sessions) => {
    if (sessions.every(({ pid }) => told.has(pid))) return;
    for (const { pid } of sessions) told.add(pid);
    tell(sessions);
  };
}

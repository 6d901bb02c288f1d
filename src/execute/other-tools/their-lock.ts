import type { Connection } from '../drivers/driver.ts';
import { sleep, type RunContext } from '../run/context.ts';
import type { TheirTable } from './find-table.ts';
import type { OtherTool, TheirLock } from './tool.ts';

/** The other tool's own lock, so that it does not run while we do. */
export interface HeldLock {
  readonly lock: TheirLock | undefined;
  /** Polled, as ours is; false: theirs kept it all the time. */
  take(): Promise<boolean>;
  release(): Promise<void>;
}

const PAUSE = 250;

export async function theirLock(connection: Connection, tool: OtherTool, table: TheirTable, context: RunContext): Promise<HeldLock> {
  const [row] = await connection.query('SELECT current_database()::text AS name');
  const lock = tool.lock?.(table, String(row?.['name']));
  let held = false;
  return {
    lock,
    async take() {
      if (lock === undefined || held) return true;
      const until = Date.now() + context.options.lockWait;
      for (let told = false; ; told = true) {
        const [answer] = await connection.query('SELECT pg_try_advisory_lock($1::int8) AS taken', [lock.key]);
        held = answer?.['taken'] === true;
        if (held) return true;
        if (!told) context.tell({ event: 'other-tool-running', tool: tool.title });
        if (context.interrupt.stopping || Date.now() >= until) return false;
        await sleep(PAUSE);
      }
    },
    async release() {
      if (lock === undefined || !held) return;
      held = false;
      await connection.query('SELECT pg_advisory_unlock($1::int8)', [lock.key]);
    },
  };
}

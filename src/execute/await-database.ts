import type { Connection, Driver } from './drivers/driver.ts';
import type { Problem } from '../model/problem.ts';
import { sleep } from './run/context.ts';

const PAUSE = 500;

/** Tries until the database answers a query, or time is over; then the last reason. `until` in milliseconds since the epoch. */
export async function awaitDatabase(driver: Driver, until: number): Promise<Connection | Problem> {
  for (;;) {
    const opened = await driver.open();
    if (!('code' in opened)) {
      const answers = await opened.query('SELECT 1').then(
        () => true,
        () => false,
      );
      if (answers) return opened;
      await opened.end().catch(() => undefined);
    } else if (!PASSING.has(opened.code) || Date.now() >= until) return opened;
    if (Date.now() >= until) return { code: 'connection-failed', text: 'The database accepts connections and answers nothing.' };
    await sleep(PAUSE);
  }
}

/** What waiting may mend; a missing driver or a wrong folder it does not. */
const PASSING: ReadonlySet<string> = new Set(['connection-failed', 'embedded-in-use']);

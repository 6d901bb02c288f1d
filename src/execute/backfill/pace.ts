import type { Backfill } from '../../model/backfill.ts';
import type { Connection } from '../drivers/driver.ts';
import type { LagWatch } from './lag.ts';

/** Milliseconds that a batch should take: long enough to be worth its commit, short enough that nobody waits for its rows. */
const TARGET = 700;
const SMALLEST = 100;
const LARGEST = 100_000;
const MOST_GROWTH = 1.5;
/** Weight of the newest batch. */
const WEIGHT = 0.4;

/** How many rows the next batch takes, by what the last ones took. */
export interface Pace {
  readonly rows: number;
  /** Milliseconds for a row, smoothed; undefined before the first batch. */
  readonly perRow: number | undefined;
}

export function nextPace({ rows, perRow }: Pace, ms: number): Pace {
  const now = ms / rows;
  const smoothed = perRow === undefined ? now : WEIGHT * now + (1 - WEIGHT) * perRow;
  const wanted = TARGET / Math.max(smoothed, TARGET / LARGEST);
  const within = Math.min(wanted, rows * MOST_GROWTH, LARGEST);
  return { rows: Math.round(Math.max(Math.min(within, LARGEST), Math.min(SMALLEST, rows))), perRow: smoothed };
}

/** After a lock was not to be had, or a deadlock: half. */
export const halved = ({ rows, perRow }: Pace): Pace => ({ rows: Math.max(1, Math.ceil(rows / 2)), perRow });

/** What asks for a pause at the moment, in words; undefined: nothing. Replicas that we may not see are taken to keep up. */
export async function strain(connection: Connection, { maxLag, maxActive }: Backfill, lagWatch: LagWatch): Promise<string | undefined> {
  const lag = await lagWatch.look(connection, maxLag);
  if (lag > maxLag) return `a replica is ${(lag / 1000).toFixed(1)} s behind`;
  if (maxActive === 0) return undefined;
  const [load] = await connection.query(
    `SELECT count(*)::int4 AS active FROM pg_catalog.pg_stat_activity
     WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  const active = Number(load?.['active'] ?? 0);
  return active > maxActive ? `${active} sessions are at work` : undefined;
}

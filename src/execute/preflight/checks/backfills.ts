import { readBackfills } from '../../backfill/progress.ts';
import { journalFormat, tableOf } from '../../journal/schema.ts';
import { ok, warn, type PreflightCheck } from '../check.ts';
import { looking } from '../looking.ts';

export const backfills: PreflightCheck = {
  id: 'backfills',
  asks: 'Are all backfills done?',
  source: 'https://www.postgresql.org/docs/current/sql-update.html',
  async ask({ connection, place }) {
    if ((await journalFormat(connection, place)) < 2) return ok('there was none');
    const all = await looking(connection, async () => {
      const streams = await connection.query(`SELECT DISTINCT stream FROM ${tableOf(place, 'backfill')} ORDER BY stream`);
      return Promise.all(streams.map(async ({ stream }) => readBackfills(connection, { ...place, stream: String(stream) })));
    });
    const open = all.flat().filter(({ state }) => state !== 'done');
    if (open.length === 0) return ok(all.flat().length === 0 ? 'there was none' : 'all of them are');
    return warn(
      open.length === 1 ? 'one is unfinished' : `${open.length} are unfinished`,
      'apply goes on with one of its own first; sqlsafe backfill shows them, and resumes one that is paused or cancelled.',
      open.map(({ id, seq, table, state, changed }) => `${id}, statement ${seq + 1}, on ${table}: ${state} after ${changed} rows`),
    );
  },
};

import { tableOf, journalFormat } from '../../journal/schema.ts';
import { ok, warn, type PreflightCheck } from '../check.ts';
import { looking } from '../looking.ts';

/** What the events of a run say of its hooks is in the docs of `sqlsafe apply`. */
export const lastRun: PreflightCheck = {
  id: 'last-run',
  asks: 'Did the last run end by itself, and with it its hooks?',
  source: 'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW',
  async ask({ connection, place }) {
    if ((await journalFormat(connection, place)) === 0) return ok('there was none');
    const at = (table: string): string => tableOf(place, table);
    const [row] = await looking(connection, () =>
      connection.query(
        `SELECT r.command, r.exit_code::int4 AS exit_code, concat_ws('@', coalesce(r.actor, r.database_user), r.host) AS by,
           to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS started, r.finished_at IS NULL AS open,
           EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = r.backend_pid AND a.application_name LIKE 'sqlsafe%'
             AND a.pid <> pg_backend_pid()) AS alive,
           (SELECT e.detail->>'due' FROM ${at('event')} AS e WHERE e.run_id = r.run_id AND e.event = 'hooks-due' ORDER BY e.event_id LIMIT 1) AS due,
           EXISTS (SELECT 1 FROM ${at('event')} AS e WHERE e.run_id = r.run_id AND e.event = 'hook' AND e.detail->>'hook' <> 'before') AS told
         FROM ${at('run')} AS r
         WHERE EXISTS (SELECT 1 FROM ${at('event')} AS e WHERE e.run_id = r.run_id AND e.stream = $1)
           OR EXISTS (SELECT 1 FROM ${at('migration')} AS m WHERE m.run_id = r.run_id AND m.stream = $1)
         ORDER BY r.started_at DESC LIMIT 1`,
        [place.stream],
      ),
    );
    if (row === undefined) return ok('there was none');
    const which = `the ${String(row['command'])} of ${String(row['started'])} UTC by ${String(row['by'])}`;
    if (row['open'] === true && row['alive'] === true) return ok(`${which} is at work at this moment; apply waits for it`);
    const due = typeof row['due'] === 'string' ? row['due'] : '';
    if (due !== '' && row['told'] !== true)
      return warn(`${which} ended without its ${hookOf(due, row)}`, 'Look whether what it would have done is still to be done.');
    return row['open'] === true
      ? warn(`${which} was killed before it ended`, 'This one looks at what it left, and goes on there.')
      : ok(`${which} ended by itself`);
  },
};

/** Of the hooks that a run had, the one that its end called for. */
function hookOf(due: string, { open, exit_code: code }: Readonly<Record<string, unknown>>): string {
  const wanted = open !== true && code === 0 ? 'after' : 'on-failure';
  return due
    .split(' ')
    .filter((hook) => open === true || hook === wanted)
    .map((hook) => `--${hook}`)
    .join(' or ');
}

import { bytesText } from '../../../model/amount.ts';
import type { Row } from '../../drivers/driver.ts';
import { ok, unknown, warn, type PreflightCheck } from '../check.ts';
import { looking } from '../looking.ts';

/** A replica that is so far behind does not keep up: seconds, bytes of log. */
const LATE = 10;
const BEHIND = 1e8;
/** A slot that nobody reads may keep so much: as much as lies there anyway (max_wal_size). */
const KEPT = 1e9;

export const replication: PreflightCheck = {
  id: 'replication',
  asks: 'Do the replicas keep up?',
  source: 'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW',
  async ask({ connection, driver }) {
    if (driver.kind === 'embedded') return unknown('the embedded PostgreSQL has no replication');
    const { replicas, slots } = await looking(connection, async () => ({
      replicas: await connection.query(
        `SELECT coalesce(nullif(application_name, ''), pid::text) AS name, state IS NULL AS hidden,
           coalesce(extract(epoch FROM replay_lag), 0)::float8 AS seconds, pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(replay_lsn, flush_lsn, sent_lsn))::text AS bytes
         FROM pg_catalog.pg_stat_replication WHERE coalesce(state, '') <> 'backup' ORDER BY 1`,
      ),
      slots: await connection.query(
        `SELECT slot_name::text AS name, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::text AS bytes
         FROM pg_catalog.pg_replication_slots WHERE NOT active AND restart_lsn IS NOT NULL ORDER BY 1`,
      ),
    }));
    const hidden = replicas.filter((row) => row['hidden'] === true);
    const late = replicas.filter((row) => row['hidden'] !== true && (Number(row['seconds']) >= LATE || Number(row['bytes']) >= BEHIND));
    const idle = slots.filter((row) => Number(row['bytes']) >= KEPT);
    if (late.length > 0 || idle.length > 0)
      return warn(
        late.length > 0 ? 'a replica is behind' : 'a replication slot that nobody reads keeps log back',
        'What is written anew comes on top of it. Let it catch up; drop a slot that is not needed any more.',
        [...late.map(lagText), ...idle.map((row) => `slot ${String(row['name'])} keeps ${bytesText(Number(row['bytes']))}`)],
      );
    if (hidden.length > 0)
      return unknown(
        `how far ${hidden.length === 1 ? 'the replica is' : `${hidden.length} replicas are`} this user may not see (pg_monitor)`,
      );
    return replicas.length === 0
      ? ok('there is none')
      : ok(replicas.length === 1 ? 'the replica does' : `all ${replicas.length} do`, replicas.map(lagText));
  },
};

const lagText = (row: Row): string =>
  `${String(row['name'])} is ${Number(row['seconds']).toFixed(1)} s and ${bytesText(Math.max(0, Number(row['bytes'])))} behind`;

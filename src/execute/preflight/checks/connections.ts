import { ok, warn, type PreflightCheck } from '../check.ts';

/** A run takes two; the application should keep some. */
const LEAST = 5;
/** Share of all connections from which on it is tight. */
const FULL = 0.9;

export const connections: PreflightCheck = {
  id: 'connections',
  asks: 'Are connections free?',
  source: 'https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS',
  async ask({ connection, driver }) {
    if (!driver.manySessions) return ok('this is its only session');
    const [row] = await connection.query(
      `SELECT current_setting('max_connections')::int4 - current_setting('superuser_reserved_connections')::int4
           - coalesce(current_setting('reserved_connections', true)::int4, 0) AS server,
         (SELECT count(*)::int4 FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend') AS used,
         d.datconnlimit::int4 AS of_database, (SELECT count(*)::int4 FROM pg_catalog.pg_stat_activity WHERE datname = d.datname AND backend_type = 'client backend') AS used_database,
         u.rolconnlimit::int4 AS of_user, (SELECT count(*)::int4 FROM pg_catalog.pg_stat_activity WHERE usename = u.rolname AND backend_type = 'client backend') AS used_user
       FROM pg_catalog.pg_database AS d, pg_catalog.pg_roles AS u WHERE d.datname = current_database() AND u.rolname = session_user`,
    );
    const limits = [
      { of: 'the server', most: Number(row?.['server']), used: Number(row?.['used']) },
      { of: 'the database', most: Number(row?.['of_database']), used: Number(row?.['used_database']) },
      { of: 'the user', most: Number(row?.['of_user']), used: Number(row?.['used_user']) },
    ].filter(({ most }) => most >= 0);
    const lines = limits.map(({ of, most, used }) => `${used} of ${most} connections of ${of} are in use`);
    const tight = limits.some(({ most, used }) => most - used < LEAST || used > most * FULL);
    return tight
      ? warn('few are left', 'While statements of the application wait for a lock it opens more of them: see that there is room.', lines)
      : ok(lines[0] ?? '', lines.slice(1));
  },
};

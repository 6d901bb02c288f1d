import { ok, stop, warn, type PreflightCheck } from '../check.ts';
import { looking } from '../looking.ts';
import { conflicts, lockOfMode, oidsOf } from '../touched.ts';

export const preparedTransactions: PreflightCheck = {
  id: 'prepared-transactions',
  asks: 'Is no prepared transaction left over?',
  source: 'https://www.postgresql.org/docs/current/sql-prepare-transaction.html',
  async ask({ connection, touched }) {
    const rows = await looking(connection, () =>
      // A prepared transaction has no process; the lock on its own number leads to the others.
      connection.query(
        `SELECT p.gid, p.owner::text AS owner, to_char(p.prepared AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS prepared, l.mode, l.relation::text AS oid,
           l.relation::regclass::text AS relation
         FROM pg_catalog.pg_prepared_xacts AS p
         LEFT JOIN pg_catalog.pg_locks AS t ON t.locktype = 'transactionid' AND t.transactionid = p.transaction AND t.pid IS NULL AND t.granted
         LEFT JOIN pg_catalog.pg_locks AS l ON l.virtualtransaction = t.virtualtransaction AND l.pid IS NULL AND l.locktype = 'relation' AND l.relation = ANY ($1::oid[])
         WHERE p.database = current_database() ORDER BY p.prepared, p.gid`,
        [oidsOf(touched)],
      ),
    );
    if (rows.length === 0) return ok('there is none');
    const holds = rows.filter((row) => {
      const held = lockOfMode(String(row['mode']));
      return held !== undefined && touched.some(({ oids, lock }) => oids.includes(String(row['oid'])) && conflicts(lock, held));
    });
    const lines = [
      ...new Set(rows.map((row) => `${String(row['gid'])}, prepared ${String(row['prepared'])} UTC by ${String(row['owner'])}`)),
    ];
    const instead = 'COMMIT PREPARED or ROLLBACK PREPARED it, whichever its transaction manager means.';
    return holds.length > 0
      ? stop('a prepared transaction holds what is to be changed, and does not end by itself', instead, [
          ...new Set(holds.map((row) => `${String(row['gid'])} holds ${lockOfMode(String(row['mode']))} on ${String(row['relation'])}`)),
        ])
      : warn(`${lines.length === 1 ? 'one is' : `${lines.length} are`} left open`, instead, lines);
  },
};

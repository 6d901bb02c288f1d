import type { IndexStats, Stats, TableStats } from '../model/stats.ts';
import type { Connection, Row } from './drivers/driver.ts';

// Reads the catalogs and the counters of a PostgreSQL server, versions 10 to 18. It reads no table of a user.

/** How long one query may take and wait for a lock: reading a file's size needs a lock that a migration may hold. */
const LIMITS = ["SET LOCAL statement_timeout = '30s'", "SET LOCAL lock_timeout = '2s'"];

/** Nothing of the server's own, and no temporary tables. */
const OURS = "n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND c.relpersistence <> 't'";

const SERVER = `SELECT current_setting('server_version') AS version,
  to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS measured_at,
  to_char(d.stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS stats_reset,
  to_char(pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at
FROM (SELECT 1) AS one LEFT JOIN pg_stat_database AS d ON d.datname = current_database()`;

/** What a session locks or wants to lock against all others: to ask for its size would be to wait. The catalog's last count stands in. */
const CLOSED = `WITH closed AS (SELECT DISTINCT relation FROM pg_locks
  WHERE mode = 'AccessExclusiveLock' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;
const PAGE = "current_setting('block_size')::bigint";
const isClosed = (oid: string): string => `${oid} IN (SELECT relation FROM closed)`;

// A relation that is dropped meanwhile has no size; it is left out.
const TABLES = `${CLOSED}
SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.relpages AS pages, c.reltuples::float8 AS tuples,
  CASE WHEN ${isClosed('c.oid')} THEN c.relpages * ${PAGE} ELSE pg_relation_size(c.oid) END::text AS heap,
  coalesce(CASE WHEN ${isClosed('c.oid')} OR ${isClosed('o.oid')} THEN o.relpages * ${PAGE} ELSE pg_total_relation_size(o.oid) END, 0)::text AS toast,
  pn.nspname AS parent_schema, p.relname AS parent_name, s.n_live_tup::text AS live,
  (s.n_tup_ins + s.n_tup_upd + s.n_tup_del)::text AS writes, ${PAGE}::text AS block
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_class AS o ON o.oid = c.reltoastrelid
LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_class AS p ON p.oid = i.inhparent
LEFT JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
LEFT JOIN pg_stat_all_tables AS s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'p', 'm') AND ${OURS}`;

const INDEXES = `${CLOSED}
SELECT n.nspname AS schema, c.relname AS table, x.relname AS name, m.amname AS method,
  CASE WHEN ${isClosed('x.oid')} OR ${isClosed('c.oid')} THEN x.relpages * ${PAGE} ELSE pg_relation_size(x.oid) END::text AS bytes,
  ARRAY(SELECT t.typname::text FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE a.attrelid = x.oid AND a.attnum > 0 ORDER BY a.attnum) AS keys
FROM pg_index AS i
JOIN pg_class AS x ON x.oid = i.indexrelid
JOIN pg_am AS m ON m.oid = x.relam
JOIN pg_class AS c ON c.oid = i.indrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE x.relkind = 'i' AND c.relkind IN ('r', 'm') AND ${OURS}`;

/** All sizes in one read-only transaction, which also a pooler carries through. */
export async function measureSizes(connection: Connection, tool: Stats['tool']): Promise<Stats> {
  await connection.query('BEGIN TRANSACTION READ ONLY');
  try {
    for (const limit of LIMITS) await connection.query(limit);
    const [server = {}] = await connection.query(SERVER);
    const indexes = groupIndexes(await connection.query(INDEXES));
    const writesCounted = countedSince(server);
    const measuredAt = text(server['measured_at']);
    const seconds = Math.max(1, (Date.parse(measuredAt) - Date.parse(writesCounted.since)) / 1000);
    const tables = (await connection.query(TABLES))
      .filter((row) => row['heap'] !== null)
      .map((row) => tableOf(row, indexes, seconds))
      .sort((a, b) => compare(a.schema, b.schema) || compare(a.name, b.name));
    return {
      schemaVersion: 1,
      tool,
      measuredAt,
      server: { dialect: 'postgresql', version: /^\d+(?:\.\d+)*/.exec(text(server['version']))?.[0] ?? text(server['version']) },
      writesCounted,
      tables,
    };
  } finally {
    // Where the transaction has failed, that is what the caller hears of.
    await connection.query('ROLLBACK').catch(() => undefined);
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (value === null || value === undefined ? 0 : Number(value));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const countedSince = (server: Row): Stats['writesCounted'] =>
  typeof server['stats_reset'] === 'string'
    ? { since: server['stats_reset'], from: 'stats-reset' }
    : { since: text(server['started_at']), from: 'server-start' };

function groupIndexes(rows: readonly Row[]): ReadonlyMap<string, readonly IndexStats[]> {
  const byTable = new Map<string, IndexStats[]>();
  for (const row of rows) {
    if (row['bytes'] === null) continue;
    const key = keyOf(text(row['schema']), text(row['table']));
    const keys = Array.isArray(row['keys']) ? row['keys'].map(text) : [];
    const index = { name: text(row['name']), bytes: number(row['bytes']), method: text(row['method']), keys };
    byTable.set(key, [...(byTable.get(key) ?? []), index]);
  }
  for (const list of byTable.values()) list.sort((a, b) => compare(a.name, b.name));
  return byTable;
}
/** A name can't hold the zero byte. */
const keyOf = (schema: string, name: string): string => `${schema}\0${name}`;

const KINDS: Readonly<Record<string, TableStats['kind']>> = { p: 'partitioned-table', m: 'materialized-view' };

function tableOf(row: Row, indexes: ReadonlyMap<string, readonly IndexStats[]>, seconds: number): TableStats {
  const [schema, name] = [text(row['schema']), text(row['name'])];
  const kind = KINDS[text(row['kind'])] ?? 'table';
  const stored = kind !== 'partitioned-table';
  return {
    schema,
    name,
    kind,
    partitionOf: typeof row['parent_name'] === 'string' ? { schema: text(row['parent_schema']), name: row['parent_name'] } : null,
    rows: stored ? rowsOf(row) : null,
    heapBytes: number(row['heap']),
    toastBytes: number(row['toast']),
    indexes: indexes.get(keyOf(schema, name)) ?? [],
    writesPerSecond: stored && row['writes'] !== null ? Number((number(row['writes']) / seconds).toPrecision(3)) : null,
  };
}

/** As the planner does it: rows a page when last counted, times the pages of now. */
function rowsOf(row: Row): number | null {
  const [pages, tuples, heap] = [number(row['pages']), number(row['tuples']), number(row['heap'])];
  if (heap === 0) return 0;
  if (pages > 0 && tuples > 0) return Math.round((tuples / pages) * (heap / number(row['block'])));
  const live = number(row['live']);
  return live > 0 ? live : null;
}

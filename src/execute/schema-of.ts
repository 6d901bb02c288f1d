import type { Connection } from './drivers/driver.ts';

// What a schema is, as lines of text that can be compared: two databases with the same lines behave the same.

const OURS = (column: string): string => `${column} NOT IN ('pg_catalog', 'information_schema', $1) AND ${column} !~ '^pg_'`;

/** Each gives lines of one column. `$1` is the journal's schema, which is not looked at. */
const QUERIES: readonly string[] = [
  `SELECT 'schema ' || n.nspname AS line FROM pg_namespace AS n WHERE ${OURS('n.nspname')}`,
  `SELECT format('%s %s.%s persistence=%s rls=%s,%s options=%s', CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
     WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' ELSE c.relkind::text END, n.nspname, c.relname,
     c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions) AS line
   FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND ${OURS('n.nspname')}`,
  // The place among the columns is left out: a column that comes back stands at the end, and nothing but SELECT * sees it.
  `SELECT format('column %s.%s.%s %s%s default=%s identity=%s generated=%s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
     CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated) AS line
   FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
   LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND ${OURS('n.nspname')}`,
  `SELECT format('constraint %s on %s: %s valid=%s', o.conname, coalesce(o.conrelid::regclass::text, o.contypid::regtype::text), pg_get_constraintdef(o.oid), o.convalidated) AS line
   FROM pg_constraint AS o JOIN pg_namespace AS n ON n.oid = o.connamespace WHERE ${OURS('n.nspname')}`,
  `SELECT format('index %s valid=%s', pg_get_indexdef(i.indexrelid), i.indisvalid) AS line
   FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE ${OURS('n.nspname')}`,
  `SELECT format('definition of %s.%s: %s', n.nspname, c.relname, pg_get_viewdef(c.oid)) AS line
   FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND ${OURS('n.nspname')}`,
  `SELECT 'trigger ' || pg_get_triggerdef(t.oid) AS line FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
   JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND ${OURS('n.nspname')}`,
  `SELECT format('policy %s on %s cmd=%s roles=%s using=%s check=%s', p.polname, p.polrelid::regclass, p.polcmd, p.polroles::regrole[],
     pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) AS line
   FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE ${OURS('n.nspname')}`,
  `SELECT 'function ' || pg_get_functiondef(p.oid) AS line FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
   WHERE p.prokind IN ('f', 'p') AND ${OURS('n.nspname')}
     AND NOT EXISTS (SELECT 1 FROM pg_depend AS e WHERE e.objid = p.oid AND e.deptype = 'e')`,
  `SELECT format('type %s.%s %s labels=%s base=%s', n.nspname, t.typname, t.typtype,
     (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid), format_type(t.typbasetype, t.typtypmod)) AS line
   FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
   LEFT JOIN pg_class AS c ON c.oid = t.typrelid WHERE t.typtype IN ('e', 'd', 'c', 'r') AND (c.relkind IS NULL OR c.relkind = 'c') AND ${OURS('n.nspname')}`,
  `SELECT 'extension ' || extname AS line FROM pg_extension WHERE $1 <> ''`,
  `SELECT format('comment %s on %s %s: %s', d.objsubid, d.classoid::regclass, coalesce(c.oid::regclass::text, d.objoid::text), d.description) AS line
   FROM pg_description AS d JOIN pg_class AS c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
   JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE ${OURS('n.nspname')}`,
  `SELECT format('grants on %s: %s', c.oid::regclass, c.relacl) AS line FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relacl IS NOT NULL AND ${OURS('n.nspname')}`,
];

/** The schema of a database as sorted lines, the journal left out. PostgreSQL 12 and later. */
export async function schemaOf(connection: Connection, journalSchema: string): Promise<readonly string[]> {
  const lines: string[] = [];
  // Names are then shown with their schemas, whatever a file has set.
  await connection.query('BEGIN; SET LOCAL search_path = pg_catalog');
  try {
    for (const sql of QUERIES) for (const row of await connection.query(sql, [journalSchema])) lines.push(String(row['line']));
  } finally {
    await connection.query('ROLLBACK');
  }
  return lines.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Lines of one that the other has not: `- ` gone, `+ ` new. */
export function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, now] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ];
}

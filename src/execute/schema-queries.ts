// What a schema is, as lines of text that can be compared, and read: what is as it is by default is not said. What two databases may differ in
// without behaving differently is left out: object numbers, the order of columns and of grants, rights that are written down as they would be
// without.

/** Not of the server, not of the journal (`$1`). */
const OURS = (schema: string): string => `${schema} NOT IN ('pg_catalog', 'information_schema', $1) AND ${schema} !~ '^pg_'`;
const NOT_OF_EXTENSION = (classid: string, oid: string): string =>
  `NOT EXISTS (SELECT 1 FROM pg_depend AS e WHERE e.classid = '${classid}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;
const LISTED = (acl: string): string =>
  `(SELECT string_agg(format('%s:%s%s', CASE g.grantee WHEN 0 THEN 'public' ELSE g.grantee::regrole::text END, g.privilege_type,
      CASE WHEN g.is_grantable THEN '*' ELSE '' END), ',' ORDER BY g.grantee::regrole::text, g.privilege_type) FROM aclexplode(${acl}) AS g)`;
/** Where they are others than by default. */
const RIGHTS = (acl: string, kind: string, owner: string): string => `CASE WHEN ${acl} IS NOT NULL THEN
  'rights ' || nullif(coalesce(${LISTED(acl)}, 'none'), ${LISTED(`acldefault('${kind}', ${owner})`)}) END`;
const SORTED = (values: string): string => `(SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(${values}) AS x)`;

const SCHEMAS = `SELECT concat_ws(' ', 'schema', n.nspname, ${RIGHTS('n.nspacl', 'n', 'n.nspowner')}) AS line FROM pg_namespace AS n
  WHERE ${OURS('n.nspname')} AND ${NOT_OF_EXTENSION('pg_namespace', 'n.oid')}`;

const RELATIONS = `SELECT concat_ws(' ', CASE c.relpersistence WHEN 'u' THEN 'unlogged' END,
    CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
      WHEN 'f' THEN 'foreign table' END,
    format('%s.%s', n.nspname, c.relname), CASE WHEN c.relrowsecurity THEN 'with row level security' END,
    CASE WHEN c.relforcerowsecurity THEN 'forced' END, 'options ' || ${SORTED('c.reloptions')},
    CASE WHEN c.relkind IN ('r', 'p') AND c.relreplident <> 'd' THEN 'replica identity ' || c.relreplident::text END,
    'by ' || pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
    'of ' || (SELECT string_agg(i.inhparent::regclass::text, ',' ORDER BY i.inhseqno) FROM pg_inherits AS i WHERE i.inhrelid = c.oid),
    CASE c.relkind WHEN 'S' THEN ${RIGHTS('c.relacl', 's', 'c.relowner')} ELSE ${RIGHTS('c.relacl', 'r', 'c.relowner')} END) AS line
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND ${OURS('n.nspname')} AND ${NOT_OF_EXTENSION('pg_class', 'c.oid')}`;

// The place among the columns is left out: a column that comes back stands at the end, and nothing but SELECT * sees it.
const COLUMNS = `SELECT concat_ws(' ', format('column %s.%s.%s', n.nspname, c.relname, a.attname), format_type(a.atttypid, a.atttypmod),
    'collate ' || CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END, CASE WHEN a.attnotnull THEN 'not null' END,
    CASE a.attgenerated WHEN '' THEN 'default ' ELSE 'generated ' || a.attgenerated::text || ' ' END || pg_get_expr(d.adbin, d.adrelid),
    CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
    'rights ' || ${SORTED('a.attacl')}, 'comment ' || col_description(c.oid, a.attnum)) AS line
  FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND ${OURS('n.nspname')}
    AND ${NOT_OF_EXTENSION('pg_class', 'c.oid')}`;

const SEQUENCES = `SELECT concat_ws(' ', 'sequence', s.seqrelid::regclass, 'as', s.seqtypid::regtype, 'start', s.seqstart, 'by', s.seqincrement,
    'from', s.seqmin, 'to', s.seqmax, 'cache', s.seqcache, CASE WHEN s.seqcycle THEN 'cycle' END,
    'of ' || (SELECT format('%s.%s', e.refobjid::regclass, a.attname) FROM pg_depend AS e
      JOIN pg_attribute AS a ON a.attrelid = e.refobjid AND a.attnum = e.refobjsubid
      WHERE e.classid = 'pg_class'::regclass AND e.objid = s.seqrelid AND e.refclassid = 'pg_class'::regclass AND e.deptype IN ('a', 'i'))) AS line
  FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE ${OURS('n.nspname')}`;

// From 18 on NOT NULL is a constraint with a name, which nothing but DROP CONSTRAINT sees; that it holds stands with its column.
const CONSTRAINTS = `SELECT concat_ws(' ', 'constraint', CASE WHEN o.contype <> 'n' THEN o.conname END, 'on',
    CASE WHEN o.conrelid <> 0 THEN o.conrelid::regclass::text ELSE o.contypid::regtype::text END || ':', pg_get_constraintdef(o.oid),
    'comment ' || obj_description(o.oid, 'pg_constraint')) AS line
  FROM pg_constraint AS o JOIN pg_namespace AS n ON n.oid = o.connamespace WHERE o.contype <> 't' AND NOT (o.contype = 'n' AND o.convalidated) AND ${OURS('n.nspname')}`;

const INDEXES = `SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), CASE WHEN NOT i.indisvalid THEN 'INVALID' END,
    CASE WHEN i.indisclustered THEN 'clustered' END, CASE WHEN i.indisreplident THEN 'replica identity' END) AS line
  FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE ${OURS('n.nspname')}`;

const VIEWS = `SELECT format('definition of %s.%s: %s', n.nspname, c.relname, pg_get_viewdef(c.oid)) AS line
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('v', 'm') AND ${OURS('n.nspname')} AND ${NOT_OF_EXTENSION('pg_class', 'c.oid')}`;

const STATES = (column: string): string => `CASE ${column} WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END`;
const RULES = `SELECT concat_ws(' ', 'rule', pg_get_ruledef(r.oid), ${STATES('r.ev_enabled')}) AS line
  FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE r.rulename <> '_RETURN' AND ${OURS('n.nspname')}`;

const TRIGGERS = `SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), ${STATES('t.tgenabled')}) AS line
  FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE NOT t.tgisinternal AND ${OURS('n.nspname')}`;

const POLICIES = `SELECT concat_ws(' ', 'policy', p.polname, 'on', p.polrelid::regclass, CASE WHEN NOT p.polpermissive THEN 'restrictive' END,
    'for', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END,
    'to', (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE r::regrole::text END, ',' ORDER BY r::regrole::text) FROM unnest(p.polroles) AS r),
    'using ' || pg_get_expr(p.polqual, p.polrelid), 'with check ' || pg_get_expr(p.polwithcheck, p.polrelid)) AS line
  FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE ${OURS('n.nspname')}`;

const FUNCTIONS = `SELECT concat_ws(' ', CASE p.prokind WHEN 'a' THEN 'aggregate ' || p.oid::regprocedure::text ELSE 'function ' || pg_get_functiondef(p.oid) END,
    ${RIGHTS('p.proacl', 'f', 'p.proowner')}) AS line
  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace WHERE ${OURS('n.nspname')} AND ${NOT_OF_EXTENSION('pg_proc', 'p.oid')}`;

const TYPES = `SELECT concat_ws(' ', CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite type' ELSE 'range' END,
    format('%s.%s', n.nspname, t.typname), (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid),
    CASE WHEN t.typbasetype <> 0 THEN format_type(t.typbasetype, t.typtypmod) END, CASE WHEN t.typnotnull THEN 'not null' END,
    'default ' || t.typdefault, 'of ' || (SELECT r.rngsubtype::regtype::text FROM pg_range AS r WHERE r.rngtypid = t.oid),
    ${RIGHTS('t.typacl', 'T', 't.typowner')}) AS line
  FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace LEFT JOIN pg_class AS c ON c.oid = t.typrelid
  WHERE t.typtype IN ('e', 'd', 'c', 'r') AND (c.relkind IS NULL OR c.relkind = 'c') AND ${OURS('n.nspname')} AND ${NOT_OF_EXTENSION('pg_type', 't.oid')}`;

const EXTENSIONS = `SELECT format('extension %s in %s', x.extname, x.extnamespace::regnamespace) AS line FROM pg_extension AS x WHERE x.extname <> 'plpgsql'`;

const STATISTICS = `SELECT pg_get_statisticsobjdef(s.oid) AS line FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace
  WHERE ${OURS('n.nspname')}`;

// Those of columns and constraints stand with them.
const COMMENTS = `SELECT format('comment on %s %s: %s', i.type, i.identity, d.description) AS line FROM pg_description AS d,
    pg_identify_object(d.classoid, d.objoid, 0) AS i
  WHERE d.objsubid = 0 AND d.objoid >= 16384 AND d.classoid NOT IN ('pg_constraint'::regclass, 'pg_extension'::regclass)
    AND coalesce(i.schema, '') <> $1
    AND NOT EXISTS (SELECT 1 FROM pg_depend AS e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')`;

/** Of these it is said that they are there, by what names them. */
const NAMED = [
  'pg_operator',
  'pg_opclass',
  'pg_opfamily',
  'pg_collation',
  'pg_conversion',
  'pg_cast',
  'pg_ts_config',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_publication',
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  'pg_event_trigger',
  'pg_language',
  'pg_transform',
  'pg_am',
];
const OTHERS = `SELECT format('%s %s', i.type, i.identity) AS line FROM (${NAMED.map((catalog) => `SELECT '${catalog}'::regclass::oid AS classid, oid FROM ${catalog}`).join(' UNION ALL ')}) AS o,
    pg_identify_object(o.classid, o.oid, 0) AS i
  WHERE o.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend AS e WHERE e.classid = o.classid AND e.objid = o.oid AND e.deptype = 'e')`;

const DEFAULT_RIGHTS = `SELECT format('default rights of %s in %s on %s: %s', a.defaclrole::regrole,
    CASE a.defaclnamespace WHEN 0 THEN 'all' ELSE a.defaclnamespace::regnamespace::text END, a.defaclobjtype,
    ${SORTED('a.defaclacl')}) AS line FROM pg_default_acl AS a`;

const PUBLISHED = `SELECT format('publication %s of %s', p.pubname, r.prrelid::regclass) AS line
  FROM pg_publication_rel AS r JOIN pg_publication AS p ON p.oid = r.prpubid`;

const SETTINGS = `SELECT format('settings of the database for %s: %s', CASE s.setrole WHEN 0 THEN 'all' ELSE s.setrole::regrole::text END,
    ${SORTED('s.setconfig')}) AS line
  FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = s.setdatabase WHERE d.datname = current_database()`;

/** Each gives lines of one column, `line`. `$1` is the journal's schema. */
export const SCHEMA_QUERIES: readonly string[] = [
  SCHEMAS,
  RELATIONS,
  COLUMNS,
  SEQUENCES,
  CONSTRAINTS,
  INDEXES,
  VIEWS,
  RULES,
  TRIGGERS,
  POLICIES,
  FUNCTIONS,
  TYPES,
  EXTENSIONS,
  STATISTICS,
  COMMENTS,
  OTHERS,
  DEFAULT_RIGHTS,
  PUBLISHED,
  SETTINGS,
];

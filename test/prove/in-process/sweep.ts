import type { Session } from '../session.ts';

/** The first oid that is not the system's. */
const OURS = 'oid >= 16384';

/** Statements that remove what is there, in an order in which that works. */
const LEFT = `
  SELECT format('DROP PUBLICATION %I', pubname) AS sql FROM pg_publication
  UNION ALL SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger
  UNION ALL SELECT format('DROP EXTENSION %I CASCADE', extname) FROM pg_extension WHERE ${OURS}
  UNION ALL SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE ${OURS} AND nspname !~ '^pg_' OR nspname = 'public'
  UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER %I CASCADE', fdwname) FROM pg_foreign_data_wrapper WHERE ${OURS}
  UNION ALL SELECT format('DROP OWNED BY %I CASCADE', rolname) FROM pg_roles WHERE ${OURS}
  UNION ALL SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE ${OURS}
  UNION ALL SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE ${OURS} AND datname <> current_database()
  UNION ALL SELECT 'CREATE SCHEMA public'`;

/** What no statement above removed. */
const REMAINS = `
  SELECT (SELECT count(*) FROM pg_class WHERE ${OURS} AND relnamespace <> 'pg_toast'::regnamespace)
       + (SELECT count(*) FROM pg_proc WHERE ${OURS}) + (SELECT count(*) FROM pg_type WHERE ${OURS}) + (SELECT count(*) FROM pg_cast WHERE ${OURS})
       + (SELECT count(*) FROM pg_language WHERE ${OURS}) + (SELECT count(*) FROM pg_am WHERE ${OURS}) + (SELECT count(*) FROM pg_default_acl)
       + (SELECT count(*) FROM pg_largeobject_metadata) + (SELECT count(*) FROM pg_db_role_setting) + (SELECT count(*) FROM pg_seclabel) AS remains`;

/** Makes a used database like new. false: something is left that can't be removed. */
export async function sweep(session: Session): Promise<boolean> {
  try {
    for (const sql of ['ROLLBACK', 'RESET SESSION AUTHORIZATION', 'DISCARD ALL']) await session.rows(sql);
    for (const { sql } of await session.rows(LEFT)) await session.rows(sql ?? '');
    const [row] = await session.rows(REMAINS);
    return Number(row?.['remains']) === 0;
  } catch {
    return false;
  }
}

import type { Session } from './session.ts';

/** A relation that a statement can lock or write anew. */
export interface Relation {
  readonly oid: string;
  /** Without its schema in `public`, with it elsewhere. */
  readonly name: string;
  /** pg_class.relkind. */
  readonly kind: string;
  readonly temporary: boolean;
  /** Changes when the data are written anew; undefined where there are none. */
  readonly filenode: string | undefined;
}

const SNAPSHOT = `
  SELECT c.oid::int8::text AS oid, c.relkind::text AS kind, c.relname::text AS name, (n.nspname LIKE 'pg\\_temp%')::text AS temporary,
         n.nspname::text AS schema, pg_relation_filenode(c.oid)::int8::text AS filenode
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_toast\\_temp%' AND c.relkind <> 'c'
   ORDER BY c.oid`;

/** What the session sees, by oid; TOAST and the system's own left out. */
export async function relations(session: Session): Promise<ReadonlyMap<string, Relation>> {
  const found = new Map<string, Relation>();
  for (const { oid, kind, name, temporary, schema, filenode } of await session.rows(SNAPSHOT)) {
    if (!oid || !kind || !name) continue;
    const shown = temporary === 'true' ? `pg_temp.${name}` : schema === 'public' ? name : `${schema}.${name}`;
    found.set(oid, { oid, name: shown, kind, temporary: temporary === 'true', filenode: filenode ?? undefined });
  }
  return found;
}

/**
 * Oids of what has other data files than before, sequences left out. An index that a statement drops and makes again under its old name
 * keeps its file where the server proves it still right: so by oid first, then by name.
 */
export function rewritten(before: ReadonlyMap<string, Relation>, after: ReadonlyMap<string, Relation>): readonly string[] {
  const byName = new Map([...after.values()].map((relation) => [relation.name, relation]));
  return [...before.values()]
    .filter(({ kind }) => kind !== 'S')
    .filter(({ oid, name, filenode }) => {
      const now = (after.get(oid) ?? byName.get(name))?.filenode;
      return filenode !== undefined && now !== undefined && now !== filenode;
    })
    .map(({ oid }) => oid);
}

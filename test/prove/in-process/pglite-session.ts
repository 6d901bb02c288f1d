import type { Extension } from '@electric-sql/pglite';
import type { Row, Session } from '../session.ts';

const EXTENSIONS = ['btree_gist', 'citext', 'pg_trgm', 'hstore', 'ltree', 'intarray', 'unaccent', 'uuid_ossp', 'pgcrypto'] as const;

/** PostgreSQL 18 in this process: one session, which stays the only one. `image`: a data directory to begin with. */
export async function openPglite(image?: Blob): Promise<Session & { readonly image: () => Promise<Blob> }> {
  const { PGlite } = await import('@electric-sql/pglite');
  const load = async (name: string): Promise<readonly [string, Extension]> => {
    const { [name]: extension } = (await import(`@electric-sql/pglite/contrib/${name}`)) as Readonly<Record<string, Extension>>;
    if (extension === undefined) throw new Error(`PGlite has no extension ${name}`);
    return [name, extension];
  };
  const extensions = Object.fromEntries(await Promise.all(EXTENSIONS.map(load)));
  const db = await PGlite.create({ extensions, ...(image !== undefined && { loadDataDir: image }) });
  // As on the real servers, where the cases call their second tablespace so.
  if (image === undefined) {
    await db.exec('SET allow_in_place_tablespaces = on');
    await db.exec("CREATE TABLESPACE oracle_ts LOCATION ''");
  }
  const said: string[] = [];
  const onNotice = ({ severity, message }: { severity: string | undefined; message: string | undefined }): void => {
    said.push(`${severity}: ${message}`);
  };
  const rows = async (sql: string): Promise<readonly Row[]> => {
    const results = await db.exec(sql, { onNotice });
    return results.at(-1)?.rows ?? [];
  };
  const pid = (await rows('SELECT pg_backend_pid()::text AS pid'))[0]?.['pid'] ?? '';
  return { pid, said, rows, close: () => db.close(), image: () => db.dumpDataDir('none') };
}

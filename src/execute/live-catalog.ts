import { quoteIdentifier } from '../model/name.ts';
import type { Connection } from './drivers/driver.ts';
import { CATALOG_QUERIES, HOLDS_ANYTHING } from './live-catalog-queries.ts';

/** The query is long and done at once: to compile it takes longer. Versions before 11 have no such setting. */
const UNCOMPILED = "SELECT set_config(name, 'off', true) FROM pg_settings WHERE name = 'jit'";

/**
 * What a database holds, as statements that would make it: what pending files are judged on, instead of what earlier files say. They are to be
 * read, not to be run: no rights, no comments, nothing that belongs to an extension but its tables and views. Any user can read it. PostgreSQL 10
 * and later.
 * @param journalSchema left out
 */
export async function liveCatalog(connection: Connection, journalSchema: string): Promise<string> {
  // Names are then shown with their schemas, whatever the user's search path is.
  await connection.query('BEGIN READ ONLY; SET LOCAL search_path = pg_catalog');
  try {
    const [there] = await connection.query(HOLDS_ANYTHING, [journalSchema]);
    if (there?.['holds'] !== true) return '';
    await connection.query(UNCOMPILED);
    const parts = CATALOG_QUERIES.map((sql, rank) => `SELECT ${rank} AS rank, sql, place FROM (${sql}) AS q${rank}`);
    const rows = await connection.query(`${parts.join('\nUNION ALL\n')}\nORDER BY rank, place`, [journalSchema]);
    const statements = rows.flatMap(({ sql }) => (typeof sql === 'string' ? [`${sql.trim().replace(/;$/, '')};\n`] : []));
    return `SET search_path = ${quoteIdentifier('public')};\n${statements.join('')}`;
  } finally {
    await connection.query('ROLLBACK');
  }
}

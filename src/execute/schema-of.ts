import type { Connection } from './drivers/driver.ts';
import { flattenConditions } from './flatten-conditions.ts';
import { SCHEMA_QUERIES } from './schema-queries.ts';

/** The schema of a database as sorted lines, the journal left out: two with the same lines behave the same. PostgreSQL 12 and later. */
export async function schemaOf(connection: Connection, journalSchema: string): Promise<readonly string[]> {
  // Names are then shown with their schemas, whatever a file has set.
  await connection.query('BEGIN; SET LOCAL search_path = pg_catalog');
  try {
    const rows = await connection.query(SCHEMA_QUERIES.map((sql) => `(${sql})`).join('\nUNION ALL\n'), [journalSchema]);
    return rows.map((row) => comparable(String(row['line']))).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  } finally {
    await connection.query('ROLLBACK');
  }
}

/** Literals and quoted names are kept; runs of blanks and comments are one blank. */
const BLANKS = /('(?:[^']|'')*'|"[^"]*")|(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)+/g;

/**
 * A function's source is kept as it was written: how it is laid out makes no difference, in the languages that don't go by that. Of conditions
 * it is how they are nested.
 */
function comparable(line: string): string {
  if (!/^function [\s\S]*?\n LANGUAGE (?:sql|plpgsql)\b/.test(line)) return flattenConditions(line);
  return line.replaceAll(BLANKS, (_, kept: string | undefined) => kept ?? ' ').replaceAll(/ ?(\$function\$) ?/g, ' $1 ');
}

/** Lines of one that the other has not: `- ` gone, `+ ` new. */
export function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, now] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ];
}

import { quoteIdentifier } from '../../model/name.ts';
import type { Problem } from '../../model/problem.ts';
import type { Connection } from '../drivers/driver.ts';

/** How a tool's history table is known. */
export interface TableWanted {
  /** Where it is when nobody says; undefined: where tables are made. */
  readonly schema?: string;
  readonly name: string;
  /** Columns that it has; a name alone is shared by several tools. */
  readonly has: readonly string[];
  readonly lacks?: readonly string[];
}

export interface TheirTable {
  readonly schema: string;
  readonly name: string;
  /** In SQL. */
  readonly sql: string;
  /** Empty: it is not there yet. */
  readonly columns: ReadonlySet<string>;
}

const tableAt = (schema: string, name: string, columns: readonly string[]): TheirTable => ({
  schema,
  name,
  sql: `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`,
  columns: new Set(columns),
});

/** `schema.table` or `table`. */
function namedBy(given: string | undefined, wanted: TableWanted): { readonly schema: string | undefined; readonly name: string } {
  if (given === undefined) return { schema: wanted.schema, name: wanted.name };
  const dot = given.indexOf('.');
  return dot === -1 ? { schema: wanted.schema, name: given } : { schema: given.slice(0, dot), name: given.slice(dot + 1) };
}

/**
 * A tool's history table: where it is by default, else in whatever schema there is one that looks like it.
 * @param given where a person says that it is
 * @returns a table without columns where there is none
 */
export async function findTable(connection: Connection, wanted: TableWanted, given: string | undefined): Promise<TheirTable | Problem> {
  const { schema, name } = namedBy(given, wanted);
  const rows = await connection.query(
    `SELECT n.nspname::text AS schema, coalesce(n.nspname = coalesce($2, current_schema()), false) AS own,
       (SELECT string_agg(a.attname, ' ') FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
     FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relname = $1 AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' ORDER BY 1`,
    [name, schema ?? null],
  );
  const found = rows
    .map((row) => ({ own: row['own'] === true, table: tableAt(String(row['schema']), name, String(row['columns']).split(' ')) }))
    .filter(
      ({ table: { columns } }) => wanted.has.every((each) => columns.has(each)) && !(wanted.lacks ?? []).some((each) => columns.has(each)),
    );
  const own = found.find((each) => each.own);
  if (own !== undefined) return own.table;
  const others = given?.includes('.') === true ? [] : found;
  if (others.length > 1)
    return {
      code: 'tool-table',
      text: `There are several tables ${name}: in ${others.map(({ table }) => table.schema).join(', ')}.`,
      hint: `Say which: --tool-table ${others[0]?.table.schema ?? ''}.${name}`,
    };
  const [only] = others;
  if (only !== undefined) return only.table;
  const [current] = await connection.query("SELECT coalesce(current_schema(), 'public')::text AS schema");
  return tableAt(schema ?? String(current?.['schema']), name, []);
}

export const isThere = ({ columns }: TheirTable): boolean => columns.size > 0;

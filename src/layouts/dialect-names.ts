import type { Dialect } from '../model/target.ts';

const OWN: { readonly [D in Dialect]: RegExp } = {
  postgresql: /^(?:postgres|postgresql|pg|pgsql)$/i,
  mysql: /^(?:mysql|mariadb)$/i,
  sqlite: /^sqlite3?$/i,
};
const ANY = /^(?:postgres|postgresql|pg|pgsql|mysql|mariadb|sqlite3?|mssql|sqlserver|oracle|cockroach|cockroachdb|h2|hsqldb|db2|derby)$/i;
// The last word of a name, but for pop's `.autocommit`: `0001_users.mysql.up.sql` without its direction.
const TOKEN = /(?:\.(postgres|postgresql|pg|mysql|mariadb|sqlite3?|cockroach|cockroachdb|mssql|sqlserver|oracle))?(?:\.autocommit)?$/i;

/** Is a folder called after a database? */
export const namesDatabase = (name: string): boolean => ANY.test(name);

/** Is it called after this one? */
export const namesDialect = (name: string, dialect: Dialect): boolean => OWN[dialect].test(name);

/** `0001_users.postgres` → the stem without the dialect, and the dialect. */
export function dialectToken(stem: string): { readonly bare: string; readonly dialect: string | undefined } {
  const found = TOKEN.exec(stem);
  return found === null ? { bare: stem, dialect: undefined } : { bare: stem.slice(0, found.index), dialect: found[1] };
}

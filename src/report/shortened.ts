/** SQL as far as a reader takes it in: a statement may bring a string of megabytes. `most`: in UTF-16 units. */
export const shortened = (sql: string, most: number): string =>
  sql.length <= most ? sql : `${sql.slice(0, most)}…\n-- and ${(sql.length - most).toLocaleString('en')} more characters`;

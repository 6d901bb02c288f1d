/** What the server says of the place in the rows that it refused: ` (line 3 of its rows)`. The rest of that may hold values. */
export function rowOf(error: unknown): string {
  const { where } = error as { readonly where?: unknown };
  const row = typeof where === 'string' ? /^COPY .*?, line (\d+)/m.exec(where)?.[1] : undefined;
  return row === undefined ? '' : ` (line ${row} of its rows)`;
}

/** Every column is read as text. */
export type Row = Readonly<Record<string, string | null>>;

/** One connection. What is sent goes through the simple query protocol, so several statements in one message are one. */
export interface Session {
  readonly pid: string;
  /** What the server said besides results, oldest first, as `DEBUG1: building index …` or `NOTICE: …`. */
  readonly said: string[];
  /** The rows of the last statement. */
  rows(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** SQLSTATE of what a session threw; anything else is no answer of a server, and is thrown on. */
export function sqlstate(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  throw error;
}

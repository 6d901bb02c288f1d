import { PGlite } from '@electric-sql/pglite';
import { ServerError, type Connection, type Row, type Value } from '../../../src/execute/drivers/driver.ts';
import { RUN_DEFAULTS, type RunContext } from '../../../src/execute/run/context.ts';
import type { OtherProject, ProjectFile } from '../../../src/execute/other-tools/tool.ts';
import type { LayoutName } from '../../../src/model/migration.ts';

/** How long that may take on a busy machine, in milliseconds. */
export const STARTING = 60_000;

/** A PostgreSQL in this process, with one session. */
export async function database(): Promise<{
  readonly connection: Connection;
  readonly rows: (sql: string) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}> {
  const pglite = await PGlite.create();
  const query = async (sql: string, values?: readonly Value[]): Promise<readonly Row[]> => {
    try {
      if (values !== undefined) return (await pglite.query<Row>(sql, values as Value[])).rows;
      return (await pglite.exec(sql)).at(-1)?.rows ?? [];
    } catch (error) {
      const { message, code } = error as { readonly message: string; readonly code?: string };
      throw new ServerError(message, code);
    }
  };
  return { connection: { query, end: () => Promise.resolve() }, rows: (sql) => query(sql), close: () => pglite.close() };
}

/** A project of files, whose ids are their names below the root. */
export function projectOf(
  layout: LayoutName,
  files: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string>> = {},
): OtherProject {
  return {
    layout,
    files: Object.entries(files).map(([local, text]): ProjectFile => ({ id: local, name: `db/${local}`, local, text })),
    read: (local) => others[local],
  };
}

/** A run that waits for nobody. */
export const context = {
  options: { ...RUN_DEFAULTS, lockWait: 0 },
  interrupt: { stopping: false },
  tell: () => undefined,
} as unknown as RunContext;

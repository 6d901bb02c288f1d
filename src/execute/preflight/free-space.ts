import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { ServerError, type Connection, type Driver } from '../drivers/driver.ts';

/**
 * Bytes that are free where the server keeps its data; undefined: it can't be known. PostgreSQL has no function for it, so the server must be on this
 * machine, and its folder readable; that it is this very server its postmaster.pid says, as an address of this machine may lead elsewhere.
 */
export async function freeSpace(connection: Connection, driver: Driver): Promise<number | undefined> {
  if (driver.folder !== undefined) return freeIn(driver.folder);
  try {
    const [row] = await connection.query(
      `SELECT current_setting('data_directory') AS folder, current_setting('port') AS port,
         floor(extract(epoch FROM pg_postmaster_start_time()))::int8::text AS started`,
    );
    const folder = String(row?.['folder']);
    const [, own, started, port] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    const same = own === folder && port === String(row?.['port']) && Math.abs(Number(started) - Number(row?.['started'])) <= STARTING;
    return same ? freeIn(folder) : undefined;
  } catch (error) {
    // No right to know the folder, or it is not here.
    if (error instanceof ServerError || isFileError(error)) return undefined;
    throw error;
  }
}

/** Seconds between the note in postmaster.pid and what the server takes for its start. */
const STARTING = 5;

const isFileError = (error: unknown): boolean => error instanceof Error && 'code' in error;

function freeIn(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

import { startServer, type Server } from '../prove/live/server.ts';

/**
 * A real server for a file of tests. Where there is none, that is said, and what needs it does not run; CI has to have one.
 */
export async function liveServer(tests: string, major = 17): Promise<Server | undefined> {
  try {
    return await startServer(major, (text) => console.error(text));
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    console.error(
      `NOT RUN: ${tests}, which need a PostgreSQL server: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
    return undefined;
  }
}

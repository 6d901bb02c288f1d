import { resolve } from 'node:path';
import { seconds } from '../config/duration.ts';
import { readStats } from '../config/read-stats.ts';
import type { Settings } from '../config/settings.ts';
import type { CheckRequest } from '../index.ts';
import { readText } from '../io/read-text.ts';
import type { Problem } from '../model/problem.ts';

/** Largest stats file that is read, in bytes: some hundred thousand tables. */
const LIMIT = 256 * 1024 * 1024;

export interface GivenSizes {
  /** What goes into the request. */
  readonly request: Pick<CheckRequest, 'stats' | 'blockingAllowed'>;
  /** Version of the server that was measured: the one meant, where no other is named. */
  readonly version: string | undefined;
  readonly problems: readonly Problem[];
}

/** The sizes of the file that the settings name. */
export function readSizes(file: string, { blockingAllowed }: Settings, cwd: string): GivenSizes {
  const read = readText(resolve(cwd, file), file, LIMIT);
  if ('problem' in read) return { request: {}, version: undefined, problems: [read.problem] };
  const { stats, problems } = readStats(file, read.text);
  if (stats === undefined) return { request: {}, version: undefined, problems };
  return {
    request: { stats, ...(blockingAllowed === undefined ? {} : { blockingAllowed: seconds(blockingAllowed) }) },
    version: stats.server.version,
    problems,
  };
}

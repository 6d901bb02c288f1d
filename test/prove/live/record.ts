import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recorded, Recording } from '../../oracle/recording.ts';
import { describe, type Observation } from '../observation.ts';

export interface DataFile {
  readonly path: string;
  readonly recording: Recording;
}
/** What servers did, by major; a string: why the case does not exist there. */
export type Seen = Map<number, Observation | string>;

/** All data files, in order of their names. */
export function readDataFiles(folder: string): readonly DataFile[] {
  const names = readdirSync(folder).filter((name) => /^measurements.*\.json$/.test(name));
  return names.toSorted().map((name) => {
    const path = join(folder, name);
    return { path, recording: JSON.parse(readFileSync(path, 'utf8')) as Recording };
  });
}

/** Records what was seen, and leaves the rest. */
export function writeDataFile({ path, recording }: DataFile, seen: ReadonlyMap<string, Seen>, servers: ReadonlyMap<number, string>): void {
  const setups = recording.setups.map(({ setup, cases }) => ({ setup, cases: cases.map((each) => merged(each, seen.get(each.name))) }));
  const all = { ...recording.servers, ...Object.fromEntries(servers) };
  writeFileSync(path, textOf({ servers: all, setups }));
}

/** A line for each key of a case; the formatter breaks those that are too long. */
function textOf({ servers, setups }: Recording): string {
  const json = (value: unknown): string => JSON.stringify(value);
  const textOfCase = (each: Recorded): string =>
    `{\n${Object.entries(each)
      .map(([key, value]) => `${json(key)}: ${json(value)}`)
      .join(',\n')}\n}`;
  const textOfSetup = ({ setup, cases }: Recording['setups'][number]): string =>
    `{\n"setup": ${json(setup)},\n"cases": [\n${cases.map(textOfCase).join(',\n')}\n]\n}`;
  return `{\n"servers": ${json(servers)},\n"setups": [\n${setups.map(textOfSetup).join(',\n')}\n]\n}\n`;
}

/** Versions that did the same stand together, in order of the first; what was seen takes the place of what was recorded. */
function merged(recorded: Recorded, seen: Seen = new Map()): Recorded {
  if (recorded.outcomes === undefined && seen.size === 0) return recorded;
  const groups = new Map<string, { readonly versions: number[]; readonly observation: Observation }>();
  const all = new Map<number, Observation | string>([...recordedByMajor(recorded), ...seen]);
  for (const [major, observation] of [...all].sort(([a], [b]) => a - b)) {
    if (typeof observation === 'string') continue;
    const group = groups.get(describe(observation));
    if (group === undefined) groups.set(describe(observation), { versions: [major], observation });
    else group.versions.push(major);
  }
  // Nowhere: then it is still to be measured.
  if (groups.size === 0) return recorded;
  return { ...recorded, outcomes: [...groups.values()].map(({ versions, observation }) => ({ versions, ...inOrder(observation) })) };
}

const inOrder = ({ locks, work, ...rest }: Observation): Observation => ({
  ...rest,
  ...(locks !== undefined && { locks: byName(locks) }),
  ...(work !== undefined && { work: typeof work === 'string' ? work : byName(work) }),
});
const byName = <T>(of: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What is recorded of a case, by major. */
export const recordedByMajor = ({ outcomes = [] }: Recorded): ReadonlyMap<number, Observation> =>
  new Map(outcomes.flatMap(({ versions, ...observation }) => versions.map((version) => [version, observation] as const)));

import { dialectToken } from './dialect-names.ts';
import { directionOf, isDirectionFolder } from './direction.ts';
import type { SqlFile } from './layout.ts';
import { joinPath, nameOf, parentOf, stemOf } from './path.ts';
import type { Skipped } from './tree.ts';
import { versionKey, versionOf } from './version.ts';

/** An up part and its down parts, by name. One of the two may be missing. */
export interface Pair {
  readonly id: string;
  readonly up: SqlFile | undefined;
  readonly down: readonly SqlFile[];
}

interface Named {
  readonly file: SqlFile;
  readonly direction: 'up' | 'down';
  readonly certain: boolean;
  /** Name without direction and dialect, with its folder unless that only says a direction. */
  readonly key: string;
  readonly version: string;
  readonly dialect: string | undefined;
}

function name(file: SqlFile): Named {
  const { direction, stem, certain } = directionOf(file.local);
  const { bare, dialect } = dialectToken(stem);
  const folder = parentOf(file.local) ?? '';
  const above = isDirectionFolder(nameOf(folder)) ? (parentOf(folder) ?? '') : folder;
  const { numbers } = versionOf(bare);
  return {
    file,
    direction,
    certain,
    key: joinPath(above, bare),
    version: numbers.length > 0 ? joinPath(above, versionKey(numbers)) : '',
    dialect,
  };
}

/**
 * Puts up and down parts together: by stem, else by number where only one up part has it.
 * A file whose name says a dialect comes before one of the same name that says none.
 */
export function pairs(files: readonly SqlFile[]): { readonly pairs: readonly Pair[]; readonly skipped: readonly Skipped[] } {
  const skipped: Skipped[] = [];
  const all = files.map(name);
  const own = new Set(all.filter((n) => n.dialect !== undefined).map((n) => `${n.direction} ${n.key}`));
  const taken = all.filter((n) => {
    if (n.dialect !== undefined || !own.has(`${n.direction} ${n.key}`)) return true;
    skipped.push({ path: n.file.path, reason: 'there is one for this dialect' });
    return false;
  });

  const ups = new Map<string, { id: string; up: SqlFile; down: SqlFile[] }>();
  const byVersion = new Map<string, string[]>();
  const addUp = ({ file, key, version, certain, direction }: Named): void => {
    // The whole stem where the direction is a guess, and where two up parts share a name: `0001_x.sql`, `0001_x.up.sql`.
    const id = certain && direction === 'up' && !ups.has(key) ? key : stemOf(file.local);
    const slot = direction === 'up' && !ups.has(key) ? key : id;
    ups.set(slot, { id, up: file, down: [] });
    if (version !== '') byVersion.set(version, [...(byVersion.get(version) ?? []), slot]);
  };
  for (const n of taken) if (n.direction === 'up') addUp(n);
  const alone: Pair[] = [];
  for (const n of taken) {
    if (n.direction === 'up') continue;
    const sameVersion = byVersion.get(n.version) ?? [];
    const partner = ups.get(n.key) ?? (sameVersion.length === 1 ? ups.get(sameVersion[0] ?? '') : undefined);
    if (partner !== undefined) partner.down.push(n.file);
    else if (n.certain) alone.push({ id: n.key, up: undefined, down: [n.file] });
    else addUp(n);
  }
  return { pairs: [...ups.values(), ...alone], skipped };
}

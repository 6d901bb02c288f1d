import { contentName, isFileMode, type Change } from './change.ts';

/** Reads the output of `git diff --raw -z --no-abbrev --find-renames`. */
export function readDiff(output: string): readonly Change[] {
  const changes: Change[] = [];
  const parts = output.split('\0');
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    if (!part.startsWith(':')) continue;
    const [oldMode = '', newMode = '', name, , state = ''] = part.slice(1).split(' ');
    const first = parts[++at] ?? '';
    const old = contentName(name);
    // A rename and a copy name two files.
    const second = state.startsWith('R') || state.startsWith('C') ? parts[++at] : undefined;
    if (state === 'D') {
      if (isFileMode(oldMode)) changes.push({ kind: 'deleted', path: first, from: undefined, old });
    } else if (state === 'U') changes.push({ kind: 'unmerged', path: first, from: undefined, old: undefined });
    else if (!isFileMode(newMode)) continue;
    else if (state.startsWith('R')) changes.push({ kind: 'renamed', path: second ?? first, from: first, old, isMoved: state === 'R100' });
    else if (state === 'A' || state.startsWith('C'))
      changes.push({ kind: 'added', path: second ?? first, from: undefined, old: undefined });
    else changes.push({ kind: 'edited', path: first, from: undefined, old });
  }
  return changes;
}

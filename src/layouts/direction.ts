import { nameOf, parentOf, stemOf } from './path.ts';

export interface Direction {
  readonly direction: 'up' | 'down';
  /** The name without its direction: what an up part and its down part share. */
  readonly stem: string;
  /** false: the name reads like a down part (`0012_scale_down`), but it is one only if there is an up part of the same stem or number. */
  readonly certain: boolean;
}

const DOTTED = /^(.*)\.(up|down|do|undo|rollback|revert)$/i;
const TRAILING = /^(.+)[_-](up|down|undo|rollback|revert)$/i;
const DOWN_FOLDER = /^(?:downs?|rollbacks?|undo|reverts?)$/i;
const UP_FOLDER = /^ups?$/i;
const isUp = (word: string): boolean => /^(?:up|do)$/i.test(word);

/** Which way a file goes, by its name or its folder's. */
export function directionOf(path: string): Direction {
  const stem = stemOf(nameOf(path));
  const folder = nameOf(parentOf(path) ?? '');
  const dotted = DOTTED.exec(stem);
  if (dotted?.[1] !== undefined && dotted[2] !== undefined)
    return { direction: isUp(dotted[2]) ? 'up' : 'down', stem: dotted[1], certain: true };
  const trailing = TRAILING.exec(stem);
  const bare = trailing?.[1] ?? stem;
  if (DOWN_FOLDER.test(folder)) return { direction: 'down', stem: bare, certain: true };
  if (UP_FOLDER.test(folder)) return { direction: 'up', stem: bare, certain: true };
  if (/^(?:down|rollback|undo|revert)$/i.test(stem)) return { direction: 'down', stem: '', certain: true };
  if (/^up$/i.test(stem)) return { direction: 'up', stem: '', certain: true };
  if (trailing?.[1] !== undefined && trailing[2] !== undefined)
    return { direction: isUp(trailing[2]) ? 'up' : 'down', stem: trailing[1], certain: false };
  return { direction: 'up', stem, certain: true };
}

/** `up`, `down`, `rollback` …: a folder that holds one direction of the project above it. */
export const isDirectionFolder = (name: string): boolean => DOWN_FOLDER.test(name) || UP_FOLDER.test(name);

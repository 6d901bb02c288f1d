import type { OtherProject, ProjectFile, TheirFile, TheirRow } from './tool.ts';
import type { Problem } from '../../model/problem.ts';

/** Last part of a path. */
export const baseOf = (local: string): string => local.slice(local.lastIndexOf('/') + 1);

/** Without its last extension: `a.up.sql` → `a.up`. */
export const withoutExtension = (name: string): string => name.replace(/\.[^.]*$/, '');

/** Files by what the tool calls each; a file that it would not run is a problem, since its row could not be written. */
export function keyed(
  title: string,
  keyOf: (file: ProjectFile) => string | undefined,
): (project: OtherProject) => readonly TheirFile[] | Problem {
  return ({ files }) => {
    const all: TheirFile[] = [];
    const strangers: string[] = [];
    for (const file of files) {
      const key = keyOf(file);
      if (key === undefined) strangers.push(file.name);
      else all.push({ ...file, key });
    }
    return strangers.length === 0 ? all : noFilesOf(title, strangers);
  };
}

const MOST_NAMED = 3;

function noFilesOf(title: string, names: readonly string[]): Problem {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return {
    code: 'tool-files',
    text: `${title} has no name for ${names.slice(0, MOST_NAMED).join(', ')}${more}: its files are called otherwise.`,
  };
}

/** Version numbers without leading zeros: what a bigint column says of `0007`. */
export const wholeNumber = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

/** A row of a history that knows no more than that a migration is applied. */
export function appliedRows(keys: readonly string[], files: readonly TheirFile[]): readonly TheirRow[] {
  const byKey = new Map(files.map((file) => [file.key, file]));
  return keys.map((key) => ({ key, file: byKey.get(key), state: 'applied', checksum: 'none' }));
}

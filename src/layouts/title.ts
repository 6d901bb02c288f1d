import { dialectToken } from './dialect-names.ts';
import { directionOf } from './direction.ts';
import { nameOf } from './path.ts';
import { versionOf } from './version.ts';

/**
 * What a file is called beside its version, direction and dialect: `20191100000001000002_identities.postgres.up.sql` → `identities`.
 * undefined: it has no number, or nothing else.
 */
export function titleOf(path: string): string | undefined {
  const { text } = versionOf(path);
  if (text === '') return undefined;
  const { bare } = dialectToken(directionOf(nameOf(path)).stem);
  const title = bare.slice(bare.indexOf(text) + text.length).replace(/^[-_. ]+/, '');
  return title === '' ? undefined : title.toLowerCase();
}

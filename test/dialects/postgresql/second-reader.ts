import type { Statement } from 'pgsql-ast-parser';
import type { Operation } from '../../../src/model/operation.ts';
import { ourFacts } from './second-reader-ours.ts';
import { theirFacts } from './second-reader-theirs.ts';

/** Its time grows with the square of the text. */
const LONGEST = 20_000;

/** Facts that only one of the two has. */
export interface Difference {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

function difference(ours: readonly string[], other: readonly string[]): Difference | undefined {
  const onlyOurs = ours.filter((fact) => !other.includes(fact) && !fact.startsWith('output '));
  const onlyTheirs = other.filter((fact) => !ours.includes(fact));
  return onlyOurs.length + onlyTheirs.length === 0 ? undefined : { ours: onlyOurs, theirs: onlyTheirs };
}

/** Why the two differ, where that is known; ours is right in all of these. */
export function explained({ ours, theirs }: Difference): string | undefined {
  const cut = theirs.map((fact) => fact.split(' ').map(asStored).join(' '));
  if (same(ours, cut)) return 'a name of more than 63 bytes, which the server cuts';
  if (
    same(
      ours,
      theirs.map((fact) => fact.replaceAll('""', '"')),
    )
  )
    return 'a doubled quote in a name, which they leave as it is written';
  const withoutStar = theirs.map((fact) => fact.replace(/\(\*(?:, )?/, '('));
  if (same(ours, withoutStar)) return 'the star of count(*), which names no column';
  return undefined;
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((fact) => b.includes(fact));

/** NAMEDATALEN is 64 bytes with the final NUL; what a name is made of here is ASCII. */
const asStored = (word: string): string =>
  word
    .split('.')
    .map((part) => part.slice(0, 63))
    .join('.');

/** What became of one statement. */
export type Outcome = 'too long' | 'theirs alone refuses' | 'not compared' | 'the same' | 'explained' | 'different';

/** Reads one statement a second time and compares. `read` throws where it can't. */
export function compare(
  text: string,
  operations: readonly Operation[],
  read: (text: string) => readonly Statement[],
): { readonly outcome: Outcome; readonly difference?: Difference } {
  if (text.length > LONGEST) return { outcome: 'too long' };
  let statements: readonly Statement[];
  try {
    statements = read(text);
  } catch {
    return { outcome: 'theirs alone refuses' };
  }
  const [statement, ...others] = statements;
  const other = statement === undefined || others.length > 0 ? undefined : theirFacts(statement);
  if (other === undefined) return { outcome: 'not compared' };
  const found = difference(ourFacts(operations), other);
  return found === undefined
    ? { outcome: 'the same' }
    : { outcome: explained(found) === undefined ? 'different' : 'explained', difference: found };
}

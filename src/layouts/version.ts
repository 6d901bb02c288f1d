import { byCodeUnit, nameOf, stemOf } from './path.ts';

/** What a file name says about its place: its numbers, and the rest. */
export interface Version {
  /** Digits without leading zeros, most significant first: `V1_10__x` → `['1', '10']`. Empty where the name has no number. */
  readonly numbers: readonly string[];
  /** As written: `0007`, `1.10`. */
  readonly text: string;
}

// Words that teams write before the number.
const PREFIX = /^(?:v|m|r|rev|migration|migrate|update|upgrade|patch|schema|step|script|change)?[-_. ]?(?=\d)/i;
const NUMBER = /\d+/y;
// `1.2.3`, `1-0007-20200101`: another number belongs to the version only when it ends as a number.
const NEXT_NUMBER = /[.-]\d+(?![A-Za-z0-9])/y;

/** The version that a file or folder name begins with. */
export function versionOf(path: string): Version {
  // It is asked for several times on the way to an order.
  const known = versions.get(path);
  if (known !== undefined) return known;
  if (versions.size === REMEMBERED) versions.clear();
  const version = readVersion(path);
  versions.set(path, version);
  return version;
}

const versions = new Map<string, Version>();
const REMEMBERED = 10_000;

function readVersion(path: string): Version {
  const name = stemOf(nameOf(path));
  const start = PREFIX.exec(name)?.[0].length ?? 0;
  const texts: string[] = [];
  NUMBER.lastIndex = start;
  const first = NUMBER.exec(name);
  if (first === null) return { numbers: [], text: '' };
  texts.push(first[0]);
  let end = NUMBER.lastIndex;
  NEXT_NUMBER.lastIndex = end;
  for (let next = NEXT_NUMBER.exec(name); next !== null; next = NEXT_NUMBER.exec(name)) {
    texts.push(next[0].slice(1));
    end = NEXT_NUMBER.lastIndex;
  }
  return { numbers: texts.map(trimZeros), text: name.slice(start, end) };
}

export const trimZeros = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

/** Numbers of any length; a missing one counts as 0, so that `1` and `1.0` are equal. */
export function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const x = a[i] ?? '0';
    const y = b[i] ?? '0';
    if (x.length !== y.length) return x.length - y.length;
    if (x !== y) return byCodeUnit(x, y);
  }
  return 0;
}

/** One text for equal versions: `['1', '0']` and `['1']` are the same. */
export function versionKey(numbers: readonly string[]): string {
  const last = numbers.findLastIndex((n) => n !== '0');
  return numbers.slice(0, Math.max(1, last + 1)).join('.');
}

/** Paths as people number them: runs of digits compare as numbers, the rest by code unit. */
export function naturalCompare(a: string, b: string): number {
  return compareRuns(runsOf(a), runsOf(b)) || byCodeUnit(a, b);
}

/** Sorted by their names as {@link naturalCompare} has it, each name taken apart once. */
export const naturally = <T>(all: readonly T[], nameFor: (each: T) => string): readonly T[] =>
  all
    .map((each) => ({ each, name: nameFor(each), runs: runsOf(nameFor(each)) }))
    .sort((a, b) => compareRuns(a.runs, b.runs) || byCodeUnit(a.name, b.name))
    .map(({ each }) => each);

const runsOf = (name: string): readonly string[] => name.match(/\d+|\D+/g) ?? [];

function compareRuns(x: readonly string[], y: readonly string[]): number {
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p, q] = [x[i] ?? '', y[i] ?? ''];
    if (p === q) continue;
    const digits = /^\d/.test(p) && /^\d/.test(q);
    const order = digits ? compareNumbers([trimZeros(p)], [trimZeros(q)]) : byCodeUnit(p, q);
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

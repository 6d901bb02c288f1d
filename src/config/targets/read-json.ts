import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Problem } from '../../model/problem.ts';
import { didYouMean } from '../did-you-mean.ts';
import { entryOf, problemAt, type Place, type RawEntry, type ReadTargets, type TargetEntry } from './entry.ts';

const KEYS = ['name', 'url', 'database', 'schema'] as const;
const FORM = 'An element is a URL, or { "name": …, "url": …, "database": …, "schema": … } with what it takes.';

/** An array of databases, or an object whose keys are their names. Comments are allowed. */
export function readJson(file: string, text: string): ReadTargets {
  const at = (offset: number): Place => ({ file, line: text.slice(0, offset).split('\n').length });
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  // Without the text that is wrong: it may hold a password.
  if (tree === undefined || error !== undefined)
    return {
      entries: [],
      problems: [problemAt(at(error?.offset ?? 0), 'This is no JSON from here on.', 'A list that begins with [ or { is read as JSON.')],
    };
  const read = (tree.children ?? []).flatMap((child): readonly (TargetEntry | Problem)[] => {
    if (tree.type === 'array') return elementOf(child, undefined, at);
    const [key, value] = child.children ?? [];
    return value === undefined ? [] : elementOf(value, String(key?.value), at);
  });
  return {
    entries: read.filter((each): each is TargetEntry => !('code' in each)),
    problems: read.filter((each): each is Problem => 'code' in each),
  };
}

function elementOf(node: Node, name: string | undefined, at: (offset: number) => Place): readonly (TargetEntry | Problem)[] {
  const place = at(node.offset);
  if (node.type === 'string') return [entryOf({ name, url: String(node.value) }, place)];
  if (node.type !== 'object') return [problemAt(place, 'This is neither a URL nor an object.', FORM)];
  const problems: Problem[] = [];
  const raw: { -readonly [K in keyof RawEntry]: RawEntry[K] } = name === undefined ? {} : { name };
  for (const { children: [key, value] = [] } of node.children ?? []) {
    const called = String(key?.value);
    const known = KEYS.find((each) => each === called);
    const where = at(key?.offset ?? node.offset);
    if (known === undefined) {
      const near = didYouMean(called, KEYS);
      problems.push(problemAt(where, 'There is no such key.', near === undefined ? FORM : `Is ${near} meant?`));
    } else if (value?.type === 'string') raw[known] = String(value.value);
    else if (value?.type !== 'null') problems.push(problemAt(where, `${known} is a text.`));
  }
  return problems.length > 0 ? problems : [entryOf(raw, place)];
}

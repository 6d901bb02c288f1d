import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../../rules/index.ts';

/** A piece of the project's own PostgreSQL. */
export interface Text {
  readonly name: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '../../../fixtures');
const fixtures = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.sql') && !/\.(?:mysql|sqlite)\./.test(path))
  .toSorted()
  .map((path): Text => ({ name: path, text: readFileSync(join(root, path), 'utf8') }));

const examples = rules.flatMap(({ id, examples: all }) =>
  all
    .filter(({ dialect }) => dialect === 'postgresql')
    .flatMap(({ given, bad, good }) => [given, bad, ...(typeof good === 'string' ? [good] : 'none' in good ? [] : good)])
    .flatMap((text): Text[] => (text === undefined ? [] : [{ name: id, text }])),
);

/** Fixtures, and the examples of all rules. */
export const texts: readonly Text[] = [...fixtures, ...examples];

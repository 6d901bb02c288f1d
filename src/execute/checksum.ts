import { createHash, hash } from 'node:crypto';
import type { Migration, Section } from '../model/migration.ts';
import type { Checksums } from './plan/plan.ts';

/** SHA-256 of a text as UTF-8, hexadecimal. */
export const sha256 = (text: string): string => hash('sha256', text);

/** The same of all texts that were given so far, put together. */
export function sha256SoFar(): (text: string) => string {
  const hash = createHash('sha256');
  return (text) => hash.update(text, 'utf8').copy().digest('hex');
}

/** What counts as an edit: line ends and blank lines around it don't. */
export const normalise = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();

/**
 * Checksums of a migration as its files are now.
 * @param hasMark whether a file, by its name in reports, begins with a byte order mark, which its text is without
 */
export function checksumsOf({ up, down }: Migration, hasMark: (file: string) => boolean): Checksums {
  const files = new Set([...up, ...down].map(({ file }) => file));
  const own = new Set(up.map(({ file }) => file));
  const text = textOf(up);
  // Of a file that grows, its own part.
  if (up.some(({ changeset }) => changeset !== undefined))
    return { sha256: sha256(text), normalised: sha256(text), down: isEmpty(down) ? null : sha256(textOf(down)) };
  const bytes = [...files]
    .filter((file) => own.size === 0 || own.has(file))
    .map(({ path, raw }) => `${hasMark(path) ? '\uFEFF' : ''}${raw}`);
  return { sha256: sha256(bytes.join('')), normalised: sha256(text), down: isEmpty(down) ? null : sha256(textOf(down)) };
}

/** A place for a way back in which nothing but comments stands. */
const isEmpty = (sections: readonly Section[]): boolean =>
  textOf(sections)
    .replaceAll(/--.*|\/\*[\s\S]*?\*\//g, '')
    .trim() === '';

/** As the author wrote it: what placeholders stand for may differ from database to database. */
const textOf = (sections: readonly Section[]): string => sections.map((section) => normalise(withoutHeader(section))).join('\n');

/** Comments before its first word are about the changeset, and none of it. */
const withoutHeader = (section: Section): string =>
  section.changeset === undefined ? rawOf(section) : rawOf(section).replace(/^(?:[ \t]*(?:--[^\r\n]*)?(?:\r\n|\r|\n))*/, '');

function rawOf({ file, span }: Section): string {
  if (file.edits.length === 0) return file.raw.slice(span.start, span.end);
  return span.start === 0 && span.end === file.text.length ? file.raw : file.text.slice(span.start, span.end);
}

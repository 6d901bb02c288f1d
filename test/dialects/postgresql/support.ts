import { createParser } from '../../../src/dialects/postgresql/libpg-query.ts';
import { type ReadText, readStatements } from '../../../src/dialects/postgresql/read-statements.ts';
import { type Split, split } from '../../../src/dialects/postgresql/split.ts';
import { wasm } from '../../../src/io/wasm.ts';
import type { SourceFile } from '../../../src/model/source.ts';

/** One for a test file: it takes a moment to compile. */
export const parser = createParser(wasm);

export const fileOf = (text: string): SourceFile => ({ path: 'test.sql', text, raw: text, edits: [] });
export const splitText = (text: string): Split => split(fileOf(text), { start: 0, end: text.length });
export function readText(text: string): ReadText {
  const [read] = readStatements(parser, [{ file: fileOf(text), span: { start: 0, end: text.length } }]);
  if (read === undefined) throw new Error('nothing was read');
  return read;
}
/** Texts of the statements. */
export const cut = (text: string): string[] => splitText(text).statements.map((statement) => statement.text);

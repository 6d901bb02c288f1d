import { applyEdits, modify, parse, type JSONPath, type ParseError } from 'jsonc-parser';

/** JSON with comments and trailing commas, as data; undefined where it can't be read. */
export function readJson(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  return errors.length === 0 ? value : undefined;
}

/**
 * Puts a value at a path of keys into a JSON text, in the text's own indentation. Comments and all else stay.
 * @param after names among which the new key keeps its place in the alphabet; at the end where absent
 */
export function putIntoJson(text: string, path: JSONPath, value: unknown, isSorted = false): string {
  const [, indent = '  '] = /\n([ \t]+)\S/.exec(text) ?? [];
  const key = path.at(-1);
  return applyEdits(
    text,
    modify(text, path, value, {
      formattingOptions: {
        insertSpaces: !indent.startsWith('\t'),
        tabSize: indent.startsWith('\t') ? 1 : indent.length,
        eol: text.includes('\r\n') ? '\r\n' : '\n',
      },
      ...(isSorted && typeof key === 'string' ? { getInsertionIndex: (keys: string[]) => keys.filter((each) => each < key).length } : {}),
      ...(typeof key === 'number' ? { isArrayInsertion: true } : {}),
    }),
  );
}

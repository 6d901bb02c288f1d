import factory, { type LibPgQuery, type Options } from 'libpg-query/wasm/libpg-query.js';

/** What the parser left in its memory. */
export type Answer =
  /** `ascii`: the text has no character that takes more than one byte. */
  | { readonly kind: 'tree'; readonly json: string; readonly ascii: boolean }
  /** `codePoint`: 0-based place of the error in characters; -1 where it has none. */
  | { readonly kind: 'error'; readonly message: string; readonly codePoint: number }
  /** It ran out of memory. */
  | { readonly kind: 'nothing' };

/** One life of the parser. After anything was thrown through it, it answers wrongly. */
export interface Instance {
  parse(text: string): Answer;
  parsePlpgsql(text: string): Answer;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Instantiates the parser. It can be used at once: the factory fills its exports in synchronously when `instantiateWasm` calls back
 * synchronously, and what it still does later (standard streams, C constructors that write constants) changes no answer.
 */
export function instantiate(module: WebAssembly.Module): Instance {
  const options: Options & Partial<LibPgQuery> = {
    instantiateWasm(imports: object, done: (instance: WebAssembly.Instance) => void) {
      done(new WebAssembly.Instance(module, imports));
      return {};
    },
    print() {},
    printErr() {},
  };
  // Should it fail, the exports are missing, and the first question throws.
  factory(options).catch(() => undefined);
  const wasm = options as LibPgQuery;
  return {
    parse: (text) => parse(wasm, text),
    parsePlpgsql: (text) => parsePlpgsql(wasm, text),
  };
}

/** `PgQueryParseResult` and `PgQueryError` of pg_query.h, as indexes of 32-bit words. */
const RESULT = { tree: 0, error: 2 } as const;
const ERROR = { message: 0, cursor: 4 } as const;

function parse(wasm: LibPgQuery, text: string): Answer {
  const input = write(wasm, text);
  if (input === undefined) return { kind: 'nothing' };
  const result = wasm._wasm_parse_query_raw(input.pointer);
  wasm._free(input.pointer);
  if (result === 0) return { kind: 'nothing' };
  const tree = word(wasm, result, RESULT.tree);
  const error = word(wasm, result, RESULT.error);
  const answer: Answer =
    error !== 0
      ? { kind: 'error', message: read(wasm, word(wasm, error, ERROR.message)), codePoint: word(wasm, error, ERROR.cursor) - 1 }
      : tree !== 0
        ? { kind: 'tree', json: read(wasm, tree), ascii: input.bytes === text.length }
        : { kind: 'nothing' };
  wasm._wasm_free_parse_result(result);
  return answer;
}

function parsePlpgsql(wasm: LibPgQuery, text: string): Answer {
  const input = write(wasm, text);
  if (input === undefined) return { kind: 'nothing' };
  const result = wasm._wasm_parse_plpgsql(input.pointer);
  wasm._free(input.pointer);
  if (result === 0) return { kind: 'nothing' };
  const json = read(wasm, result);
  wasm._wasm_free_string(result);
  // An error is its bare message, without a place.
  return json.startsWith('{')
    ? { kind: 'tree', json, ascii: input.bytes === text.length }
    : { kind: 'error', message: json, codePoint: -1 };
}

/** Puts a text into the parser's memory, NUL-terminated. */
function write(wasm: LibPgQuery, text: string): { readonly pointer: number; readonly bytes: number } | undefined {
  const room = text.length * 3 + 1; // a UTF-16 unit takes at most three bytes
  const pointer = wasm._malloc(room);
  if (pointer === 0) return undefined;
  const bytes = encoder.encodeInto(text, wasm.HEAPU8.subarray(pointer, pointer + room)).written;
  wasm.HEAPU8[pointer + bytes] = 0;
  return { pointer, bytes };
}

function read(wasm: LibPgQuery, pointer: number): string {
  return decoder.decode(wasm.HEAPU8.subarray(pointer, wasm.HEAPU8.indexOf(0, pointer)));
}

function word(wasm: LibPgQuery, pointer: number, index: number): number {
  return wasm.HEAPU32[(pointer >> 2) + index] ?? 0;
}

import { type Answer, type Instance, instantiate } from './libpg-query-instance.ts';
import { type ByteOffset, byteToUtf16, codePointToUtf16, type Locate, sameOffset } from './offsets.ts';

/** One statement of a parse tree, as libpg-query writes it in JSON. */
export interface RawStmt {
  /** One key, the node's kind: `{ CreateStmt: { … } }`. Places in it are byte offsets into the parsed text. */
  readonly stmt: Readonly<Record<string, unknown>>;
  /** First token; left out when 0. */
  readonly stmt_location?: ByteOffset;
  /** Bytes up to the `;`, comments before it included; left out for a last statement without one. */
  readonly stmt_len?: number;
}

/** Why a text can't be read. */
export interface ParseError {
  readonly kind: 'syntax' | 'too-deep' | 'nul' | 'too-large';
  /** In the server's words where the server would say it. May hold text of the input. */
  readonly message: string;
  /** UTF-16 offset in the text. */
  readonly offset: number;
}

type ParseResult =
  | { readonly ok: true; readonly stmts: readonly RawStmt[]; readonly locate: Locate }
  | { readonly ok: false; readonly error: ParseError };
type PlpgsqlResult = { readonly ok: true; readonly functions: readonly unknown[] } | { readonly ok: false; readonly error: ParseError };

/** PostgreSQL's own grammar. Synchronous, and never throws. */
export interface Parser {
  /** Statements of a text; none where it has none. */
  parse(text: string): ParseResult;
  /** PL/pgSQL of the `DO`, `CREATE FUNCTION` and `CREATE PROCEDURE` statements of a text. */
  parsePlpgsql(text: string): PlpgsqlResult;
}

/**
 * Makes a parser from `libpg-query.wasm`, which `load` gives compiled. (The package's own entry is a singleton, so that a broken instance
 * can't be replaced there.)
 */
export function createParser(load: () => WebAssembly.Module): Parser {
  const module = load();
  let instance: Instance | undefined;

  /** Asks an instance, and throws it away when it broke. */
  const ask = (text: string, question: (instance: Instance) => Answer): Answer | ParseError => {
    const nul = text.indexOf('\0');
    if (nul >= 0) return { kind: 'nul', message: 'NUL character: PostgreSQL reads no text that has one', offset: nul };
    try {
      instance ??= instantiate(module);
      const answer = question(instance);
      if (answer.kind === 'nothing') instance = undefined; // to give its memory back
      return answer;
    } catch (error) {
      instance = undefined;
      const overflow = error instanceof RangeError || error instanceof WebAssembly.RuntimeError; // of V8's stack or of its own
      return overflow ? { kind: 'too-deep', message: 'nested too deeply to be read', offset: 0 } : TOO_LARGE;
    }
  };

  return {
    parse(text) {
      const answer = ask(text, (parser) => parser.parse(text));
      if (answer.kind !== 'tree') return { ok: false, error: errorOf(answer, text) };
      const { stmts = [] } = JSON.parse(answer.json) as { stmts?: readonly RawStmt[] };
      return { ok: true, stmts, locate: answer.ascii ? sameOffset : byteToUtf16(text) };
    },
    parsePlpgsql(text) {
      const answer = ask(text, (parser) => parser.parsePlpgsql(text));
      if (answer.kind !== 'tree') return { ok: false, error: errorOf(answer, text) };
      const { plpgsql_funcs: functions = [] } = JSON.parse(answer.json) as { plpgsql_funcs?: readonly unknown[] };
      return { ok: true, functions };
    },
  };
}

const TOO_LARGE: ParseError = { kind: 'too-large', message: 'too large to be read: the parser ran out of memory', offset: 0 };

/** The server's own limits, as it says them: bison's stack, and its guard of the C stack. */
const TOO_DEEP = /^(?:memory exhausted|stack depth limit exceeded)/;

function errorOf(answer: Exclude<Answer, { kind: 'tree' }> | ParseError, text: string): ParseError {
  switch (answer.kind) {
    case 'error':
      return {
        kind: TOO_DEEP.test(answer.message) ? 'too-deep' : 'syntax',
        message: brief(answer.message),
        offset: codePointToUtf16(text, answer.codePoint),
      };
    case 'nothing':
      return TOO_LARGE;
    default:
      return answer;
  }
}

/** Units of a message that are kept; the server repeats the token that it stumbled over, however long that is. */
const LONGEST = 200;
const brief = (message: string): string =>
  message.length <= LONGEST ? message : `${message.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')}…"`;

import type { Lexer } from './lex.ts';

/** Watches the words of one statement for what changes the meaning of what follows. */
export interface Holder {
  /** Shows it the statement's next token. */
  see(text: string, token: Lexer): void;
  /** A semicolon here belongs to the statement: it stands in `CREATE RULE … DO (…; …)` or in `BEGIN ATOMIC … END`. */
  holds(): boolean;
  /** It was a `COPY … FROM stdin`, whose data follow in a psql script. */
  copies(): boolean;
  /** For the next statement. */
  reset(): void;
}

type State = 'start' | 'create' | 'routine' | 'atomic' | 'rule' | 'copy' | 'other';

export function createHolder(): Holder {
  let state: State = 'start';
  let depth = 0;
  let previous = '';
  let stdin = false;

  return {
    see(text, token) {
      if (state === 'other') return;
      if (token.kind === 'symbol') {
        const symbol = text[token.start] ?? '';
        if (state === 'rule') depth += symbol === '(' ? 1 : symbol === ')' ? -1 : 0;
        previous = symbol;
        return;
      }
      const word = token.kind === 'word' && token.end - token.start <= LONGEST ? text.slice(token.start, token.end).toLowerCase() : '';
      switch (state) {
        case 'start':
          state = word === 'create' ? 'create' : word === 'copy' ? 'copy' : 'other';
          break;
        case 'create':
          if (word !== 'or' && word !== 'replace')
            state = word === 'function' || word === 'procedure' ? 'routine' : word === 'rule' ? 'rule' : 'other';
          break;
        case 'routine':
          if (word === 'atomic' && previous === 'begin') {
            state = 'atomic';
            depth = 1;
          }
          break;
        case 'atomic':
          // After a dot and after AS any keyword may be a name.
          if (previous === '.' || previous === 'as') break;
          if (word === 'case') depth++;
          else if (word === 'end' && --depth === 0) state = 'other';
          break;
        case 'copy':
          if (word === 'stdin' && previous === 'from') stdin = true;
          break;
        case 'rule':
          break;
      }
      previous = word;
    },
    holds: () => depth > 0,
    copies: () => stdin,
    reset() {
      state = 'start';
      depth = 0;
      previous = '';
      stdin = false;
    },
  };
}

/** `procedure`. */
const LONGEST = 9;

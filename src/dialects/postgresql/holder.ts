import type { Lexer } from './lex.ts';

type State = 'start' | 'create' | 'routine' | 'atomic' | 'rule' | 'copy' | 'other';

/** Watches the words of a statement for what changes the meaning of what follows. */
export class Holder {
  private state: State = 'start';
  private depth = 0;
  private previous = '';
  private stdin = false;

  /** Nothing that may follow matters to it. */
  get idle(): boolean {
    return this.state === 'other';
  }

  /** A semicolon here belongs to the statement: it stands in `CREATE RULE … DO (…; …)` or in `BEGIN ATOMIC … END`. */
  get holds(): boolean {
    return this.depth > 0;
  }

  /** It is a `COPY … FROM stdin`, whose data follow in a psql script. */
  get copies(): boolean {
    return this.stdin;
  }

  /** For the next statement. */
  reset(): void {
    this.state = 'start';
    this.depth = 0;
    this.previous = '';
    this.stdin = false;
  }

  /** Shows it the statement's next token. */
  see(text: string, token: Lexer): void {
    if (this.state === 'other') return;
    if (token.kind === 'symbol') {
      this.previous = text[token.start] ?? '';
      if (this.state === 'rule') this.depth += this.previous === '(' ? 1 : this.previous === ')' ? -1 : 0;
      return;
    }
    const word = token.kind === 'word' && token.end - token.start <= LONGEST ? text.slice(token.start, token.end).toLowerCase() : '';
    switch (this.state) {
      case 'start':
        this.state = word === 'create' ? 'create' : word === 'copy' ? 'copy' : 'other';
        break;
      case 'create':
        if (word === 'function' || word === 'procedure') this.state = 'routine';
        else if (word === 'rule') this.state = 'rule';
        else if (word !== 'or' && word !== 'replace') this.state = 'other';
        break;
      case 'routine':
        if (word === 'atomic' && this.previous === 'begin') {
          this.state = 'atomic';
          this.depth = 1;
        }
        break;
      case 'atomic':
        // After a dot and after AS any keyword may be a name.
        if (this.previous === '.' || this.previous === 'as') break;
        if (word === 'case') this.depth++;
        else if (word === 'end' && --this.depth === 0) this.state = 'other';
        break;
      case 'copy':
        if (word === 'stdin' && this.previous === 'from') this.stdin = true;
        break;
      case 'rule':
        break;
    }
    this.previous = word;
  }
}

/** `procedure`. */
const LONGEST = 9;

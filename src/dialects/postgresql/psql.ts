import type { Span } from '../../model/source.ts';

/** A meta-command of psql, read off a script. */
export interface MetaCommand extends Span {
  /** Sends the statement before it, as `;` does. */
  readonly sends: boolean;
  /** Lines of data follow it. */
  readonly data: boolean;
}

// Source: https://www.postgresql.org/docs/18/app-psql.html#APP-PSQL-META-COMMANDS
const SENDING = new Set('bind bind_named close close_prepared crosstabview g gdesc gexec gset gx parse sendpipeline watch'.split(' '));
const OTHERS = new Set(
  (
    'a c C cd connect conninfo copy copyright e echo edit ef elif else encoding endif endpipeline errverbose ev f flush flushrequest ' +
    'getenv getresults h H help html i if include include_relative ir l list lo_export lo_import lo_list lo_unlink o out p password ' +
    'print prompt pset q qecho quit r reset restrict s set setenv sf startpipeline sv syncpipeline t T timing unrestrict unset w warn ' +
    'write x z ! ? .'
  ).split(' '),
);
const NAME = /\\(?:([A-Za-z_]+\+?)(?=\s|$|\\\\)|([!?.;]))/y;
const DESCRIBE = /^d[A-Za-z]*\+?$/;

/**
 * The meta-command at the backslash at `at`, which reaches to the end of its line or to `\\`. Where a statement is open and the backslash
 * is not the first thing on its line, only those that send the statement are taken for one: anything else is more likely a stray character.
 */
export function metaCommand(text: string, at: number, to: number, open: boolean): MetaCommand | undefined {
  NAME.lastIndex = at;
  const match = NAME.exec(text);
  if (match === null || NAME.lastIndex > to) return undefined;
  if (match[2] === ';') return { start: at, end: at + 2, sends: true, data: false };
  const name = match[1] ?? match[2] ?? '';
  const sends = SENDING.has(name);
  if (!sends && !OTHERS.has(name) && !DESCRIBE.test(name)) return undefined;
  if (!sends && open && !startsLine(text, at)) return undefined;
  const end = endOfCommand(text, at + 1 + name.length, to);
  return { start: at, end, sends, data: name === 'copy' && FROM_STDIN.test(text.slice(at, end)) };
}

const FROM_STDIN = /\sfrom\s+p?stdin\b/i;

function endOfCommand(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const character = text[at];
    if (character === '\n' || character === '\r') return at;
    if (character === '\\' && text[at + 1] === '\\' && /\s/.test(text[at - 1] ?? '')) return Math.min(at + 2, to);
  }
  return to;
}

/** Is there nothing but blanks before it on its line? */
function startsLine(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === ' ' || text[before] === '\t') before--;
  return before < 0 || text[before] === '\n' || text[before] === '\r';
}

/**
 * The lines of data that follow a `COPY … FROM stdin` that ends at `from`: from the next line to the one that is `\.`. undefined where no
 * such line comes: then the text is not for psql, and no data stand in it.
 */
export function copyData(text: string, from: number, to: number): Span | undefined {
  const start = nextLine(text, from, to);
  for (let at = text.indexOf('\\.', start); at >= 0 && at + 2 <= to; at = text.indexOf('\\.', at + 2)) {
    const before = text[at - 1];
    const after = text[at + 2];
    const last = at + 2 === to || after === '\n' || after === '\r';
    if (last && (before === '\n' || before === '\r')) return { start, end: at + 2 };
  }
  return undefined;
}

function nextLine(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (text[at] === '\n') return at + 1;
    if (text[at] === '\r') return text[at + 1] === '\n' ? at + 2 : at + 1;
  }
  return to;
}

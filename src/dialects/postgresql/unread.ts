import type { Opaque } from '../../model/operation.ts';
import type { Span, Statement } from '../../model/source.ts';
import { lex } from './lex.ts';
import type { ReadError } from './read-statements.ts';

/** A statement that can't be read, where it goes wrong, with what could mend it. */
export function unread({ text, span }: Statement, { kind, message, offset }: ReadError): Opaque {
  const at = offset - span.start;
  return {
    kind: 'opaque',
    span: kind === 'syntax' || kind === 'nul' ? tokenAt(text, at, span.start) : span,
    reason: kind === 'too-large' ? 'too-deep' : kind,
    detail: message,
    hint: kind === 'syntax' ? hintFor(text, message, at) : undefined,
  };
}

/** The token at a place of a statement that begins at `base`; its last one where the statement ends too early. */
function tokenAt(text: string, at: number, base: number): Span {
  const token = lex(text);
  let place: Span = { start: base, end: base + text.length };
  while (token.next() !== 'end') {
    if (token.kind === 'line-comment' || token.kind === 'block-comment') continue;
    place = { start: base + token.start, end: base + token.end };
    if (token.end > at) break;
  }
  return place;
}

/** What a text looks like that is no PostgreSQL. Words in the hint are looked for by the rule: a placeholder is called one. */
export function hintFor(text: string, message: string, at: number): string | undefined {
  const placeholder = PLACEHOLDER.exec(text)?.[0] ?? VARIABLE.exec(text.slice(at, at + LONGEST))?.[0];
  if (placeholder !== undefined) return `Give the placeholder ${placeholder} a value: "placeholders" in the configuration.`;
  const missing = /^syntax error at or near "(\w+)"$/.exec(message)?.[1];
  if (missing !== undefined && STATEMENT.test(missing) && startsLine(text, at)) return `A ; may be missing before ${missing}.`;
  if (message === 'dropping an enum value is not implemented') return 'Make a new type without the label, and change the columns to it.';
  return DIALECTS.find(([pattern]) => pattern.test(text))?.[1];
}

const PLACEHOLDER = /\$\{[^}\n]{0,80}\}|\{\{[^\n]{0,80}?\}\}|<%[^\n]{0,80}?%>|%\(\w{1,60}\)s/;
/** psql's `:name`, `:'name'`, `:"name"`: only where the grammar stumbles over it, for a colon has many uses. */
const VARIABLE = /^:(?:'\w+'|"\w+"|[a-z_]\w*)/i;
const LONGEST = 80;
const STATEMENT = /^(?:alter|create|drop|insert|update|delete|select|with|comment|grant|revoke|truncate|begin|commit|set|do|call)$/i;

const DIALECTS: readonly (readonly [RegExp, string])[] = [
  [
    /`|\bAUTO_INCREMENT\b|\bENGINE\s*=|\bMODIFY\s+COLUMN\b|\bUNSIGNED\b|\bON\s+DUPLICATE\s+KEY\b|^\s*DELIMITER\b/i,
    'This looks like MySQL: if it is, name its dialect, or leave the file out.',
  ],
  [/\bAUTOINCREMENT\b|^\s*PRAGMA\b/i, 'This looks like SQLite: if it is, name its dialect, or leave the file out.'],
  [/\[\w+\]\.\[|\bNVARCHAR\b|\bIDENTITY\s*\(\s*\d|^\s*GO\b/i, 'This looks like SQL Server, which sqlsafe does not read.'],
  [/^\s*\\/m, 'Commands of psql itself stand on a line of their own.'],
  [
    /\b(?:SPLIT\s+PARTITION|MERGE\s+PARTITIONS)\b/i,
    'PostgreSQL up to 18 does not know this: detach the partition, and make new ones from it.',
  ],
];

function startsLine(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === ' ' || text[before] === '\t') before--;
  return text[before] === '\n' || text[before] === '\r';
}

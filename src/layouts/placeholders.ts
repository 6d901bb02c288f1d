import type { FileFinding } from '../model/finding.ts';
import type { Edit, SourceFile, Span } from '../model/source.ts';
import { textFinding } from './file-finding.ts';
import { scanRegions, templateEnd, type Region } from './regions.ts';

export interface FillOptions {
  /** Values by name: `schema` for `${schema}`, `{{ .schema }}` and `:schema`; the whole inner text of a template is a name too. */
  readonly values: { readonly [name: string]: string };
  /** Does psql run the file? Only then are `:name`, `:'name'` and `:"name"` placeholders. */
  readonly psql: boolean;
  /** The text of the file that a comment includes; undefined: it includes none. It is read as if it stood there. */
  readonly include?: (comment: string) => string | undefined;
}

const COPY = /^[ \t]*COPY\b[^;']*\bFROM\s+STDIN\b[^;]*;[^\r\n]*(?:\r?\n|\r)/gim;
const LAST_ROW = /^\\\.\r?$/gm;

/** Rows that follow a COPY: an apostrophe there opens no string. */
function* copiedRows(raw: string): Generator<Span> {
  if (!raw.includes('\n\\.')) return;
  COPY.lastIndex = 0;
  while (COPY.exec(raw) !== null) {
    const start = COPY.lastIndex;
    LAST_ROW.lastIndex = start;
    const end = LAST_ROW.exec(raw)?.index;
    if (end === undefined) return;
    yield { start, end };
    COPY.lastIndex = end;
  }
}

/** Included files may include others, but not for ever. */
const DEEPEST = 8;

interface Filled {
  readonly source: SourceFile;
  readonly findings: readonly FileFinding[];
}

// What steers a template and prints nothing: both branches are read.
const CONTROL = /^\{%|^\{\{-?\s*(?:\/\*|(?:if|else|end|range|with|define|template|block|break|continue)\b)/;
const PSQL_HINT = /(?:^|[^:\w]):["'A-Za-z_]/;
/** Longest stand-in, in characters, so that names stay below PostgreSQL's 63 bytes. */
const NAME_LIMIT = 40;

/** `{{ index .Options "Namespace" }}` → `Namespace`; `${schema:-app}` → `schema`, with a value for want of another; `:"owner"` → `owner`. */
function namesOf(template: string): { readonly inner: string; readonly short: string; readonly fallback: string | undefined } {
  if (template.startsWith(':')) {
    const name = template.replace(/[:'"]/g, '');
    return { inner: name, short: name, fallback: undefined };
  }
  const braces = template.startsWith('${') ? 1 : 2;
  const inner = template.slice(2, -braces).replace(/^-|-$/g, '').trim();
  if (braces === 2) return { inner, short: inner.match(/[\w-]+/g)?.at(-1) ?? inner, fallback: undefined };
  const [name = inner, fallback] = inner.split(':-');
  return { inner: name, short: name, fallback };
}

/** A name that can stand where the value would, also glued to others: `${prefix}_users` → `_prefix__users`. */
const standIn = (name: string): string =>
  `_${name
    .slice(0, NAME_LIMIT)
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')}_`;

/** What stands for a placeholder in the text, and whether its value was given. */
function replacementOf(template: string, values: FillOptions['values']): { text: string; known: boolean; name: string } {
  if (CONTROL.test(template)) return { text: ' ', known: true, name: '' };
  const { inner, short, fallback } = namesOf(template);
  const value = Object.hasOwn(values, inner) ? values[inner] : Object.hasOwn(values, short) ? values[short] : fallback;
  // psql's :'name' and :"name" quote the value themselves.
  const quote = /^:(['"])/.exec(template)?.[1] ?? '';
  const quoted = (text: string): string => quote + (quote === '' ? text : text.replaceAll(quote, quote + quote)) + quote;
  return { text: quoted(value ?? standIn(short)), known: value !== undefined, name: short };
}

/**
 * Fills in placeholders. In code and in quoted identifiers every one is replaced, by its value or by a stand-in that keeps the statement
 * readable, which is said once a file. In strings and dollar-quoted values a known name is replaced and all else is data.
 */
export function fillPlaceholders(path: string, raw: string, options: FillOptions, depth = 0): Filled {
  const templates = raw.includes('${') || raw.includes('{{') || raw.includes('{%');
  const psql = options.psql && PSQL_HINT.test(raw);
  const { include } = options;
  const includes = include !== undefined && depth < DEEPEST && raw.includes('--!');
  if (!templates && !psql && !includes) return { source: { path, text: raw, raw, edits: [] }, findings: [] };

  const edits: Edit[] = [];
  const unknown: { name: string; at: number; length: number; text: string }[] = [];
  const parts: string[] = [];
  let length = 0;
  let copied = 0;
  const replace = (start: number, end: number, text: string, known: boolean): void => {
    parts.push(raw.slice(copied, start), text);
    length += start - copied;
    edits.push({ span: { start: length, end: length + text.length }, raw: { start, end }, ...(known ? undefined : { standIn: true }) });
    length += text.length;
    copied = end;
  };
  const fill = (start: number, end: number): void => {
    const { text, known, name } = replacementOf(raw.slice(start, end), options.values);
    if (!known) unknown.push({ name, at: start, length: end - start, text });
    replace(start, end, text, known);
  };
  const fillKnown = (start: number, end: number): void => {
    for (let at = start; at < end; at++) {
      const char = raw[at];
      const close = char === '$' || char === '{' ? templateEnd(raw, at) : -1;
      if (close === -1 || close > end) continue;
      const { text, known } = replacementOf(raw.slice(at, close), options.values);
      if (!known || text === ' ') continue;
      replace(at, close, text, true);
      at = close - 1;
    }
  };
  const visit = (region: Region, start: number, end: number): void => {
    if (region === 'template') fill(start, end);
    else if (includes && region === 'comment') {
      const text = include(raw.slice(start, end));
      if (text !== undefined) replace(start, end, fillPlaceholders(path, text, options, depth + 1).source.text, true);
    } else if (templates && (region === 'string' || region === 'data')) fillKnown(start, end);
  };
  let scanned = 0;
  for (const { start, end } of copiedRows(raw)) {
    scanRegions(raw, visit, { psql, start: scanned, end: start });
    visit('data', start, end);
    scanned = end;
  }
  scanRegions(raw, visit, { psql, start: scanned });
  parts.push(raw.slice(copied));
  const source = { path, text: edits.length === 0 ? raw : parts.join(''), raw, edits };
  const first = unknown[0];
  if (first === undefined) return { source, findings: [] };
  const names = [...new Set(unknown.map(({ name }) => name))];
  return {
    source,
    findings: [
      textFinding(path, raw, first.at, first.length, {
        rule: 'migration-not-understood',
        message: 'placeholder',
        severity: 'info',
        text: `${names.length === 1 ? 'The placeholder' : 'The placeholders'} ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no value; ${first.name} is read as ${first.text}.`,
        why: 'What the statement really names is not known here, so tables of that name may be mistaken for others.',
        instead: {
          text: `Give the value in the configuration: "placeholders": { ${names.map((name) => `${JSON.stringify(name)}: "…"`).join(', ')} }.`,
          sql: null,
        },
      }),
    ],
  };
}

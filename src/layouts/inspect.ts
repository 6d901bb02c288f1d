import type { FileFinding } from '../model/finding.ts';
import { INVISIBLE as ALL_INVISIBLE } from '../model/invisible.ts';
import { textFinding } from './file-finding.ts';
import { scanRegions, type Region } from './regions.ts';

const hex = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

// Bidirectional controls reorder what an editor shows, wherever they stand; zero-width characters change a name unseen,
// but in a string or a comment they are text like any other (emoji are joined with them).
const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const INVISIBLE = new RegExp(`[${ALL_INVISIBLE}]`, 'gu');
const ANY_INVISIBLE = new RegExp(INVISIBLE.source, 'u');
const IS_BIDI = new RegExp(BIDI.source, 'u');
// In Unicode mode only a surrogate without its partner is one.
const LONE_SURROGATE = /\p{Cs}/gu;

/** Each character is told once, where it first stands. */
function invisible(file: string, raw: string): FileFinding[] {
  const first = new Map<string, { readonly at: number; readonly region: Region; count: number }>();
  scanRegions(raw, (region, start, end) => {
    const pattern = region === 'code' || region === 'identifier' ? INVISIBLE : BIDI;
    for (const found of raw.slice(start, end).matchAll(pattern)) {
      const known = first.get(found[0]);
      if (known === undefined) first.set(found[0], { at: start + found.index, region, count: 1 });
      else known.count++;
    }
  });
  return Array.from(first, ([character, { at, region, count }]) => {
    const code = character.codePointAt(0) ?? 0;
    const name = hex(code);
    const escape = code > 0xffff ? `+${name.slice(2).padStart(6, '0')}` : name.slice(2);
    const where = region === 'comment' ? ', in a comment' : region === 'string' || region === 'data' ? ', in a string' : '';
    return textFinding(file, raw, at, character.length, {
      rule: 'input-invisible',
      message: IS_BIDI.test(character) ? 'bidirectional' : 'zero-width',
      severity: 'warning',
      text: `The invisible character ${name} stands here${where}${count > 1 ? `, and ${count - 1} more times in this file` : ''}.`,
      why: 'What an editor shows is not what the server runs.',
      instead: { text: `Remove ${name}, or write it as an escape: U&'\\${escape}'.`, sql: null },
    });
  });
}

function nul(file: string, raw: string): FileFinding[] {
  const at = raw.indexOf('\0');
  if (at === -1) return [];
  return [
    textFinding(file, raw, at, 1, {
      rule: 'input-nul',
      message: 'nul',
      severity: 'error',
      text: 'A NUL character stands in the text.',
      why: 'PostgreSQL can not store it and clients cut the text there: what follows may never run, and is not called safe.',
      instead: { text: 'Remove the NUL, or save the file as UTF-8 if it is UTF-16.', sql: null },
    }),
  ];
}

/** What is wrong with the characters of a decoded text. `ascii`: known to hold nothing beyond ASCII. */
export function inspectText(file: string, raw: string, ascii = false): FileFinding[] {
  const findings = nul(file, raw);
  return !ascii && ANY_INVISIBLE.test(raw) ? [...findings, ...invisible(file, raw)] : findings;
}

/** A string of the library's caller: lone surrogates become U+FFFD, which is said. */
export function inspectString(file: string, text: string): { readonly text: string; readonly findings: FileFinding[] } {
  const raw = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const at = raw.search(LONE_SURROGATE);
  if (at === -1) return { text: raw, findings: inspectText(file, raw) };
  const fixed = raw.replace(LONE_SURROGATE, '\uFFFD');
  const lone = textFinding(file, fixed, at, 1, {
    rule: 'input-encoding',
    message: 'surrogate',
    severity: 'warning',
    text: `Half of a surrogate pair (${hex(raw.charCodeAt(at))}) stands alone; it is read as U+FFFD.`,
    why: 'It can not be written as UTF-8, so no server can receive it.',
  });
  return { text: fixed, findings: [lone, ...inspectText(file, fixed)] };
}

import { INVISIBLE } from '../model/invisible.ts';

// Untrusted text (SQL, names, paths, server messages) before it reaches a terminal or a report.

/** Controls, line separators, lone surrogates (in Unicode mode only those match), and what is invisible. */
const MARKED = new RegExp(`[\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029\\uD800-\\uDFFF${INVISIBLE}]`, 'u');

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/**
 * Control characters as pictures (`\u241B` for ESC, `\u240A` for a line feed), deceiving ones and lone surrogates as `<U+202E>`.
 * @param keep characters to leave as they are, `'\n'` or `'\t'`
 */
export function visible(text: string, keep = ''): string {
  if (!MARKED.test(text)) return text;
  let shown = '';
  for (const character of text) shown += keep.includes(character) || !MARKED.test(character) ? character : picture(character);
  return shown;
}

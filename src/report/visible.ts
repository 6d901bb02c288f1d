// Untrusted text (SQL, names, paths, server messages) before it reaches a terminal or a report.

/** Bidirectional controls and invisible characters: what can make text look like other text. */
const DECEIVING = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/;
const MARKED =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uD800-\uDFFF\n\t]/;

/** Has it characters that deceive a reader of the source: bidirectional overrides, zero-width ones? */
export const isDeceiving = (text: string): boolean => DECEIVING.test(text);

function picture(unit: number): string {
  if (unit < 0x20) return String.fromCharCode(0x2400 + unit);
  if (unit === 0x7f) return '\u2421';
  return `<U+${unit.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/**
 * Control characters as pictures (`\u241B` for ESC, `\u240A` for a line feed), deceiving ones and lone surrogates as `<U+202E>`.
 * @param keep characters to leave as they are, `'\n'` or `'\t'`
 */
export function visible(text: string, keep = ''): string {
  if (!MARKED.test(text)) return text;
  let shown = '';
  for (const character of text) {
    const unit = character.codePointAt(0) ?? 0;
    const plain = keep.includes(character) || !MARKED.test(character) || unit > 0xffff;
    shown += plain ? character : picture(unit);
  }
  return shown;
}

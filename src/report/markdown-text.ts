import { visible } from './visible.ts';

// Untrusted text in Markdown: what a name or a comment of the SQL says is shown, and never means anything.

/** Longer than any run of backticks in the text. */
function fence(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return '`'.repeat(Math.max(least, longest + 1));
}

/** One line of code. */
export function codeSpan(text: string): string {
  const shown = visible(text);
  const ticks = fence(shown, 1);
  const padded = shown === '' || /^[` ]|[` ]$/.test(shown) ? ` ${shown} ` : shown;
  return `${ticks}${padded}${ticks}`;
}

/** Lines of code of a language. */
export function codeBlock(text: string, language: string): string {
  const shown = visible(text.replaceAll(/\r\n?/g, '\n'), '\n\t');
  const ticks = fence(shown, 3);
  return `${ticks}${language}\n${shown.replace(/\n+$/, '')}\n${ticks}`;
}

/** Breaks a word without being seen, so that GitHub makes no mention, reference, link or emoji of it. */
const JOIN = '&#8203;';

/** Running text in one paragraph. Characters that mean something to Markdown or HTML stand for themselves. */
export const prose = (text: string): string =>
  visible(text.replaceAll(/\s+/g, ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+!~|$^=-]/g, '\\$&')
    .replaceAll(/@(?=\w)/g, `@${JOIN}`)
    .replaceAll(/:(?=[\w\\+-]+:)/g, `:${JOIN}`)
    .replaceAll(/\\#(?=\w)/g, `\\#${JOIN}`)
    .replaceAll(/\b(GH)\\-(?=\d)/gi, `$1\\-${JOIN}`)
    .replaceAll('://', `:${JOIN}//`)
    .replaceAll(/\bwww\./gi, (www) => `${www.slice(0, 3)}${JOIN}.`);

/** What is already Markdown, for a cell of a table: there a bar ends the cell, in code as well, unless an odd count of backslashes is before it. */
export const cell = (markdown: string): string =>
  markdown.replaceAll(/(\\*)\|/g, (bar, slashes: string) => (slashes.length % 2 === 0 ? `${slashes}\\|` : bar));

import type { Format } from '../model/format.ts';

// GitHub's runner reads every line of a step's output: `::command::` at the beginning of a line, and the older `##[command]` anywhere in
// it, are orders to it. SQL and file names are not ours, so where the runner listens they are kept from looking like one.

/** Other ways to write `[` in what a format puts around texts. */
const BRACKETS: { readonly [F in Format]: string } = {
  pretty: ' [',
  markdown: '\\[',
  json: '\\u005b',
  jsonl: '\\u005b',
  sarif: '\\u005b',
  gitlab: '\\u005b',
  junit: '&#91;',
  // Commands of our own making; the runner takes the first form before it looks for the second.
  github: '[',
};

/** Other ways to write a colon at the beginning of a line; in JSON a quote is before it. */
const COLONS: { readonly [F in Format]?: string } = { pretty: ': ', markdown: ': ', junit: '&#58;' };

/** A report in that format, so that GitHub's runner takes no order from it; for programs it means the same as before. */
export function inertInWorkflow(text: string, format: Format): string {
  const bracketed = text.replaceAll('##[', `##${BRACKETS[format]}`);
  const colon = COLONS[format];
  return colon === undefined ? bracketed : bracketed.replaceAll(/^(\s*):(?=:)/gm, `$1${colon}`);
}

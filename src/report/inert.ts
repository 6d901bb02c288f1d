import type { Format } from '../model/format.ts';

// Who runs a step reads every line of its output. GitHub's runner takes `::command::` at the beginning of a line for an order, and the older
// `##[command]` anywhere in it; Azure Pipelines `##vso[command]`, TeamCity `##teamcity[message]`. SQL and file names are not ours, so where
// somebody listens they are kept from looking like one.

/** Other ways to write `[` in what a format puts around texts. */
const BRACKETS: { readonly [F in Format]: string } = {
  pretty: ' [',
  markdown: '\\[',
  json: '\\u005b',
  jsonl: '\\u005b',
  sarif: '\\u005b',
  gitlab: '\\u005b',
  junit: '&#91;',
  // Our own commands, which GitHub's runner takes before it looks for the second form; others read them as text.
  github: ' [',
};

/** Other ways to write a colon at the beginning of a line; in JSON a quote is before it. */
const COLONS: { readonly [F in Format]?: string } = { pretty: ': ', markdown: ': ', junit: '&#58;' };

/** Does somebody who takes orders read what is printed? */
export const isListening = (env: Readonly<Record<string, string | undefined>>): boolean =>
  env['GITHUB_ACTIONS'] === 'true' || /^true$/i.test(env['TF_BUILD'] ?? '') || (env['TEAMCITY_VERSION'] ?? '') !== '';

/** A report in that format, so that nobody takes an order from it; for programs it means the same as before. */
export function inertInWorkflow(text: string, format: Format): string {
  const bracketed = text.replaceAll(/##(\w*)\[/g, (_, word: string) => `##${word}${BRACKETS[format]}`);
  const colon = COLONS[format];
  return colon === undefined ? bracketed : bracketed.replaceAll(/^(\s*):(?=:)/gm, `$1${colon}`);
}

/** What a command prints for people, or for programs as JSON, of which the text itself tells. */
export function inertOutput(text: string): string {
  return inertInWorkflow(text, isJson(text) || text.split('\n').every((line) => line === '' || isJson(line)) ? 'json' : 'pretty');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

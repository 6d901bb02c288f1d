/** What a new script begins with: `sh` is wherever git is. */
const FIRST = '#!/bin/sh\n';
/** What may stand before the first command: comments, shell options, husky's own start. */
const HEADER = /^(?:#.*|set\s.*|\.\s.*|\s*)$/;

/**
 * Puts a command into a shell script, so that the commit is refused where the command fails. A shell that stops at failures (`sh -e`) gets it as
 * the last one; others as the first, so that nothing of what is there gets another meaning.
 * @returns undefined where the script is no shell's
 */
export function putIntoScript(script: string | undefined, line: string, stopsAtFailure: boolean): string | undefined {
  if (script === undefined || script.trim() === '') return `${FIRST}${line}\n`;
  const [, shebang] = /^#!(.*)/.exec(script) ?? [];
  if (shebang !== undefined && !/\b(?:ba|da|z|k|a)?sh\b/.test(shebang)) return undefined;
  const eol = script.includes('\r\n') ? '\r\n' : '\n';
  const lines = script.replace(/\s+$/, '').split(/\r?\n/);
  // At the margin these end the script whatever happened before.
  const ends = lines.some((each) => /^(?:exec\s|exit\b)/.test(each));
  if (stopsAtFailure && !ends) return `${[...lines, line].join(eol)}${eol}`;
  const first = lines.findIndex((each) => !HEADER.test(each));
  const at = first === -1 ? lines.length : first;
  return `${[...lines.slice(0, at), `${line} || exit`, ...lines.slice(at)].join(eol)}${eol}`;
}

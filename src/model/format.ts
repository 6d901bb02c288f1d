/** How a report is written. */
export const FORMATS = ['pretty', 'json', 'jsonl', 'github', 'sarif', 'gitlab', 'junit', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

/** A report that was asked for: its format, and the file that it goes to; without one it goes to standard output. */
export interface Output {
  readonly format: Format;
  readonly path: string | undefined;
}

/**
 * `sarif` or `sarif:out.sarif`: no format has a colon in its name, so the path is all that follows the first one, `C:\out.sarif` included.
 * @returns undefined where that is no format, or the path is empty
 */
export function readOutput(text: string): Output | undefined {
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const format = FORMATS.find((each) => each === name);
  if (format === undefined || colon === text.length - 1) return undefined;
  return { format, path: colon === -1 ? undefined : text.slice(colon + 1) };
}

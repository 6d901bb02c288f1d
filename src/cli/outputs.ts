import { readOutput, type Output } from '../model/format.ts';
import type { Problem } from '../model/problem.ts';
import type { Environment } from './terminal.ts';

export interface Outputs {
  readonly outputs: readonly Output[];
  readonly problems: readonly Problem[];
}

/**
 * Which reports are written, and where to. Without a format it is the one for people; GitHub's runner gets annotations beside it.
 * @param file `--output-file`, for the one format that has no path of its own
 */
export function chooseOutputs(formats: readonly string[], file: string | undefined, env: Environment): Outputs {
  const given = formats.flatMap((text) => readOutput(text) ?? []);
  const asked: readonly Output[] = given.length > 0 ? given : [{ format: 'pretty', path: undefined }];
  const [first, ...others] = asked.filter(({ path }) => path === undefined);
  if (file !== undefined && first === undefined)
    return wrong('Every report has a file of its own, so there is none for --output-file.', 'Leave --output-file out.');
  const together = others.length === 0 || (file === undefined && others.length === 1 && shareOutput(first, others[0]));
  if (first !== undefined && !together) {
    const names = [first, ...others].map(({ format }) => format).join(' and ');
    const [last] = others.slice(-1);
    return wrong(
      `${names} can't be written to the same place.`,
      `Give all but one a file of its own: --format ${last?.format ?? first.format}:<path>`,
    );
  }
  const outputs = asked.map(({ format, path }) => ({ format, path: path ?? file }));
  const paths = outputs.flatMap(({ path }) => path ?? []);
  const twice = paths.find((path, at) => paths.indexOf(path) !== at);
  if (twice !== undefined) return wrong(`Two reports would be written to ${twice}.`, 'Give each a file of its own.');
  const annotated = given.length === 0 && env['GITHUB_ACTIONS'] === 'true';
  return { outputs: annotated ? [...outputs, { format: 'github', path: undefined }] : outputs, problems: [] };
}

/** Annotations may follow the report for people. */
const shareOutput = (a: Output | undefined, b: Output | undefined): boolean =>
  a !== undefined && b !== undefined && a.format !== b.format && [a, b].every(({ format }) => format === 'pretty' || format === 'github');

const wrong = (text: string, hint: string): Outputs => ({ outputs: [], problems: [{ code: 'output-ambiguous', text, hint }] });

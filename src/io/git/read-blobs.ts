import type { Problem } from '../../model/problem.ts';
import { runGit } from './run-git.ts';

/** Contents by the names that git has for them, all in one go. One that git does not have is not among them. */
export function readBlobs(
  cwd: string,
  names: readonly string[],
): { readonly blobs: ReadonlyMap<string, Buffer>; readonly problem?: Problem } {
  if (names.length === 0) return { blobs: new Map() };
  const answer = runGit(cwd, ['cat-file', '--batch'], `${names.join('\n')}\n`);
  if ('problem' in answer) return { blobs: new Map(), problem: answer.problem };
  const { output } = answer;
  const blobs = new Map<string, Buffer>();
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at);
    const [name = '', kind, size] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (kind !== 'blob') continue;
    blobs.set(name, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return { blobs };
}

import { resolve, sep } from 'node:path';
import { runGit } from './run-git.ts';

const slashes = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));

/** Where git takes its hooks from in a repository, and the hosts of its remotes. Paths are absolute, with `/`. */
export function readGitSetup(root: string): {
  readonly hooks: string | undefined;
  readonly hooksPath: string | undefined;
  readonly hosts: readonly string[];
} {
  const said = (args: readonly string[]): string | undefined => {
    const answer = runGit(root, args);
    return 'problem' in answer ? undefined : answer.output.toString('utf8').replace(/\n$/, '');
  };
  const hooks = said(['rev-parse', '--git-path', 'hooks']);
  const remotes = said(['config', '--get-regexp', String.raw`^remote\..*\.url$`]) ?? '';
  return {
    hooks: hooks === undefined ? undefined : slashes(resolve(root, hooks)),
    hooksPath: said(['config', '--get', 'core.hooksPath']),
    hosts: remotes.split('\n').flatMap((line) => hostOf(line.slice(line.indexOf(' ') + 1)) ?? []),
  };
}

/** `git@github.com:o/r`, `https://token@gitlab.example/o/r` → the host; a path has none. */
const hostOf = (address: string): string | undefined =>
  /^[a-z][a-z\d+.-]*:\/\/(?:[^@/]*@)?([\w.-]+)/i.exec(address)?.[1] ?? /^(?:[\w.-]+@)([\w.-]+):/.exec(address)?.[1];

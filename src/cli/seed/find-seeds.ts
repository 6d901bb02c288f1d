import { didYouMean } from '../../config/did-you-mean.ts';
import { isSql, joinPath } from '../../layouts/path.ts';
import type { FileTree, Skipped } from '../../layouts/tree.ts';
import { naturalCompare } from '../../layouts/version.ts';
import type { Problem } from '../../model/problem.ts';
import { isProduction } from '../../execute/seed/environment.ts';

/** A file of seeds. */
export interface SeedFile {
  /** Below the folder of seeds; what the journal calls it. */
  readonly path: string;
  /** In the tree. */
  readonly at: string;
}

export interface Seeds {
  /** In the order in which they run: those for all, then those of the environment. */
  readonly files: readonly SeedFile[];
  /** Folders of environments. */
  readonly environments: readonly string[];
  /** What does not run, and should be said. */
  readonly left: readonly Skipped[];
  readonly problems: readonly Problem[];
}

/**
 * The seeds of a folder: its own files are for all environments, those of the folder `environment` in it for that one.
 * @param folder of the tree
 * @param environment undefined: only those for all
 */
export function findSeeds(tree: FileTree, folder: string, environment: string | undefined): Seeds {
  const shown = tree.display(folder);
  const nothing = (problem: Problem): Seeds => ({ files: [], environments: [], left: [], problems: [problem] });
  const kind = tree.kind(folder);
  if (kind === undefined)
    return nothing({
      code: 'seeds-missing',
      text: `There is no folder ${shown}.`,
      hint: 'sqlsafe seed FOLDER, or "seeds" in the configuration: SQL files in it are for all, those in FOLDER/test for --env test.',
    });
  if (kind !== 'folder') return nothing({ code: 'seeds-no-folder', text: `${shown} is no folder.`, hint: 'Name the folder of the seeds.' });
  const shared = filesOf(tree, folder, '');
  const environments = tree
    .list(folder)
    .entries.filter((entry) => entry.kind === 'folder' && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  if (environment === undefined) return { ...shared, environments };
  const own = environments.includes(environment) ? filesOf(tree, joinPath(folder, environment), `${environment}/`) : NONE;
  const unknown = environments.includes(environment) ? [] : unknownEnvironment(environment, environments, shown);
  return {
    files: [...shared.files, ...own.files],
    environments,
    left: [...shared.left, ...own.left, ...nested(tree, folder, environment, environments)],
    problems: [...shared.problems, ...own.problems, ...unknown],
  };
}

const NONE = { files: [], left: [], problems: [] };
const PROGRAM = /\.[cm]?[jt]sx?$|\.(?:py|rb|php|sh|go|exs?)$/i;

function filesOf(tree: FileTree, folder: string, prefix: string): Omit<Seeds, 'environments'> {
  const { entries, problem } = tree.list(folder);
  const at = (name: string): string => joinPath(folder, name);
  return {
    files: entries
      .filter(({ name, kind }) => kind === 'file' && isSql(name))
      .map(({ name }) => ({ path: `${prefix}${name}`, at: at(name) }))
      .sort((a, b) => naturalCompare(a.path, b.path)),
    left: entries.flatMap(({ name, kind, skipped }) => {
      if (skipped !== undefined) return [{ path: at(name), reason: skipped }];
      return kind === 'file' && PROGRAM.test(name) ? [{ path: at(name), reason: 'it is a program, and seeds are SQL' }] : [];
    }),
    problems: [...(problem === undefined ? [] : [problem]), ...entries.flatMap((entry) => entry.problem ?? [])],
  };
}

/** Folders within that of an environment: whose are they? */
function nested(tree: FileTree, folder: string, environment: string, environments: readonly string[]): readonly Skipped[] {
  if (!environments.includes(environment)) return [];
  const own = joinPath(folder, environment);
  return tree
    .list(own)
    .entries.filter(({ kind }) => kind === 'folder')
    .map(({ name }) => ({ path: joinPath(own, name), reason: 'only files right in the folder of an environment run' }));
}

const SYNONYMS = ['production', 'prod', 'live'];

/** An environment without a folder has what is for all and no more; one that is nearly called like a folder is a slip. */
function unknownEnvironment(environment: string, environments: readonly string[], shown: string): readonly Problem[] {
  const near = isProduction(environment)
    ? SYNONYMS.includes(environment.toLowerCase())
      ? environments.find((each) => SYNONYMS.includes(each.toLowerCase()))
      : undefined
    : didYouMean(environment, environments);
  return near === undefined
    ? []
    : [
        {
          code: 'environment-unknown',
          text: `There is no folder ${shown}/${environment}. Did you mean ${near}?`,
          hint: `${shown} has ${environments.join(', ')}. An environment of its own needs a folder, even an empty one.`,
        },
      ];
}

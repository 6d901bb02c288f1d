import { joinPath, parentOf, pathBelow } from '../layouts/path.ts';
import type { Dialect } from '../model/target.ts';
import { github } from './ci/github.ts';
import { gitlab, GITLAB } from './ci/gitlab.ts';
import type { CiRequest } from './ci/ci.ts';
import { hookCommand } from './command.ts';
import { configText, type ConfigFacts } from './config-text.ts';
import { createDrafts, type Drafts, type Edit } from './drafts.ts';
import { dialectOfFolders, findMigrations, type Found } from './find-migrations.ts';
import { chooseDialect, chooseVersion, findClues, type Clue } from './find-server.ts';
import { chooseHook } from './hooks/choose-hook.ts';
import type { Outcome } from './hooks/hook.ts';
import type { CiName, HookName } from './names.ts';
import { addDependency, findPackages, installCommand, jsonAt, type Packages } from './package-file.ts';
import type { Surroundings } from './surroundings.ts';
import { walk } from './walk.ts';

/** What a person may decide instead of what is found. */
export interface Wishes {
  readonly dialect: Dialect | undefined;
  readonly dbVersion: string | undefined;
  readonly hook: HookName | 'none' | undefined;
  readonly ci: CiName | 'none' | undefined;
  readonly taken: ConfigFacts['taken'];
  /** Files with comments in our form instead of another tool's. */
  readonly rewritten: readonly Rewritten[];
  /** What could not be taken over. */
  readonly notes: readonly string[];
}

export interface Rewritten {
  /** Path of the tree. */
  readonly path: string;
  readonly text: string;
}

/** What was found, and what is to be written. */
export interface Plan {
  readonly migrations: readonly Found[];
  readonly dialect: { readonly value: Dialect; readonly from: Clue | undefined };
  readonly version: Clue | undefined;
  /** Files that name another version than the one that was chosen. */
  readonly otherVersions: readonly Clue[];
  readonly config: Outcome;
  readonly hook: { readonly name: HookName; readonly outcome: Outcome } | undefined;
  readonly ci: { readonly name: CiName; readonly outcome: Outcome } | undefined;
  readonly edits: readonly Edit[];
  /** Commands to be run afterwards. */
  readonly next: readonly string[];
}

const CONFIGS = ['mts', 'ts', 'mjs', 'js'].map((ending) => `sqlsafe.config.${ending}`).concat('sqlsafe.jsonc', 'sqlsafe.json');

/** Looks around, and plans a set-up that fits. Pure: nothing is written. */
export function planSetup(around: Surroundings, wishes: Wishes): Plan {
  const drafts = createDrafts(around.tree);
  const seen = walk(around.tree, around.home);
  const clues = findClues(around.tree, [...seen.clues, ...(around.home === around.root ? [] : walk(around.tree, around.root).clues)]);
  const dialectClue = chooseDialect(clues);
  const dialect = wishes.dialect ?? dialectClue?.dialect ?? dialectOfFolders(around, seen.files) ?? 'postgresql';
  const version = chooseVersion(clues);
  const migrations = findMigrations(around, seen.files, dialect);
  const packages = findPackages(around, drafts);
  const isNew = packages !== undefined && addDependency(drafts, packages.file, around.version);

  const written = writeConfig(around, drafts, packages, {
    dialect,
    dbVersion:
      wishes.dbVersion !== undefined
        ? { value: wishes.dbVersion, from: 'the command line' }
        : version?.version === undefined
          ? undefined
          : { value: String(version.version), from: `${shown(around, version.file)}: ${version.said}` },
    files: filesOf(around, migrations),
    last: migrations.length === 1 ? migrations[0]?.last : undefined,
    taken: wishes.taken,
  });
  const config = { ...written, notes: [...written.notes, ...wishes.notes] };
  for (const { path, text } of wishes.rewritten) drafts.put(path, text);
  const hookRequest = { around, drafts, command: hookCommand(around, packages), glob: globOf(around, migrations) };
  const hook = wishes.hook === 'none' ? undefined : chooseHook(hookRequest, wishes.hook);
  const hookOutcome = hook?.write(hookRequest);
  const ciName = wishes.ci ?? findCi(around);
  const ciRequest: CiRequest = { around, drafts, packages };
  const ci = ciName === 'none' || ciName === undefined ? undefined : { name: ciName, outcome: CI[ciName](ciRequest) };
  return {
    migrations,
    dialect: { value: dialect, from: wishes.dialect === undefined ? dialectClue : undefined },
    version,
    otherVersions: clues.filter((clue) => clue.version !== undefined && clue.dialect === dialect && clue.version !== version?.version),
    config,
    hook: hook === undefined || hookOutcome === undefined ? undefined : { name: hook.name, outcome: hookOutcome },
    ci,
    edits: drafts.edits(),
    next: [...(isNew ? [installCommand(packages)] : []), ...(hookOutcome?.next ?? [])],
  };
}

const CI = { github, gitlab } satisfies { [C in CiName]: (request: CiRequest) => Outcome };

/** The folders that hold migrations, from the configuration's; the whole folder is said by what it holds. */
const filesOf = ({ home }: Surroundings, migrations: readonly Found[]): string[] => [
  ...new Set(migrations.map(({ root }) => (root === home ? '*.sql' : (pathBelow(home, root) ?? root)))),
];

/** Staged files that may be migrations, for managers of hooks that ask. */
const globOf = (around: Surroundings, migrations: readonly Found[]): string => {
  if (!migrations.some(({ isCode }) => isCode)) return '**/*.sql';
  const [first = '', ...others] = filesOf(around, migrations);
  return `${others.length === 0 ? first : `{${[first, ...others].join(',')}}`}/**/*.{sql,ts,mts,cts,js,mjs,cjs}`;
};

/** A path for a comment in a file, from the root of the repository. */
const shown = ({ root }: Surroundings, file: string): string => pathBelow(root, file) ?? file;

function writeConfig(around: Surroundings, drafts: Drafts, packages: Packages | undefined, facts: Omit<ConfigFacts, 'schema'>): Outcome {
  const { tree, root, home } = around;
  const left = facts.taken.map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  for (let at: string | undefined = home; at !== undefined; at = at === root ? undefined : parentOf(at)) {
    const folder = at;
    const own = CONFIGS.map((name) => joinPath(folder, name)).find((path) => tree.kind(path) === 'file');
    const packaged = joinPath(folder, 'package.json');
    const file = own ?? (jsonAt(drafts, packaged)['sqlsafe'] === undefined ? undefined : packaged);
    if (file !== undefined)
      return {
        file,
        isThere: true,
        notes: left.length === 0 ? [] : [`${tree.display(file)} is there; what is taken over is for you to add: ${left.join(', ')}`],
      };
  }
  const file = joinPath(home, 'sqlsafe.jsonc');
  const isInFolder = packages !== undefined && !packages.isPlugAndPlay;
  const below = isInFolder && packages.manager !== 'pnpm' ? (pathBelow(packages.base, home) ?? '') : '';
  const up = below === '' ? './' : '../'.repeat(below.split('/').length);
  drafts.put(file, configText({ ...facts, schema: isInFolder ? `${up}node_modules/sqlsafe/dist/config.schema.json` : undefined }));
  return { file, isThere: false, notes: [] };
}

/** GitHub or GitLab, by the files that only one of them reads, then by where the repository comes from. */
function findCi({ tree, root, git }: Surroundings): CiName | undefined {
  if (tree.kind(joinPath(root, '.github/workflows')) === 'folder') return 'github';
  if (tree.kind(joinPath(root, GITLAB)) === 'file') return 'gitlab';
  if (tree.kind(joinPath(root, '.github')) === 'folder') return 'github';
  const host = git?.hosts.find((each) => /(?:^|\.)git(?:hub|lab)\./.test(each));
  return host === undefined ? undefined : /github/.test(host) ? 'github' : 'gitlab';
}

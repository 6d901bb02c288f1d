import { parseCode } from '../../src/io/parse-code.ts';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import { planSetup, type Plan, type Wishes } from '../../src/setup/plan.ts';
import type { Git, Surroundings } from '../../src/setup/surroundings.ts';

type Files = Readonly<Record<string, string>>;

/** A repository in memory, its root the folder that paths start from. */
export function surroundings(files: Files, given: Partial<Surroundings> = {}): Surroundings {
  const tree = memoryTree(Object.entries(files).map(([path, text]) => ({ path, text })));
  const git: Git = { hooks: '.git/hooks', hooksPath: undefined, hosts: [] };
  return { tree, parseCode, root: '', home: '', git, version: '1.2.3', ...given };
}

const NO_WISHES: Wishes = { dialect: undefined, dbVersion: undefined, hook: undefined, ci: undefined, taken: [], rewritten: [], notes: [] };

export const plan = (files: Files, wishes: Partial<Wishes> = {}, given: Partial<Surroundings> = {}): Plan =>
  planSetup(surroundings(files, given), { ...NO_WISHES, ...wishes });

/** Files as a plan leaves them. */
export const after = (made: Plan): Files => Object.fromEntries(made.edits.map(({ path, after: text }) => [path, text]));

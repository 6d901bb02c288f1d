import { joinPath, parentOf } from '../../layouts/path.ts';
import { textAt, type Surroundings } from '../surroundings.ts';
import { fromAtlas } from './atlas.ts';
import { fromEugene } from './eugene.ts';
import { fromPgsafe } from './pgsafe.ts';
import type { Named, Source, Taken, TakeOver } from './source.ts';
import { fromSquawk } from './squawk.ts';

const FROM: { readonly [S in Source]: { readonly files: readonly string[]; readonly take: (given: TakeOver) => Taken } } = {
  squawk: { files: ['.squawk.toml'], take: fromSquawk },
  eugene: { files: [], take: fromEugene },
  pgsafe: { files: ['.pgsafe.toml', 'pgsafe.toml'], take: fromPgsafe },
  atlas: { files: ['atlas.hcl'], take: fromAtlas },
};

/** Where people call a linter. */
const CALLERS = [
  'package.json',
  'Makefile',
  'justfile',
  'Taskfile.yml',
  'lefthook.yml',
  '.husky/pre-commit',
  '.pre-commit-config.yaml',
  '.gitlab-ci.yml',
];

/** What another tool was told, as settings of ours. */
export function takeOver(tool: Source, { tree, root, home }: Surroundings, rules: readonly Named[]): Taken {
  const { files, take } = FROM[tool];
  let file: string | undefined;
  for (let at: string | undefined = home; at !== undefined && file === undefined; at = at === root ? undefined : parentOf(at)) {
    const folder = at;
    file = files.map((name) => joinPath(folder, name)).find((path) => tree.kind(path) === 'file');
  }
  const workflows = joinPath(root, '.github/workflows');
  const callers = [
    ...[...new Set([root, home])].flatMap((folder) => CALLERS.map((name) => joinPath(folder, name))),
    ...tree.list(workflows).entries.map(({ name }) => joinPath(workflows, name)),
  ];
  const called = new RegExp(`\\b${tool}(?:-cli)?\\b`);
  const calls = callers.flatMap((path) => (textAt(tree, path) ?? '').split('\n').filter((line) => called.test(line)));
  const taken = take({
    their: { file: file === undefined ? undefined : tree.display(file), text: file === undefined ? '' : (textAt(tree, file) ?? ''), calls },
    rules,
  });
  const isNothing = file === undefined && calls.length === 0;
  return { ...taken, notes: [...(isNothing ? [`there are no settings of ${tool} here, and nobody calls it`] : []), ...taken.notes] };
}

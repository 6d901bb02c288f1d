import { joinPath } from '../../layouts/path.ts';
import { dependenciesOf, jsonAt } from '../package-file.ts';
import { putIntoJson, readJson } from '../put-into-json.ts';
import { putIntoYaml, readYaml } from '../put-into-yaml.ts';
import { byHand, callsUs, there, written, type Hook, type HookRequest } from './hook.ts';

const NAMES = ['lefthook', '.lefthook', '.config/lefthook'].flatMap((stem) =>
  ['yml', 'yaml', 'json', 'jsonc', 'toml'].map((ending) => `${stem}.${ending}`),
);

const fileOf = ({ around: { tree, root } }: HookRequest): string | undefined =>
  NAMES.map((name) => joinPath(root, name)).find((path) => tree.kind(path) === 'file');

const isPackaged = ({ around: { root }, drafts }: HookRequest): boolean =>
  dependenciesOf(jsonAt(drafts, joinPath(root, 'package.json'))).has('lefthook');

type Config = { readonly 'pre-commit'?: { readonly jobs?: unknown } | null } | undefined;

/** https://lefthook.dev: commands by name, or a list of jobs, below `pre-commit`; they run from the root of the repository. */
export const lefthook: Hook = {
  name: 'lefthook',
  detect: (request) => fileOf(request) ?? (isPackaged(request) ? joinPath(request.around.root, 'package.json') : undefined),
  write(request) {
    const { around, drafts, command } = request;
    const file = fileOf(request) ?? joinPath(around.root, 'lefthook.yml');
    const text = drafts.text(file) ?? '';
    if (callsUs(text)) return there(file);
    const isJson = /\.jsonc?$/.test(file);
    const config = (isJson ? readJson(text) : file.endsWith('.toml') ? undefined : readYaml(text)) as Config;
    const own = { run: command.run, ...(command.folder === '' ? {} : { root: `${command.folder}/` }) };
    const [path, value] = Array.isArray(config?.['pre-commit']?.jobs)
      ? [['pre-commit', 'jobs', -1], { name: 'sqlsafe', ...own }]
      : [['pre-commit', 'commands', 'sqlsafe'], own];
    const after = file.endsWith('.toml') ? undefined : isJson ? putIntoJson(text, path, value) : putIntoYaml(text, path, value);
    if (after === undefined) return byHand(file, `${around.tree.display(file)} is to run in pre-commit: ${command.line}`);
    drafts.put(file, after);
    return { ...written(file), next: [`${isPackaged(request) ? 'npx ' : ''}lefthook install`] };
  },
};

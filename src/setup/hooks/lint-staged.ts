import { joinPath } from '../../layouts/path.ts';
import { jsonAt } from '../package-file.ts';
import { putIntoJson, readJson } from '../put-into-json.ts';
import { putIntoYaml, readYaml } from '../put-into-yaml.ts';
import { byHand, there, written, type Hook, type HookRequest } from './hook.ts';

/** Where lint-staged's settings are that can be added to; those that are code are left alone. */
function fileOf({ around: { tree, home }, drafts }: HookRequest): string | undefined {
  const own = ['.lintstagedrc', '.lintstagedrc.json', '.lintstagedrc.yaml', '.lintstagedrc.yml']
    .map((name) => joinPath(home, name))
    .find((path) => tree.kind(path) === 'file');
  const packaged = joinPath(home, 'package.json');
  return own ?? (jsonAt(drafts, packaged)['lint-staged'] === undefined ? undefined : packaged);
}

/** https://github.com/lint-staged/lint-staged: commands by glob, which get the staged files that match. */
export const lintStaged: Hook = {
  name: 'lint-staged',
  detect: fileOf,
  write(request) {
    const { around, drafts, glob } = request;
    const file = fileOf(request);
    if (file === undefined)
      return byHand(undefined, `lint-staged has no settings that can be added to; they are to say: "${glob}": "sqlsafe check --staged"`);
    const text = drafts.text(file) ?? '';
    const isPackage = file.endsWith('package.json');
    const isYaml = !isPackage && readJson(text) === undefined;
    const all = isYaml ? readYaml(text) : readJson(text);
    const settings = isPackage ? (all as Record<string, unknown> | undefined)?.['lint-staged'] : all;
    if (JSON.stringify(settings ?? {}).includes('sqlsafe')) return there(file);
    // It puts the packages' folder on the PATH.
    const path = [...(isPackage ? ['lint-staged'] : []), glob];
    const isMap = typeof settings === 'object' && settings !== null && !Array.isArray(settings) && !Object.hasOwn(settings, glob);
    const after = !isMap
      ? undefined
      : isYaml
        ? putIntoYaml(text, path, 'sqlsafe check --staged')
        : putIntoJson(text, path, 'sqlsafe check --staged');
    if (after === undefined)
      return byHand(file, `${around.tree.display(file)} is to say for lint-staged: "${glob}": "sqlsafe check --staged"`);
    drafts.put(file, after);
    return written(file, 'lint-staged names no deleted files: that a migration is gone, CI says');
  },
};

import { joinPath, parentOf } from '../../layouts/path.ts';
import { dependenciesOf, findPackages, jsonAt } from '../package-file.ts';
import { putIntoJson } from '../put-into-json.ts';
import { byHand, callsUs, there, written, type Hook, type HookRequest } from './hook.ts';
import { putIntoScript } from './shell.ts';

/** Husky's folder: `.husky` beside the package.json that asks for it, or at the root. */
function folderOf({ around: { tree, root, home }, drafts }: HookRequest): string | undefined {
  for (let at: string | undefined = home; at !== undefined; at = at === root ? undefined : parentOf(at)) {
    if (tree.kind(joinPath(at, '.husky')) === 'folder') return joinPath(at, '.husky');
    if (dependenciesOf(jsonAt(drafts, joinPath(at, 'package.json'))).has('husky')) return joinPath(at, '.husky');
  }
  return undefined;
}

/** https://typicode.github.io/husky: scripts in `.husky`, run with `sh -e` from the root of the repository. */
export const husky: Hook = {
  name: 'husky',
  detect: folderOf,
  write(request) {
    const file = joinPath(folderOf(request) ?? joinPath(request.around.root, '.husky'), 'pre-commit');
    const text = request.drafts.text(file);
    if (callsUs(text)) return there(file);
    // Scripts of version 9 begin with no shebang line.
    const script = text === undefined || text.trim() === '' ? `${request.command.line}\n` : putIntoScript(text, request.command.line, true);
    if (script === undefined) return byHand(file, `${request.command.line}, from a script that is no shell's`);
    request.drafts.put(file, script, true);
    const isActive = request.around.git?.hooksPath?.includes('.husky') === true;
    return { ...written(file), ...(putPrepare(request, file) && !isActive ? { next: [prepareCommand(request)] } : {}) };
  },
};

/**
 * Scripts in `.husky` do nothing before husky has told git of them: package.json's `prepare` does that for whoever installs the packages.
 * @returns false where husky is none of its packages
 */
function putPrepare({ drafts }: HookRequest, script: string): boolean {
  const file = joinPath(parentOf(parentOf(script) ?? '') ?? '', 'package.json');
  const text = drafts.text(file);
  const json = jsonAt(drafts, file);
  const version = dependenciesOf(json).get('husky');
  if (text === undefined || version === undefined) return false;
  const scripts = Object.entries(json['scripts'] ?? {}).filter(([, line]) => typeof line === 'string') as [string, string][];
  if (scripts.some(([name, line]) => /^(?:prepare|(?:pre|post)?install)$/.test(name) && line.includes('husky'))) return true;
  const before = scripts.find(([name]) => name === 'prepare')?.[1];
  const own = typeof version === 'string' && /^\D*[4-8]\b/.test(version) ? 'husky install' : 'husky';
  drafts.put(file, putIntoJson(text, ['scripts', 'prepare'], before === undefined ? own : `${before} && ${own}`));
  return true;
}

const prepareCommand = ({ around, drafts }: HookRequest): string => {
  const manager = findPackages(around, drafts)?.manager ?? 'npm';
  return `${manager === 'yarn-classic' ? 'yarn' : manager} run prepare`;
};

import { joinPath, parentOf } from '../../layouts/path.ts';
import { dependenciesOf, jsonAt } from '../package-file.ts';
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
    return written(file);
  },
};

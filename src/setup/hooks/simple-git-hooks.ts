import { joinPath } from '../../layouts/path.ts';
import { jsonAt } from '../package-file.ts';
import { putIntoJson } from '../put-into-json.ts';
import { byHand, there, written, type Hook, type HookRequest } from './hook.ts';

const fileOf = ({ around: { root }, drafts }: HookRequest): string | undefined => {
  const file = joinPath(root, 'package.json');
  return jsonAt(drafts, file)['simple-git-hooks'] === undefined ? undefined : file;
};

/** https://github.com/toplenboren/simple-git-hooks: a command line a hook, in package.json. */
export const simpleGitHooks: Hook = {
  name: 'simple-git-hooks',
  detect: fileOf,
  write(request) {
    const { around, drafts, command } = request;
    const file = fileOf(request);
    const text = file === undefined ? undefined : drafts.text(file);
    if (file === undefined || text === undefined) return byHand(undefined, `simple-git-hooks is to run in pre-commit: ${command.line}`);
    const hooks = jsonAt(drafts, file)['simple-git-hooks'];
    const before: unknown = typeof hooks === 'object' && hooks !== null ? (hooks as Record<string, unknown>)['pre-commit'] : hooks;
    if (before !== undefined && typeof before !== 'string')
      return byHand(file, `${around.tree.display(file)} is to run in pre-commit: ${command.line}`);
    if (before?.includes('sqlsafe') === true) return there(file);
    const line = before === undefined || before === '' ? command.line : `${before} && ${command.line}`;
    drafts.put(file, putIntoJson(text, ['simple-git-hooks', 'pre-commit'], line));
    return { ...written(file), next: ['npx simple-git-hooks'] };
  },
};

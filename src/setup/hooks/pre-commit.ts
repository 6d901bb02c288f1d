import { joinPath } from '../../layouts/path.ts';
import { quoted } from '../command.ts';
import { putIntoYaml } from '../put-into-yaml.ts';
import { byHand, callsUs, there, written, type Hook, type HookRequest } from './hook.ts';

const fileOf = ({ around: { tree, root } }: HookRequest): string | undefined =>
  ['.pre-commit-config.yaml', '.pre-commit-config.yml'].map((name) => joinPath(root, name)).find((path) => tree.kind(path) === 'file');

/**
 * https://pre-commit.com: a hook of the project's own. It gets no file names, and always runs: that a migration was deleted is news, too, and
 * sqlsafe asks git by itself what is staged.
 */
export const preCommit: Hook = {
  name: 'pre-commit',
  detect: fileOf,
  write(request) {
    const { around, drafts, command } = request;
    const file = fileOf(request) ?? joinPath(around.root, '.pre-commit-config.yaml');
    const text = drafts.text(file) ?? '';
    if (callsUs(text)) return there(file);
    const isInstalled = !command.run.startsWith('npx ');
    const entry = isInstalled ? command.run : 'sqlsafe check --staged';
    const hook = {
      id: 'sqlsafe',
      name: 'sqlsafe',
      entry: command.folder === '' ? entry : `sh -c ${quoted(command.line)}`,
      ...(isInstalled ? { language: 'system' } : { language: 'node', additional_dependencies: [`sqlsafe@${around.version}`] }),
      pass_filenames: false,
      always_run: true,
    };
    const after = putIntoYaml(text, ['repos', -1], { repo: 'local', hooks: [hook] });
    if (after === undefined) return byHand(file, `${around.tree.display(file)} can't be read; its hook is to run: ${command.line}`);
    drafts.put(file, after);
    return { ...written(file), next: ['pre-commit install'] };
  },
};

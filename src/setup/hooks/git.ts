import { joinPath, pathBelow } from '../../layouts/path.ts';
import { byHand, callsUs, there, written, type Hook } from './hook.ts';
import { putIntoScript } from './shell.ts';

/** Git's own hook, where no manager is used: in the folder that core.hooksPath names, else in the repository's own. */
export const git: Hook = {
  name: 'git',
  detect: ({ around }) => around.git?.hooks,
  write({ around, drafts, command }) {
    const hooks = around.git?.hooks;
    if (hooks === undefined) return byHand(undefined, 'there is no git repository here: git init, and sqlsafe init again');
    const isShared = around.git?.hooksPath !== undefined;
    if (isShared && pathBelow(around.root, hooks) === undefined)
      return byHand(undefined, `core.hooksPath leads out of the repository, to ${hooks}; its pre-commit is to run: ${command.line}`);
    const file = joinPath(hooks, 'pre-commit');
    const text = drafts.text(file);
    if (callsUs(text)) return there(file);
    const script = putIntoScript(text, command.line, false);
    if (script === undefined) return byHand(file, `${around.tree.display(file)} is no shell script; it is to run: ${command.line}`);
    drafts.put(file, script, true);
    return isShared ? written(file) : written(file, 'git does not share this hook: whoever clones the repository runs sqlsafe init once');
  },
};

import type { Run } from '../cli.ts';
import { bash } from './completion/bash.ts';
import { verbs, type Verb } from './completion/completed.ts';
import { fish } from './completion/fish.ts';
import { powershell } from './completion/powershell.ts';
import { zsh } from './completion/zsh.ts';
import { SHELLS, type Shell } from './completion/shells.ts';
import { renderProblems } from './terminal.ts';

const WRITERS = { bash, zsh, fish, powershell } satisfies { [S in Shell]: (verbs: readonly Verb[]) => string };

/** `sqlsafe completion <shell>`: a script that makes the shell complete commands, flags, formats and rules; it asks nothing of sqlsafe later. */
export const run: Run = async ({ positionals: [name = ''] }, terminal) => {
  const shell = SHELLS.find((each) => each === name.toLowerCase().replace(/^pwsh$/, 'powershell'));
  if (shell === undefined) {
    const problem = { code: 'shell-unknown', text: `There is no completion for ${name}.`, hint: `One of ${SHELLS.join(', ')}.` };
    terminal.error(renderProblems([problem], terminal.errorPaint));
    return 2;
  }
  terminal.out(WRITERS[shell](verbs()));
  return 0;
};

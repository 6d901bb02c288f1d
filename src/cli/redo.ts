import type { ExitCode, Run } from '../cli.ts';
import { commandLine } from './database/command-line.ts';
import { counted, execute, nothingToDo } from './database/execute.ts';
import { gate } from './database/gate.ts';
import { look } from './database/look.ts';
import { mirroringFor } from './database/other-tool.ts';
import { refuseFindings } from './database/refuse-findings.ts';
import type { DatabaseRequest } from './database/request.ts';
import { destroyedText, planBack } from './database/way-back.ts';
import { areProblems, refuse, withRequest } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import { chooseApplied, destroying } from './rollback.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe redo`: the newest migration back and forth again, for whoever is still writing it. */
export const run: Run = withRequest(redo);

async function redo(request: DatabaseRequest, { values, positionals }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const rows = chooseApplied(seen, undefined, 1);
  if ('code' in rows) return refuse([rows], terminal, 2);
  if (rows.length === 0) return nothingToDo(request, 'nothing is applied', terminal);
  // Whoever redoes a migration has edited it.
  const back = await planBack(request, seen, rows, { editedAllowed: true });
  if (areProblems(back)) return refuse(back, terminal, 2);
  if (back.destroys.length > 0 && values['allow-destroying'] !== true)
    return refuse([destroying(back.destroys.map(destroyedText))], terminal, 8);
  const forth = await gate(
    request,
    seen,
    rows.map(({ id }) => id),
    'files',
  );
  if (areProblems(forth)) return refuse(forth, terminal, 2);
  if (forth.refusing.length > 0) return refuseFindings(forth, request, terminal);
  const mirror = mirroringFor(request, seen, []);
  if (mirror !== undefined && 'code' in mirror) return refuse([mirror], terminal, 4);
  const done = (n: number): string => `Took back and applied again ${counted(n / 2, 'migration')}`;
  const again = commandLine('apply', positionals, values);
  return execute([...back.plan, ...forth.plan], { ...request, mirror }, { command: 'redo', again, done, hooks: true }, terminal);
}

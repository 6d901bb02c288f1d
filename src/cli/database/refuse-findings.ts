import type { ExitCode } from '../../cli.ts';
import type { Problem } from '../../model/problem.ts';
import { renderJson } from '../../report/json.ts';
import { plural } from '../../report/summary.ts';
import { render } from '../render.ts';
import type { Terminal } from '../terminal.ts';
import type { Gated } from './gate.ts';
import type { DatabaseRequest } from './request.ts';
import { refuse } from './with-request.ts';

/** The report of the checks, and that nothing was run. */
export async function refuseFindings(
  { outcome, refusing, drift }: Gated,
  { json }: DatabaseRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  const names = [...new Set(refusing.map(({ rule }) => rule))];
  if (json) {
    const { findings } = JSON.parse(renderJson(outcome.report)) as { readonly findings: unknown };
    terminal.out(
      `${JSON.stringify({ event: 'finished', outcome: 'checks-refused', exitCode: 8, done: [], findings, drift: drift.map(({ rule, message, file, range }) => ({ rule, message, file, range })) })}\n`,
    );
    return 8;
  }
  terminal.out(await render(outcome, { format: 'pretty', path: undefined }, { values: {}, quiet: false, terminal }));
  const text = `the checks refuse it (${plural(refusing.length, 'finding')}); nothing was run.`;
  const hint = `Mend it, or give the reason in the file (-- sqlsafe-ignore …), or for this run: ${names.map((name) => `--allow ${name}`).join(' ')}`;
  const drifted = drift.map(({ file, range, text: why }): Problem => ({
    code: 'drift',
    text: `The database is not what the applied files make of it: ${why}`,
    file,
    line: range.start.line,
    hint: 'Where another tool has run the file: sqlsafe baseline … --adopt auto. Where all of it is there by other means: sqlsafe repair … --mark-applied ID.',
  }));
  return refuse([...drifted, { code: 'checks-refused', text, hint }], terminal, 8);
}

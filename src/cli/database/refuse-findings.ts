import type { ExitCode } from '../../cli.ts';
import { renderJson } from '../../report/json.ts';
import { plural } from '../../report/summary.ts';
import { render } from '../render.ts';
import type { Terminal } from '../terminal.ts';
import type { Gated } from './gate.ts';
import type { DatabaseRequest } from './request.ts';
import { refuse } from './with-request.ts';

/** The report of the checks, and that nothing was run. */
export async function refuseFindings({ outcome, refusing }: Gated, { json }: DatabaseRequest, terminal: Terminal): Promise<ExitCode> {
  const names = [...new Set(refusing.map(({ rule }) => rule))];
  if (json) {
    const { findings } = JSON.parse(renderJson(outcome.report)) as { readonly findings: unknown };
    terminal.out(`${JSON.stringify({ event: 'finished', outcome: 'checks-refused', exitCode: 8, done: [], findings })}\n`);
    return 8;
  }
  terminal.out(await render(outcome, { format: 'pretty', path: undefined }, { values: {}, quiet: false, terminal }));
  const text = `the checks refuse it (${plural(refusing.length, 'finding')}); nothing was run.`;
  const hint = `Mend it, or give the reason in the file (-- sqlsafe-ignore …), or for this run: ${names.map((name) => `--allow ${name}`).join(' ')}`;
  return refuse([{ code: 'checks-refused', text, hint }], terminal, 8);
}

import { run as check } from '../../src/cli/check.ts';
import { run as locks } from '../../src/cli/locks.ts';
import { parseQuickly } from '../../src/cli/parse.ts';
import { PLAIN, UNICODE } from '../../src/report/paint.ts';
import type { Finding } from '../../src/model/finding.ts';

/** `sqlsafe check` (or `locks`) in this process: what it prints and its exit code. */
export async function sqlsafe(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  command: 'check' | 'locks' = 'check',
) {
  const given = parseQuickly([command, ...args]);
  const run = command === 'check' ? check : locks;
  if (given === undefined) throw new Error(`not understood: ${args.join(' ')}`);
  const terminal = terminalIn(cwd, env);
  const status = await run(given, terminal);
  return { status, ...terminal.said() };
}

/** A terminal that remembers what was said. */
export function terminalIn(cwd: string, env: Readonly<Record<string, string>> = {}) {
  let stdout = '';
  let stderr = '';
  return {
    columns: 100,
    paint: PLAIN,
    errorPaint: PLAIN,
    signs: UNICODE,
    cwd,
    env,
    build: undefined,
    out: (text: string) => void (stdout += text),
    error: (text: string) => void (stderr += text),
    unwritten: [],
    said: () => ({ stdout, stderr }),
  };
}

/** `rule/message file` of each finding, those that every migration without lock_timeout has left out. */
export async function found(cwd: string, args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await sqlsafe(cwd, [...args, '-f', 'jsonl', '--skip', 'session-blocking']);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { rule, message, file } = JSON.parse(line) as Finding;
    return `${rule}/${message} ${file}`;
  });
}

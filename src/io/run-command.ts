import { runShell } from './run-shell.ts';

/** What came of a command: its output, or why there is none. */
export type CommandAnswer =
  | { readonly output: Buffer }
  /** `said`: the end of what it wrote on stderr. */
  | { readonly failure: string; readonly said: string };

interface Limits {
  /** Folder that it runs in, absolute. */
  readonly cwd: string;
  /** Bytes of output that are taken. */
  readonly maxBytes: number;
  /** Seconds that it may take. */
  readonly patience: number;
  /** Variables for it, beside what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Characters of stderr that are kept: the end, where the reason stands. */
const SAID = 2000;

/**
 * Runs a command line in the shell, with nothing on its standard input and no colours. What it starts ends with it: after its time, or where it
 * writes more than is taken, the whole group is ended.
 */
export async function runCommand(command: string, { cwd, maxBytes, patience, env = {} }: Limits): Promise<CommandAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let said = '';
  const running = runShell(command, {
    cwd,
    patience,
    env,
    onStdout(chunk) {
      size += chunk.length;
      if (size > maxBytes) running.end(`wrote more than ${maxBytes} bytes, and was ended`);
      else chunks.push(chunk);
    },
    onStderr(chunk) {
      said = (said + chunk.toString('utf8')).slice(-SAID);
    },
  });
  const failure = await running.ended;
  return failure === undefined ? { output: Buffer.concat(chunks) } : { failure, said };
}

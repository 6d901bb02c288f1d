import { spawn } from 'node:child_process';

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
}

/** Characters of stderr that are kept: the end, where the reason stands. */
const SAID = 2000;

/**
 * Runs a command line in the shell, with nothing on its standard input and no colours. What it starts ends with it: after its time, or where it
 * writes more than is taken, the whole group is ended.
 */
export function runCommand(command: string, { cwd, maxBytes, patience }: Limits): Promise<CommandAnswer> {
  return new Promise((done) => {
    const isGroup = process.platform !== 'win32';
    const child = spawn(command, {
      cwd,
      shell: true,
      detached: isGroup,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', TERM: 'dumb' },
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let said = '';
    let isOver = false;
    const end = (): void => {
      try {
        if (isGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const finish = (answer: CommandAnswer): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      process.off('exit', end);
      done(answer);
    };
    const stop = (failure: string): void => {
      end();
      finish({ failure, said });
    };
    const timer = setTimeout(() => stop(`did not end within ${patience} s, and was ended`), patience * 1000);
    process.once('exit', end);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) stop(`wrote more than ${maxBytes} bytes, and was ended`);
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-SAID);
    });
    child.on('error', ({ message }) => finish({ failure: `could not be run (${message})`, said }));
    child.on('close', (code, signal) => {
      if (code === 0) finish({ output: Buffer.concat(chunks) });
      else finish({ failure: code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`, said });
    });
  });
}

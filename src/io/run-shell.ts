import { spawn } from 'node:child_process';
import { constants } from 'node:os';

interface ShellOptions {
  /** Folder that it runs in, absolute. */
  readonly cwd: string;
  /** Seconds that it may take. */
  readonly patience: number;
  /** Beside what this process has. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
}

/** A command line that runs in the shell. */
export interface RunningShell {
  /** What went wrong, as the end of a sentence about it: `ended with exit code 3`; undefined: it ended with 0. */
  readonly ended: Promise<string | undefined>;
  /** Ends it now, and says why. */
  end(why: string): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Starts a command line in the shell, with nothing on its standard input and no colours. What it starts ends with it: after its time, when it
 * is ended, and when this process goes, the whole group is ended.
 */
export function runShell(command: string, { cwd, patience, env = {}, onStdout, onStderr }: ShellOptions): RunningShell {
  const isGroup = process.platform !== 'win32';
  const child = spawn(command, {
    cwd,
    shell: true,
    detached: isGroup,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', TERM: 'dumb', ...env },
  });
  const kill = (): void => {
    try {
      if (isGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  /** A signal to this process, where nobody else looks after signals: the group does not get it from the terminal. */
  const onSignal = (signal: NodeJS.Signals): void => {
    kill();
    process.exit(128 + constants.signals[signal]);
  };
  const watched = SIGNALS.filter((signal) => process.listenerCount(signal) === 0);
  let finish: (failure: string | undefined) => void = () => undefined;
  const ended = new Promise<string | undefined>((done) => {
    const timer = setTimeout(() => end(`did not end within ${patience} s, and was ended`), patience * 1000);
    finish = (failure) => {
      clearTimeout(timer);
      process.off('exit', kill);
      for (const signal of watched) process.off(signal, onSignal);
      done(failure);
    };
  });
  const end = (why: string): void => {
    kill();
    finish(why);
  };
  process.once('exit', kill);
  for (const signal of watched) process.on(signal, onSignal);
  child.stdout.on('data', onStdout);
  child.stderr.on('data', onStderr);
  child.on('error', ({ message }) => finish(`could not be run (${message})`));
  child.on('close', (code, signal) =>
    finish(code === 0 ? undefined : code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`),
  );
  return { ended, end };
}

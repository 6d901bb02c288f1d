import { spawn, type ChildProcess } from 'node:child_process';
import type { Place } from './place.ts';

/** How a process of sqlsafe ended. */
export interface Ended {
  readonly code: number | null;
  readonly killed: boolean;
  /** It did not end by itself in a minute and a half. */
  readonly hung: boolean;
  readonly output: string;
}

export interface Runner {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

const PATIENCE = 90_000;

/** Starts `sqlsafe apply` on a place. */
export function start(binary: string, place: Place, { fault, options = [] }: { fault?: string; options?: readonly string[] } = {}): Runner {
  const child = spawn(process.execPath, [binary, 'apply', 'db', '--url', place.url, ...place.options, ...options], {
    cwd: place.folder,
    env: { PATH: process.env['PATH'], ...(fault === undefined ? {} : { SQLSAFE_FAULT: fault }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let hung = false;
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const timer = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, PATIENCE);
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, killed: signal === 'SIGKILL' && !hung, hung, output });
    });
  });
  return { child, ended };
}

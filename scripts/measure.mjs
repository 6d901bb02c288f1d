import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Median wall times in milliseconds of two commands that run by turns, so that what slows the machine down slows both. The first turn is
 * not counted.
 * @param {readonly string[]} first
 * @param {readonly string[]} second
 * @param {string} cwd
 * @param {number} runs
 */
export async function inTurn(first, second, cwd, runs) {
  /** @type {{ a: number[], b: number[] }} */
  const times = { a: [], b: [] };
  for (let run = 0; run <= runs; run += 1) {
    const a = await wall(first, cwd);
    const b = await wall(second, cwd);
    if (run === 0) continue;
    times.a.push(a);
    times.b.push(b);
  }
  return { a: median(times.a), b: median(times.b) };
}

/**
 * Peak resident memory of a command in a run of its own, in MB (10⁶ bytes), as Linux counts it; undefined elsewhere. The system's own
 * high-water mark is read until the process is gone, so that only a growth in the last millisecond could be missed.
 * @param {readonly string[]} command
 * @param {string} cwd
 */
export async function peakMegabytes(command, cwd) {
  const { process: child, done } = start(command, cwd);
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peak = Math.max(peak, highWater(child.pid));
    await sleep(1);
  }
  await done;
  return peak === 0 ? undefined : (peak * 1024) / 1e6;
}

/** @param {number | undefined} pid */
function highWater(pid) {
  try {
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * @param {readonly string[]} command
 * @param {string} cwd
 */
async function wall(command, cwd) {
  const from = process.hrtime.bigint();
  await start(command, cwd).done;
  return Number(process.hrtime.bigint() - from) / 1e6;
}

/**
 * Starts a linter whose output nobody reads. Findings are no failure (exit 1); anything else would make the figures worthless.
 * @param {readonly string[]} command
 * @param {string} cwd
 */
function start([file = '', ...args], cwd) {
  const child = spawn(file, args, { cwd, stdio: 'ignore' });
  /** @type {Promise<void>} */
  const done = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0 || code === 1) resolve();
      else reject(new Error(`${file} ${args.slice(0, 3).join(' ')} … ended with ${signal ?? code}`));
    });
  });
  return { process: child, done };
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

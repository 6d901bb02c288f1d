import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ProjectReport } from '../engine/check-project.ts';
import type { JudgeProjects } from '../index.ts';

// Loaded when there is enough to do for several threads.

/** What a thread is given; it gives back the reports of its projects, in their order. */
export interface Share {
  readonly projects: Parameters<JudgeProjects>[0];
  readonly request: Parameters<JudgeProjects>[1];
}

/** Each thread has a parser of its own, and more of them save little. */
const MOST_THREADS = 4;

export const threadsFor = (projects: number): number => Math.min(MOST_THREADS, availableParallelism(), projects);

export const inThread = (share: Share): Promise<readonly ProjectReport[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('judge-worker.js', import.meta.url), { workerData: share });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { projectJudge, type Measure, type ProjectOutcome, type Work } from '../index.ts';
import type { DiskOptions } from '../io/disk-tree.ts';
import type { FileTree } from '../layouts/tree.ts';

// Loaded when there is enough to do for several threads.

/** What a thread is given. All threads take projects from the same list: `next` counts those that are taken. */
export interface Share {
  readonly disk: DiskOptions;
  readonly work: Work;
  readonly next: Int32Array;
}
/** Outcomes with their places in the list. */
export type Pulled = readonly (readonly [at: number, outcome: ProjectOutcome])[];

/** Each thread has a parser of its own, and more of them save little. */
const MOST_THREADS = 4;

/** What a thread's young objects may take: more saves no time here, and is memory for good. */
const YOUNG_MB = 9;

export const threadsFor = (projects: number): number => Math.min(MOST_THREADS, availableParallelism(), projects);

export const inThread = (share: Share): Promise<Pulled> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('judge-worker.js', import.meta.url), {
      workerData: share,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

/** Opens and judges projects that no other thread has taken, until there is none left. */
export function pullProjects(tree: FileTree, work: Work, next: Int32Array, measure: Measure): Pulled {
  const judge = projectJudge(tree, work, measure);
  const pulled: [number, ProjectOutcome][] = [];
  for (;;) {
    const at = Atomics.add(next, 0, 1);
    const project = work.projects[at];
    if (project === undefined) return pulled;
    pulled.push([at, judge(project)]);
  }
}

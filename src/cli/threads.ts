import { availableParallelism } from 'node:os';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { projectJudge, type Measure, type ProjectOutcome, type Work } from '../index.ts';
import type { DiskOptions } from '../io/disk-tree.ts';
import type { FileTree } from '../layouts/tree.ts';

// Loaded when there is enough to do for several threads.

/** What a thread is given. All threads take projects from the same list: `next` counts those that are taken. */
export interface Share {
  readonly disk: DiskOptions;
  readonly work: Work;
  readonly next: Int32Array;
  /** Where outcomes go. */
  readonly port: MessagePort;
}
/** An outcome with its place in the list; sent as soon as it is there. */
export type Judged = readonly [at: number, outcome: ProjectOutcome];

/** Each thread has a parser of its own, and more of them save little. */
const MOST_THREADS = 4;

/** What a thread's young objects may take: more saves no time here, and is memory for good. */
const YOUNG_MB = 9;

export const threadsFor = (projects: number): number => Math.min(MOST_THREADS, availableParallelism(), projects);

/** A thread that helps. */
export interface Helper {
  /** Gives it its share, once. */
  begin(share: Omit<Share, 'port'>): void;
  /** Outcomes that have come since it was last asked. */
  received(): readonly Judged[];
  /** When it has nothing left to do. */
  readonly done: Promise<void>;
  /** Ends it, where there is nothing to do for it. */
  stop(): void;
}

/** Starts a thread, which takes as long as to judge some hundred files. */
export function startHelper(): Helper {
  const { port1: ours, port2: port } = new MessageChannel();
  const worker = new Worker(new URL('judge-worker.cjs', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  let stopped = false;
  return {
    begin(share) {
      worker.postMessage({ ...share, port } satisfies Share, [port]);
    },
    stop() {
      stopped = true;
      ours.close();
      void worker.terminate();
    },
    received() {
      const all: Judged[] = [];
      for (let next = receiveMessageOnPort(ours); next !== undefined; next = receiveMessageOnPort(ours)) all.push(next.message as Judged);
      return all;
    },
    done: new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', resolve);
      worker.once('exit', (code) => (stopped ? resolve() : reject(new Error(`a thread ended early, with code ${code}`))));
    }),
  };
}

/** Opens and judges projects that no other thread has taken, until there is none left. */
export function pullProjects(tree: FileTree, work: Work, next: Int32Array, measure: Measure, send: (judged: Judged) => void): void {
  const judge = projectJudge(tree, work, measure);
  for (;;) {
    const at = Atomics.add(next, 0, 1);
    const project = work.projects[at];
    if (project === undefined) return;
    send([at, judge(project)]);
  }
}

import { parentPort } from 'node:worker_threads';
import { diskTree } from '../io/disk-tree.ts';
import { pullProjects, type Share } from './threads.ts';

/** A thread of `check`: once it is told of projects, it takes them as long as there are any. */
export function work(): void {
  parentPort?.once('message', ({ disk, work: all, next, port }: Share) => {
    pullProjects(
      diskTree(disk),
      all,
      next,
      (_name, run) => run(),
      (judged) => port.postMessage(judged),
    );
    port.close();
    parentPort?.postMessage('done');
  });
}

import { parentPort, workerData } from 'node:worker_threads';
import { diskTree } from '../io/disk-tree.ts';
import { pullProjects, type Share } from './threads.ts';

/** A thread of `check`: takes projects as long as there are any. */
export function work(): void {
  const { disk, work: all, next, port } = workerData as Share;
  pullProjects(
    diskTree(disk),
    all,
    next,
    (_name, run) => run(),
    (judged) => port.postMessage(judged),
  );
  port.close();
  parentPort?.postMessage('done');
}

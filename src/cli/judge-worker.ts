import { parentPort, workerData } from 'node:worker_threads';
import { diskTree } from '../io/disk-tree.ts';
import { pullProjects, type Share } from './threads.ts';

// A thread of `check`: takes projects as long as there are any.

const { disk, work, next } = workerData as Share;
parentPort?.postMessage(pullProjects(diskTree(disk), work, next, (_name, run) => run()));

import { parentPort, workerData } from 'node:worker_threads';
import { judgeProjects } from '../index.ts';
import type { Share } from './threads.ts';

// A thread of `check`: projects in, reports out.

const { projects, request } = workerData as Share;
parentPort?.postMessage(await judgeProjects(projects, request, (_name, work) => work()));

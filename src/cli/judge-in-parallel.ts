import { projectJudge, type JudgeProjects, type KeeperFor, type ProjectOutcome } from '../index.ts';
import type { DiskOptions } from '../io/disk-tree.ts';
import { tuneForLongRun } from './tune-v8.ts';

/** Files from which on another thread is worth its start. */
const WORTH_IT = 400;

/** Judges many files of several projects in several threads, few in this one. Projects are independent of each other. */
export const judgeInParallel =
  (disk: DiskOptions, keeperFor: KeeperFor | undefined): JudgeProjects =>
  async (tree, work, measure) => {
    const files = work.projects.reduce((sum, project) => sum + project.files.length, 0);
    if (work.named.size >= WORTH_IT) tuneForLongRun();
    if (work.projects.length < 2 || files < WORTH_IT) return work.projects.map(projectJudge(tree, work, measure, keeperFor));
    const { pullProjects, startHelper, threadsFor } = await import('./threads.ts');

    // The largest first, so that all threads end at about the same time.
    const order = work.projects
      .map((project, place) => ({ project, place }))
      .sort((a, b) => b.project.files.length - a.project.files.length);
    const sorted = { ...work, projects: order.map(({ project }) => project) };
    const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const helpers = Array.from({ length: threadsFor(work.projects.length) - 1 }, () => startHelper({ disk, work: sorted, next }));
    const done = Promise.all(helpers.map((helper) => helper.done));
    // A mistake here must not be drowned by one there.
    done.catch(() => undefined);

    const outcomes: ProjectOutcome[] = [];
    const gather = (at: number, outcome: ProjectOutcome): void => {
      const place = order[at]?.place;
      if (place !== undefined) outcomes[place] = outcome;
    };
    const gatherAll = (): void => helpers.forEach((helper) => helper.received().forEach(([at, outcome]) => gather(at, outcome)));
    pullProjects(tree, sorted, next, measure, ([at, outcome]) => {
      gather(at, outcome);
      gatherAll();
    });
    await done;
    gatherAll();
    return outcomes;
  };

import { projectJudge, type JudgeProjects, type KeeperFor, type ProjectOutcome } from '../index.ts';
import type { DiskOptions } from '../io/disk-tree.ts';
import { isSql } from '../layouts/path.ts';
import type { FileTree } from '../layouts/tree.ts';
import type { Helper } from './threads.ts';
import { tuneForLongRun } from './tune-v8.ts';

/** Files from which on another thread is worth its start. */
export const WORTH_IT = 400;

/** How the projects of a disk are judged: many files of several projects in several threads, few in this one. */
export interface ParallelJudge {
  /** Where projects are to be looked for: when it has shown many files a thread starts, while the others are still being found. */
  readonly tree: FileTree;
  /** Projects are independent of each other. */
  readonly judge: JudgeProjects;
}

export async function judgeInParallel(
  tree: FileTree,
  disk: DiskOptions,
  paths: readonly string[],
  keeperFor: KeeperFor | undefined,
): Promise<ParallelJudge> {
  let early: Helper | undefined;
  // Below a single folder there may be a single project, which is one thread's work.
  const folders = paths.filter((path) => !isSql(path)).length;
  const threads = folders < 2 ? undefined : await import('./threads.ts');
  return {
    tree: threads === undefined || threads.threadsFor(folders) < 2 ? tree : watched(tree, () => (early = threads.startHelper())),
    judge: async (found, work, measure) => {
      const files = work.projects.reduce((sum, project) => sum + project.files.length, 0);
      // One that has started tunes for all, when it has loaded its code.
      if (work.named.size >= WORTH_IT && early === undefined) tuneForLongRun();
      if (work.projects.length < 2 || files < WORTH_IT) {
        early?.stop();
        return work.projects.map(projectJudge(found, work, measure, keeperFor));
      }
      const { pullProjects, startHelper, threadsFor } = threads ?? (await import('./threads.ts'));

      // The largest first, so that all threads end at about the same time.
      const order = work.projects
        .map((project, place) => ({ project, place }))
        .sort((a, b) => b.project.files.length - a.project.files.length);
      const sorted = { ...work, projects: order.map(({ project }) => project) };
      const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      const helpers = Array.from({ length: threadsFor(work.projects.length) - 1 }, (_, at) => (at === 0 && early) || startHelper());
      if (helpers.length === 0) early?.stop();
      for (const helper of helpers) helper.begin({ disk, work: sorted, next });
      const done = Promise.all(helpers.map((helper) => helper.done));
      // A mistake here must not be drowned by one there.
      done.catch(() => undefined);

      const outcomes: ProjectOutcome[] = [];
      const gather = (at: number, outcome: ProjectOutcome): void => {
        const place = order[at]?.place;
        if (place !== undefined) outcomes[place] = outcome;
      };
      const gatherAll = (): void => helpers.forEach((helper) => helper.received().forEach(([at, outcome]) => gather(at, outcome)));
      pullProjects(found, sorted, next, measure, ([at, outcome]) => {
        gather(at, outcome);
        gatherAll();
      });
      await done;
      gatherAll();
      return outcomes;
    },
  };
}

/** The same tree, which says once that it has shown many files. */
function watched(tree: FileTree, many: () => void): FileTree {
  const seen = new Set<string>();
  let count = 0;
  return {
    ...tree,
    list(folder) {
      const listing = tree.list(folder);
      if (count < WORTH_IT && !seen.has(folder)) {
        const files = listing.entries.filter(({ name }) => isSql(name)).length;
        seen.add(folder);
        count += files;
        if (count >= WORTH_IT) many();
      }
      return listing;
    },
  };
}

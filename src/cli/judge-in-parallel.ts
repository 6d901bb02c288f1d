import type { ProjectReport } from '../engine/check-project.ts';
import { judgeProjects, type JudgeProjects } from '../index.ts';
import type { Project } from '../model/migration.ts';

/** UTF-16 units of SQL that are judged while another thread starts: with less than that to do, none is started. */
const WORTH_IT = 400_000;
/** Judges many large projects in several threads, few or small ones in this. Projects are independent of each other. */
export const judgeInParallel: JudgeProjects = async (projects, request, measure) => {
  const weights = projects.map(weightOf);
  if (projects.length < 2 || weights.reduce((sum, weight) => sum + weight, 0) < WORTH_IT) return judgeProjects(projects, request, measure);
  const { inThread, threadsFor } = await import('./threads.ts');
  const threads = threadsFor(projects.length);

  const [own = [], ...others] = shares(weights, threads);
  const elsewhere = Promise.all(others.map((share) => inThread({ projects: share.flatMap((at) => projects[at] ?? []), request })));
  // A mistake here must not be drowned by one there.
  elsewhere.catch(() => undefined);
  const here = await judgeProjects(
    own.flatMap((at) => projects[at] ?? []),
    request,
    measure,
  );
  const all = [here, ...(await elsewhere)];
  const judged: ProjectReport[] = [];
  [own, ...others].forEach((share, thread) =>
    share.forEach((at, place) => {
      const report = all[thread]?.[place];
      if (report !== undefined) judged[at] = report;
    }),
  );
  return judged;
};

const weightOf = ({ migrations }: Project): number =>
  migrations.reduce((sum, { up, down }) => sum + [...up, ...down].reduce((part, { span }) => part + span.end - span.start, 0), 0);

/** Indexes of the projects for each thread, this one first: the heaviest first, each to the thread that has least. */
function shares(weights: readonly number[], threads: number): readonly (readonly number[])[] {
  const loads = Array.from({ length: threads }, (_, thread) => ({ weight: thread === 0 ? 0 : WORTH_IT, projects: [] as number[] }));
  const heaviest = weights.map((weight, at) => ({ weight, at })).sort((a, b) => b.weight - a.weight || a.at - b.at);
  for (const { weight, at } of heaviest) {
    const lightest = loads.reduce((least, load) => (load.weight < least.weight ? load : least));
    lightest.weight += weight;
    lightest.projects.push(at);
  }
  return loads.map((load) => load.projects).filter((each) => each.length > 0);
}

import { join } from 'node:path';
import { caseOf } from '../../oracle/recording.ts';
import { measureAll } from './measure-all.ts';
import { readOptions, USAGE } from './options.ts';
import { MAJORS, majorsHere, whyNot } from './packages.ts';
import { readDataFiles, writeDataFile } from './record.ts';

/** Measures and records, or measures and compares; `root` is the repository. 0, 1: something differs or went wrong, 2: the request is. */
export async function main(root: string, args: readonly string[], signal: AbortSignal, say: (text: string) => void): Promise<0 | 1 | 2> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    say(options);
    return options === USAGE ? 0 : 2;
  }
  const { versions = MAJORS, only, unmeasured, sample, jobs, check } = options;
  const here = majorsHere();
  const absent = versions.filter((major) => !here.includes(major));
  for (const major of absent) say(`NOT MEASURED: ${whyNot(major)}`);
  const majors = versions.filter((major) => here.includes(major));
  if (majors.length === 0 || (options.versions !== undefined && absent.length > 0)) return 1;

  const files = readDataFiles(join(root, 'test/oracle'));
  const tasks = files
    .flatMap(({ path, recording }) =>
      recording.setups.flatMap(({ setup, cases }) => cases.map((recorded) => ({ path, kase: caseOf(setup, recorded), recorded }))),
    )
    .filter(({ path, kase }) => [kase.name, kase.group, path].some((text) => text.includes(only)))
    .filter(({ recorded }) => !unmeasured || recorded.outcomes === undefined)
    .filter((_, index) => index % sample === 0);
  if (tasks.length === 0) {
    say('No case is meant.');
    return 2;
  }

  const { seen, servers, differ, broken } = await measureAll(tasks, majors, jobs, signal, say);
  const total = tasks.length * majors.length;
  say(
    `${total - differ - broken} of ${total} case-versions agree with what is recorded, ${differ} differ, ${broken} could not be measured`,
  );
  const nowhere = [...seen].flatMap(([name, byMajor]) => {
    const all = [...byMajor.values()];
    return all.every((each) => typeof each === 'string') && byMajor.size === MAJORS.length ? `${name}: ${all.at(-1)}` : [];
  });
  for (const each of nowhere) say(`The setup fails on every server: ${each}`);
  if (!check) {
    for (const file of files) if (tasks.some(({ path }) => path === file.path)) writeDataFile(file, seen, servers);
    say('Recorded in test/oracle.');
  }
  return broken > 0 || nowhere.length > 0 || (check && differ > 0) ? 1 : 0;
}

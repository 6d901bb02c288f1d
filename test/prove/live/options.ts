import { parseArgs } from 'node:util';
import { MAJORS } from './packages.ts';

export const USAGE = `npm run prove:live -- [options]     measures the cases of test/oracle/measurements*.json on real servers

  --check            compares with what is recorded and writes nothing; exit code 1 where something differs
  --versions 13,18   servers (default: ${MAJORS.join(',')})
  --only TEXT        cases whose name, group or data file contains TEXT
  --unmeasured       cases that have no outcomes yet
  --sample N         every Nth case
  --jobs N           servers at a time (default: 2)`;

export interface Options {
  readonly check: boolean;
  readonly versions: readonly number[] | undefined;
  readonly only: string;
  readonly unmeasured: boolean;
  readonly sample: number;
  readonly jobs: number;
}

/** A string: what is wrong with them, or how they are written. */
export function readOptions(args: readonly string[]): Options | string {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  let values;
  try {
    const options = { check: flag, unmeasured: flag, help: flag, versions: text, only: text, sample: text, jobs: text };
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (values.help) return USAGE;
  const [sample, jobs] = [Number(values.sample ?? 1), Number(values.jobs ?? 2)];
  if (![sample, jobs].every((each) => Number.isInteger(each) && each > 0)) return '--sample and --jobs take a whole number.';
  const versions = values.versions?.split(',').map(Number);
  if (versions?.some((major) => !MAJORS.includes(major)) === true) return `--versions takes ${MAJORS.join(', ')}.`;
  return { check: values.check, unmeasured: values.unmeasured, versions, only: values.only ?? '', sample, jobs };
}

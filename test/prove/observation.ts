import type { Observed } from '../oracle/recording.ts';

/** What is kept of a run. */
export type Observation = Omit<Observed, 'versions'>;

/** Nothing is said of what was not seen. */
export function tidy(locks: NonNullable<Observed['locks']>, work: NonNullable<Observed['work']>): Observation {
  return {
    ...(Object.keys(locks).length > 0 && { locks }),
    ...((work === 'unseen' || Object.keys(work).length > 0) && { work }),
  };
}

/** In words that are equal for equal observations. */
export function describe(observation: Observation | string | undefined): string {
  if (observation === undefined) return 'nothing';
  if (typeof observation === 'string') return `nothing: ${observation}`;
  const { fails, locks = {}, work = {} } = observation;
  if (fails !== undefined) return `fails with ${fails}`;
  const list = (of: Readonly<Record<string, string>>): string => {
    const entries = Object.entries(of).map(([name, what]) => `${name} ${what}`);
    return entries.length === 0 ? 'none' : entries.toSorted().join(', ');
  };
  return `locks: ${list(locks)}; work: ${typeof work === 'string' ? work : list(work)}`;
}

import { ok, warn, type PreflightCheck } from '../check.ts';

export const waysBack: PreflightCheck = {
  id: 'ways-back',
  asks: 'Is there a way back for each file?',
  source: 'https://www.postgresql.org/docs/current/continuous-archiving.html',
  ask({ plan, runs, forwardOnly }) {
    const without = plan.filter(({ checksums, name }) => checksums.down === null && !forwardOnly.has(name));
    if (without.length === 0) return ok(plan.length === 0 ? 'nothing is pending' : 'each has one, or says why not');
    // Where there is no place for one, none is missing: to say so before each run would be noise.
    if (!runs.some(({ migration }) => migration.reversible)) return ok('this layout has no place for one: the way back is a new migration');
    return warn(
      without.length === plan.length ? 'none has one' : `${without.length} of ${plan.length} have none`,
      'Write what undoes it; where nothing needs to be undone, say so with SELECT 1;',
      without.map(({ name }) => name),
    );
  },
};

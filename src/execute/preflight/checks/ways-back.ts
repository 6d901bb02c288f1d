import { ok, warn, type PreflightCheck } from '../check.ts';

export const waysBack: PreflightCheck = {
  id: 'ways-back',
  asks: 'Is there a way back for each file?',
  source: 'https://www.postgresql.org/docs/current/continuous-archiving.html',
  ask({ plan, runs, forwardOnly }) {
    const without = plan.filter(({ checksums, name }) => checksums.down === null && !forwardOnly.has(name));
    if (without.length === 0) return ok(plan.length === 0 ? 'nothing is pending' : 'each has one, or says why not');
    const reversible = runs.some(({ migration }) => migration.reversible);
    return warn(
      without.length === plan.length ? 'none has one' : `${without.length} of ${plan.length} have none`,
      reversible
        ? 'Write what undoes it; where nothing needs to be undone, say so with SELECT 1;'
        : 'This layout has no place for one: the way back is a new migration. Know what it would be.',
      reversible ? without.map(({ name }) => name) : [],
    );
  },
};

import { beforeAll, describe, expect, it } from 'vitest';
import { agreementTable, compareAll, type Comparison } from './compare.ts';
import { DIFFERENCES } from './differences.ts';
import { judgeWithCheck } from './judge-with-check.ts';
import { createJudge } from './judge.ts';
import { CASES, MORE_CASES } from './measurements.ts';

/** Case-versions that agree on outcome, locks and work. It only ever rises. */
const REACHED = 4056;
const MORE_REACHED = 4386;

describe('what is said of a statement, against what servers did', () => {
  let found: readonly Comparison[] = [];
  let more: readonly Comparison[] = [];
  beforeAll(async () => {
    const judge = createJudge();
    found = await compareAll(CASES, judge);
    more = await compareAll(MORE_CASES, judge);
    process.stdout.write(`${agreementTable(found)}\n\nof the cases taken later\n${agreementTable(more)}\n`);
    // Milliseconds; it takes seconds, and on a busy machine many.
  }, 300_000);
  const differing = (list: readonly Comparison[]): readonly Comparison[] => list.filter(({ differences }) => differences.length > 0);

  it('compares every case-version that was measured', () => {
    expect(found).toHaveLength(4122);
  });

  it('agrees where it agreed before', () => {
    expect(found.length - differing(found).length).toBeGreaterThanOrEqual(REACHED);
    expect(more.length - differing(more).length).toBeGreaterThanOrEqual(MORE_REACHED);
  });

  it('differs where the reason is known, and nowhere else', () => {
    const unexplained = differing([...found, ...more]).filter(({ kase }) => !(kase.name in DIFFERENCES));
    expect(unexplained.map(({ kase, version, differences }) => `${kase.name} on ${version}: ${differences.join('; ')}`)).toEqual([]);
  });

  it('explains no difference that is gone', () => {
    const names = new Set(differing([...found, ...more]).map(({ kase }) => kase.name));
    expect(Object.keys(DIFFERENCES).filter((name) => !names.has(name))).toEqual([]);
  });

  it('never says that a statement must fail which went through', () => {
    const wrong = differing([...found, ...more]).filter(({ differences }) =>
      differences.some((each) => each.startsWith('server: goes through')),
    );
    expect(wrong.map(({ kase, version }) => `${kase.name} on ${version}`)).toEqual([]);
  });

  it("says the same through the library's door", async () => {
    const some = CASES.filter((_, index) => index % 10 === 0).map((kase) => ({
      ...kase,
      outcomes: kase.outcomes.filter(({ versions }) => versions.includes(17)).map((each) => ({ ...each, versions: [17] })),
    }));
    const judged = await compareAll(some, judgeWithCheck);
    const brief = (list: readonly Comparison[]): readonly string[] =>
      list.map(({ kase, differences }) => `${kase.name} ${differences.join('; ')}`);
    const names = new Set(some.map(({ name }) => name));
    expect(brief(judged)).toEqual(brief(found.filter(({ kase, version }) => version === 17 && names.has(kase.name))));
  }, 60_000);
});

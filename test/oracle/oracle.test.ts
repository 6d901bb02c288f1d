import { beforeAll, describe, expect, it } from 'vitest';
import { agreementTable, compareAll, type Comparison, harmless } from './compare.ts';
import { DIFFERENCES, HARMLESS, LEFT_OPEN } from './differences.ts';
import { judgeWithCheck } from './judge-with-check.ts';
import { createJudge } from './judge.ts';
import { CASES, FRESH_CASES, MORE_CASES, ROW_CASES } from './measurements.ts';

/** Case-versions that agree on outcome, locks and work. It only ever rises. */
const REACHED = 4098;
const MORE_REACHED = 6306;
const FRESH_REACHED = 2364;

describe('what is said of a statement, against what servers did', () => {
  let found: readonly Comparison[] = [];
  let more: readonly Comparison[] = [];
  let fresh: readonly Comparison[] = [];
  beforeAll(async () => {
    const judge = createJudge();
    found = await compareAll(CASES, judge);
    more = await compareAll([...MORE_CASES, ...ROW_CASES], judge);
    fresh = await compareAll(FRESH_CASES, judge);
    process.stdout.write(
      `${agreementTable(found)}\n\nof the cases taken later\n${agreementTable(more)}\n\nof those written without a look at the table\n${agreementTable(fresh)}\n`,
    );
    // Milliseconds; it takes seconds, and on a busy machine many.
  }, 300_000);
  const differing = (list: readonly Comparison[]): readonly Comparison[] => list.filter(({ differences }) => differences.length > 0);

  it('compares every case-version that was measured', () => {
    expect(found).toHaveLength(4122);
  });

  it('agrees where it agreed before', () => {
    expect(found.length - differing(found).length).toBeGreaterThanOrEqual(REACHED);
    expect(more.length - differing(more).length).toBeGreaterThanOrEqual(MORE_REACHED);
    expect(fresh.length - differing(fresh).length).toBeGreaterThanOrEqual(FRESH_REACHED);
  });

  it('differs where the reason is known, and nowhere else', () => {
    const unexplained = differing([...found, ...more, ...fresh]).filter(({ kase }) => !(kase.name in DIFFERENCES));
    expect(unexplained.map(({ kase, version, differences }) => `${kase.name} on ${version}: ${differences.join('; ')}`)).toEqual([]);
  });

  it('explains no difference that is gone', () => {
    const names = new Set(differing([...found, ...more, ...fresh]).map(({ kase }) => kase.name));
    expect(Object.keys(DIFFERENCES).filter((name) => !names.has(name))).toEqual([]);
  });

  it('never says that a statement must fail which went through', () => {
    const wrong = differing([...found, ...more, ...fresh]).filter(({ differences }) =>
      differences.some((each) => each.startsWith('server: goes through')),
    );
    expect(wrong.map(({ kase, version }) => `${kase.name} on ${version}`)).toEqual([]);
  });

  it('leaves open what the data decide, or a name that no file mentions, and nothing else', () => {
    const open = [...found, ...more, ...fresh].filter(({ differences, may }) => differences.length === 0 && may !== undefined);
    const unexplained = open.filter(({ may }) => may !== undefined && LEFT_OPEN[may.said] === undefined);
    expect(unexplained.map(({ kase, version, may }) => `${kase.name} on ${version}: may be ${may?.said}; server ${may?.server}`)).toEqual(
      [],
    );
    const used = new Set(open.map(({ may }) => may?.said));
    expect(Object.keys(LEFT_OPEN).filter((code) => !used.has(code))).toEqual([]);
    // What stands open against a success is a matter of the rows.
    const alarms = open.filter(({ may }) => may?.server === 'goes through' && !/^(?:22|23|55006)/.test(may.said));
    expect(alarms.map(({ kase, version, may }) => `${kase.name} on ${version}: may be ${may?.said}`)).toEqual([]);
  });

  it('calls nothing harmless that stops reads or writes for as long as the data are large', async () => {
    const judge = createJudge();
    const wrong: string[] = [];
    for (const kase of [...CASES, ...MORE_CASES, ...ROW_CASES, ...FRESH_CASES])
      for (const observed of kase.outcomes)
        for (const version of observed.versions)
          if (observed.fails === undefined)
            wrong.push(...harmless(kase, observed, await judge(kase, version)).map((each) => `${each} on ${version}`));
    expect(wrong.filter((each) => !Object.keys(HARMLESS).some((name) => each.startsWith(`${name}:`)))).toEqual([]);
    expect(Object.keys(HARMLESS).filter((name) => !wrong.some((each) => each.startsWith(`${name}:`)))).toEqual([]);
  }, 300_000);

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

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { classOf, readCases, type Case } from '../../scripts/compare/cases.mjs';
import { claimOfOurs } from '../../scripts/compare/claims.mjs';
import { rowOf } from '../../scripts/compare/page.mjs';
import { scoreOf, type Said, type Score } from '../../scripts/compare/score.mjs';
import { check } from '../../src/index.ts';

// What the page says of sqlsafe is what sqlsafe says today. `npm run compare` asks the other tools as well.

const VERSION = 17;
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const cases = readCases(path('.'));

async function saidOf({ setup, session, body, how }: Case): Promise<Said> {
  const { findings } = await check({
    files: [
      { path: '1_setup.sql', text: setup },
      { path: '2_case.sql', text: session + body },
    ],
    target: { dialect: 'postgresql', version: String(VERSION) },
    layout: 'plain',
    transaction: 'statement',
    overrides: how === 'string' ? [{ files: ['2_case.sql'], transaction: 'string' }] : [],
    statements: false,
  });
  const first = session.split('\n').length;
  return findings
    .filter(({ file, range }) => file === '2_case.sql' && range.start.line >= first)
    .map((finding) => ({ rule: finding.rule, claim: claimOfOurs(finding) }));
}

describe('sqlsafe among other linters', () => {
  let score: Score;
  beforeAll(async () => {
    const measured = cases.filter((kase) => classOf(kase, VERSION) !== undefined);
    const said = new Map<string, Said>();
    for (const kase of measured) said.set(kase.name, await saidOf(kase));
    score = scoreOf(measured, VERSION, ({ name }) => said.get(name));
    // Milliseconds; it takes seconds, and on a busy machine many.
  }, 300_000);

  test('every case has a name of its own', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test('the page says it', () => {
    const page = readFileSync(path('COMPARISON.md'), 'utf8');
    const shown = /^\| sqlsafe .*$/m.exec(page)?.[0] ?? '';
    expect(
      shown
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    ).toEqual(rowOf({ tool: 'sqlsafe', score }));
  });

  test('so does the README, in a line', () => {
    const { outages, harmless } = score;
    expect(readFileSync(path('../../README.md'), 'utf8').replaceAll(/\s+/g, ' ')).toContain(
      `catches ${outages.hit} of ${outages.n} outages, with ${harmless.hit} false ${harmless.hit === 1 ? 'alarm' : 'alarms'} on ${harmless.n} harmless statements`,
    );
  });

  test('of a hundred outages 99 are caught, and of a hundred harmless statements two at most raise an alarm', () => {
    const { outages, harmless, brief } = score;
    expect(outages.n).toBeGreaterThan(300);
    expect(outages.hit / outages.n).toBeGreaterThanOrEqual(0.99);
    expect(harmless.n).toBeGreaterThan(250);
    expect(harmless.hit / harmless.n).toBeLessThanOrEqual(0.02);
    expect(brief.hit / brief.n).toBeLessThanOrEqual(0.02);
  });
});

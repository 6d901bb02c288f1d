import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compare, summarise, type Measured } from '../../scripts/durations/compare.mjs';
import { CASES, SHAPES } from '../../scripts/durations/shapes.mjs';
import { RANGE } from '../../src/effects/postgresql/duration/costs.ts';
import { check } from '../../src/index.ts';

// Times of real servers, against what is estimated from the sizes of the same tables.

const file = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const measured = JSON.parse(file('durations.json')) as readonly Measured[];
const compared = await compare(measured, check, RANGE.faster);
const usual = compared.filter(({ server }) => !server.includes('wal_compression'));

describe('estimates of durations', () => {
  test('every shape was measured, with every statement', () => {
    expect([...new Set(compared.map(({ shape }) => shape))].toSorted()).toEqual(SHAPES.map(({ name }) => name).toSorted());
    expect([...new Set(compared.map(({ name }) => name))].toSorted()).toEqual(CASES.map(({ name }) => name).toSorted());
  });

  test('the README says how far they are from the truth', () => {
    const { count, median, worst, within } = summarise(usual.filter(({ fit }) => !fit));
    const compressed = Math.max(...compared.filter(({ server }) => server.includes('wal_compression')).map(({ factor }) => factor));
    const readme = file('../../README.md').replaceAll(/\s+/g, ' ');
    expect(readme).toContain(
      `${count} times, the estimate was off by a factor of ${median.toFixed(1)} in the median and of ${worst.toFixed(1)} at worst, and ${within} of them lay within the range`,
    );
    expect(readme).toContain(`up to ${compressed.toFixed(1)} times as long`);
  });

  test('nearly all times lie within the range that is said', () => {
    expect(usual.filter(({ within }) => !within).length).toBeLessThan(usual.length / 20);
  });
});

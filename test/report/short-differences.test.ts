import { expect, test } from 'vitest';
import { shortDifferences } from '../../src/report/short-differences.ts';

const long = (end: string): string => `function f() ${'a '.repeat(120)}${end}`;

test('short lines stay as they are, on one line', () => {
  expect(shortDifferences(['- column a', '+ rule r AS\n    ON DELETE'])).toEqual(['- column a', '+ rule r AS ON DELETE']);
});

test('a long line shows its beginning and where it differs from the one most like it', () => {
  const [gone, now] = shortDifferences([`- ${long('RETURN old')}`, `+ ${long('RETURN new')}`, '+ column a']);
  expect(gone).toMatch(/^- function f\(\) (?:a )+… (?:a )+RETURN old$/);
  expect(now).toMatch(/^\+ function f\(\) (?:a )+… (?:a )+RETURN new$/);
});

test('of one that is like no other the beginning is shown', () => {
  const [gone] = shortDifferences([`- ${long('')}`, '+ column a']);
  expect(gone).toMatch(/^- function .* …$/);
  expect(gone?.length).toBeLessThan(170);
});

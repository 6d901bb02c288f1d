import { describe, expect, it } from 'vitest';
import { compare, contradicts } from '../../src/effects/postgresql/proof.ts';
import type { Condition } from '../../src/model/expression.ts';
import type { PartitionBound } from '../../src/model/operation.ts';

const condition = (operator: Condition['operator'], ...values: string[]): Condition => ({ column: 'k', operator, values });
const range = (from: string, to: string): PartitionBound => ({ kind: 'range', from: [from], to: [to] });

describe('contradicts', () => {
  it.each([
    ['=', ['5'], range('0', '100'), false],
    ['=', ['5'], range('100', '200'), true],
    ['<', ['100'], range('100', '200'), true],
    ['<=', ['100'], range('100', '200'), false],
    ['>=', ['200'], range('100', '200'), true],
    ['in', ['1', '2'], range('100', '200'), true],
    ['in', ['1', '150'], range('100', '200'), false],
    ['=', ['2024-05-01'], range('2024-01-01', '2024-02-01'), true],
    ['=', ['5'], range('MINVALUE', 'MAXVALUE'), false],
  ] as const)('k %s %j against %j: %s', (operator, values, bound, expected) => {
    expect(contradicts([condition(operator, ...values)], ['k'], bound)).toBe(expected);
  });

  it('knows lists, and leaves hashes alone', () => {
    expect(contradicts([condition('=', 'a')], ['k'], { kind: 'list', from: ['b', 'c'], to: [] })).toBe(true);
    expect(contradicts([condition('=', 'b')], ['k'], { kind: 'list', from: ['b', 'c'], to: [] })).toBe(false);
    expect(contradicts([condition('=', '5')], ['k'], { kind: 'hash', from: ['4', '0'], to: [] })).toBe(false);
  });
});

describe('compare', () => {
  it('knows numbers and dates, and nothing else', () => {
    expect(compare('9', '10')).toBeLessThan(0);
    expect(compare('2024-02-01', '2024-02-01 00:00:00')).toBe(0);
    expect(compare('a', 'b')).toBeUndefined();
  });
});

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { base64, hex, sha1, sha256 } from '../../src/layouts/hash.ts';

const TEXTS = [
  '',
  'abc',
  'ä漢👍',
  ...[54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 100_001].map((length) => 'aé'.repeat(length).slice(0, length)),
];

test.each(TEXTS.map((text) => [text.length, text] as const))('SHA-1 and SHA-256 of %i characters are those of Node.js', (_, text) => {
  const whole = sha256();
  whole.update(text);
  expect(hex(sha1(text))).toBe(createHash('sha1').update(text).digest('hex'));
  expect(base64(whole.digest())).toBe(createHash('sha256').update(text).digest('base64'));
});

test('piece by piece it is the same, and a digest ends nothing', () => {
  const whole = sha256();
  for (const text of TEXTS) {
    whole.update(text);
    whole.digest();
  }
  expect(hex(whole.digest())).toBe(createHash('sha256').update(TEXTS.join('')).digest('hex'));
});

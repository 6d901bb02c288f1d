import { expect, test } from 'vitest';
import { visible } from '../../src/report/visible.ts';

test('control characters become pictures, so that no text can drive a terminal', () => {
  expect(visible('\u001b]0;owned\u0007\u001b[31mred')).toBe('␛]0;owned␇␛[31mred');
  expect(visible('a\r\nb\tc\u007f\u009b')).toBe('a␍␊b␉c␡<U+009B>');
});

test('characters that deceive the eye are named', () => {
  expect(visible('admin\u202e\u2066x\u200b')).toBe('admin<U+202E><U+2066>x<U+200B>');
  expect(visible('\ud800')).toBe('<U+D800>');
  expect(visible('a\u{e0041}b\u{e0100}c\u3164d\ufff9e')).toBe('a<U+E0041>b<U+E0100>c<U+3164>d<U+FFF9>e');
});

test('ordinary text of any script stays as it is, and what is to be kept is kept', () => {
  expect(visible('naïve 漢字 👍🏽 ❤️ Straße \u0600\u0661')).toBe('naïve 漢字 👍🏽 ❤️ Straße \u0600\u0661');
  expect(visible('a\nb\tc', '\n')).toBe('a\nb␉c');
});

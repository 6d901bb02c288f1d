import { expect, test } from 'vitest';
import { isDeceiving, visible } from '../../src/report/visible.ts';

test('control characters become pictures, so that no text can drive a terminal', () => {
  expect(visible('\u001b]0;owned\u0007\u001b[31mred')).toBe('␛]0;owned␇␛[31mred');
  expect(visible('a\r\nb\tc\u007f\u009b')).toBe('a␍␊b␉c␡<U+009B>');
});

test('characters that deceive the eye are named', () => {
  expect(visible('admin\u202e\u2066x\u200b')).toBe('admin<U+202E><U+2066>x<U+200B>');
  expect(visible('\ud800')).toBe('<U+D800>');
  expect(isDeceiving('a\u202eb')).toBe(true);
  expect(isDeceiving('naïve 漢字 👍')).toBe(false);
});

test('ordinary text of any script stays as it is, and what is to be kept is kept', () => {
  expect(visible('naïve 漢字 👍 Straße')).toBe('naïve 漢字 👍 Straße');
  expect(visible('a\nb\tc', '\n')).toBe('a\nb␉c');
});

import { expect, test } from 'vitest';
import { checksumsOf, normalise, sha256, sha256SoFar } from '../../src/execute/checksum.ts';
import type { Migration } from '../../src/model/migration.ts';

const migration = (text: string, upTo = text.length): Migration => {
  const file = { path: 'a.sql', text, raw: text, edits: [] };
  const section = (start: number, end: number): Migration['up'][number] => ({ file, span: { start, end }, transaction: 'auto' });
  return {
    id: 'a',
    index: 0,
    layout: 'plain',
    up: [section(0, upTo)],
    down: upTo === text.length ? [] : [section(upTo, text.length)],
    selected: true,
    reversible: true,
  };
};
const noMark = (): boolean => false;

test('line ends and blank lines around it are no edit; anything else is', () => {
  expect(normalise('\r\n  \r\nSELECT 1;\r\rSELECT 2;\r\n\r\n')).toBe('SELECT 1;\n\nSELECT 2;');
  const { normalised } = checksumsOf(migration('SELECT 1;\nSELECT 2;\n'), noMark);
  expect(checksumsOf(migration('SELECT 1;\r\nSELECT 2;'), noMark).normalised).toBe(normalised);
  expect(checksumsOf(migration('SELECT 1;\nSELECT 3;\n'), noMark).normalised).not.toBe(normalised);
});

test('the way back has its own: to mend it is no edit of the way up', () => {
  const before = checksumsOf(migration('CREATE TABLE a ();DROP TABLE b;', 18), noMark);
  const after = checksumsOf(migration('CREATE TABLE a ();DROP TABLE a;', 18), noMark);
  expect(after.normalised).toBe(before.normalised);
  expect(after.down).not.toBe(before.down);
  expect(after.sha256).not.toBe(before.sha256);
});

test('of the bytes: as sha256sum prints it, byte order mark included', () => {
  // printf 'SELECT 1;\n' | sha256sum
  expect(checksumsOf(migration('SELECT 1;\n'), noMark).sha256).toBe('b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd');
  // printf '\xef\xbb\xbfSELECT 1;\n' | sha256sum
  expect(checksumsOf(migration('SELECT 1;\n'), () => true).sha256).toBe('34b0bcbe990d70cd4adde7a8005ade4334f170e0625d767d78872a66515dec8a');
});

test('the hash of texts as they come is that of all of them together', () => {
  const soFar = sha256SoFar();
  expect([soFar('a'), soFar('é\n'), soFar('')]).toEqual([sha256('a'), sha256('aé\n'), sha256('aé\n')]);
});

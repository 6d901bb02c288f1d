import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/io/decode.ts';

const read = (bytes: Buffer | readonly number[] | string): unknown => {
  const { text, findings, problems } = decode('f.sql', Buffer.from(bytes as string));
  return {
    text,
    said: [
      ...findings.map((f) => `${f.rule}/${f.message} ${f.severity} ${f.range.start.line}:${f.range.start.column}`),
      ...problems.map(({ code }) => code),
    ],
  };
};
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

test('UTF-8, with and without a byte order mark', () => {
  expect(read('SELECT 1;')).toEqual({ text: 'SELECT 1;', said: [] });
  expect(read("SELECT 'größe 🙂';")).toEqual({ text: "SELECT 'größe 🙂';", said: [] });
  expect(read('\uFEFFSELECT 1;')).toEqual({ text: 'SELECT 1;', said: [] });
  expect(read("\uFEFFSELECT 'ö';")).toEqual({ text: "SELECT 'ö';", said: [] });
  expect(read('')).toEqual({ text: '', said: [] });
});

test('UTF-16 with a byte order mark is read, with a warning', () => {
  const text = "SELECT 'ö🙂';";
  const expected = { text, said: ['input-encoding/utf-16 warning 1:1'] };
  expect(read(utf16(`\uFEFF${text}`))).toEqual(expected);
  expect(read(utf16(`\uFEFF${text}`).swap16())).toEqual(expected);
});

test('UTF-16 without one is known by its NULs, and an error', () => {
  const text = 'CREATE TABLE t (id bigint PRIMARY KEY);\n';
  const expected = { text, said: ['input-encoding/utf-16 error 1:1'] };
  expect(read(utf16(text))).toEqual(expected);
  expect(read(utf16(text).swap16())).toEqual(expected);
});

test('a NUL in UTF-8 is an error where it stands, and the text stays whole', () => {
  expect(read('SELECT 1;\nSELECT 2;\0DROP TABLE t;')).toEqual({
    text: 'SELECT 1;\nSELECT 2;\0DROP TABLE t;',
    said: ['input-nul/nul error 2:10'],
  });
  expect(read("SELECT 'ö';\0")).toEqual({ text: "SELECT 'ö';\0", said: ['input-nul/nul error 1:12'] });
});

describe('bytes that are no UTF-8', () => {
  test.each([
    ['Latin-1', [...Buffer.from("SELECT 'gr"), 0xf6, ...Buffer.from("sse';")], 10, "SELECT 'gr\uFFFDsse';", '1:11'],
    ['a sequence cut short at the end', [...Buffer.from('a\nb'), 0xe2, 0x82], 3, 'a\nb\uFFFD', '2:2'],
    ['an overlong form', [0x61, 0xc0, 0xaf], 1, 'a\uFFFD\uFFFD', '1:2'],
    ['a surrogate', [0x61, 0xed, 0xa0, 0x80], 1, 'a\uFFFD\uFFFD\uFFFD', '1:2'],
    ['after other characters', [...Buffer.from('ö🙂'), 0xff], 6, 'ö🙂\uFFFD', '1:4'],
  ])('%s', (_, bytes, offset, text, place) => {
    expect(read(bytes)).toEqual({ text, said: [`input-encoding/utf-8 error ${place}`] });
    expect(decode('f.sql', Buffer.from(bytes)).findings[0]?.text).toContain(`at offset ${offset}.`);
  });
});

test('what is no text at all is refused and never unpacked', () => {
  const tar = Buffer.alloc(1024);
  tar.write('ustar', 257);
  const inputs = [
    gzipSync(Buffer.alloc(2 ** 20)),
    [0x50, 0x4b, 3, 4, 0, 0],
    tar,
    'PGDMP\x01\x0e\x00',
    'SQLite format 3\0',
    [0x28, 0xb5, 0x2f, 0xfd, 0, 0],
  ];
  expect(inputs.map((bytes) => read(bytes as string))).toEqual(inputs.map(() => ({ text: undefined, said: ['input-binary'] })));
});

test('text that only begins like something else is text', () => {
  expect(read('PKs are dropped;')).toEqual({ text: 'PKs are dropped;', said: [] });
});

import { expect, test } from 'vitest';
import { crc32, flywayChecksum, javaHash, lineEndVariants, sha384 } from '../../../src/execute/other-tools/checksums.ts';

test('CRC-32 as in zip, also piece by piece', () => {
  // The check value of the algorithm's catalogue.
  expect(crc32('123456789')).toBe(0xcbf43926);
  expect(crc32('56789', crc32('1234'))).toBe(0xcbf43926);
  expect(crc32('')).toBe(0);
});

test("Flyway's checksum goes line by line, whatever ends the lines; its own values", () => {
  expect(flywayChecksum('CREATE TABLE a(id int);')).toBe(1032505041);
  for (const text of ['a\nb', 'a\r\nb', 'a\rb\n', '\uFEFFa\nb\n']) expect(flywayChecksum(text)).toBe(-1635563411);
  expect(flywayChecksum('a\n\nb')).toBe(flywayChecksum('ab'));
  expect(flywayChecksum('a b')).not.toBe(flywayChecksum('a\nb'));
});

test("Java's hash of a text", () => {
  expect(javaHash('')).toBe(0);
  expect(javaHash('hello')).toBe(99162322);
  // Two texts that are known to collide, and one that overflows.
  expect(javaHash('Aa')).toBe(javaHash('BB'));
  expect(javaHash('polygenelubricants')).toBe(-2147483648);
});

test('SHA-384 of the bytes: the standard’s own value', () => {
  expect(sha384('abc')).toBe('cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7');
  expect(sha384('a\r\n')).not.toBe(sha384('a\n'));
});

test('line ends are no edit to Prisma', () => {
  const [, unix, windows] = lineEndVariants('SELECT 1;\n');
  expect(lineEndVariants('SELECT 1;\r\n')).toContain(unix);
  expect(lineEndVariants('SELECT 1;\n')).toContain(windows);
  expect(unix).not.toBe(windows);
});

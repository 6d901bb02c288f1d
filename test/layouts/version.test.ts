import { expect, test } from 'vitest';
import { directionOf } from '../../src/layouts/direction.ts';
import { normalizePath, parentOf, pathBelow } from '../../src/layouts/path.ts';
import { naturalCompare, versionOf } from '../../src/layouts/version.ts';

test.each([
  ['0007_users.sql', '0007', ['7']],
  ['V1_users.sql', '1', ['1']],
  ['1.10.2-users.sql', '1.10.2', ['1', '10', '2']],
  ['migration-2-0047-20260421.sql', '2-0047-20260421', ['2', '47', '20260421']],
  ['0001_2fa.sql', '0001', ['1']],
  ['001-2fa.sql', '001', ['1']],
  ['20150100000001000000_x.up.sql', '20150100000001000000', ['20150100000001000000']],
  ['users.sql', '', []],
])('the version of %s', (name, text, numbers) => {
  expect(versionOf(name)).toEqual({ text, numbers });
});

test('numbers of any length are compared as numbers, the rest by code unit', () => {
  const names = ['10_a', '9_b', '9_B', '1.10/2', '1.9/3', '20150100000001000001_x', '20150100000001000000_x', '009_b'];
  expect(names.toSorted(naturalCompare)).toEqual([
    '1.9/3',
    '1.10/2',
    '9_B',
    '009_b',
    '9_b',
    '10_a',
    '20150100000001000000_x',
    '20150100000001000001_x',
  ]);
});

test.each([
  ['1_x.up.sql', 'up', '1_x', true],
  ['1_x.undo.sql', 'down', '1_x', true],
  ['1_x_down.sql', 'down', '1_x', false],
  ['1_x-rollback.sql', 'down', '1_x', false],
  ['1_shutdown.sql', 'up', '1_shutdown', true],
  ['rollback/1_x.sql', 'down', '1_x', true],
  ['1_x/down.sql', 'down', '', true],
])('the direction of %s', (path, direction, stem, certain) => {
  expect(directionOf(path)).toEqual({ direction, stem, certain });
});

test('paths', () => {
  expect(['./a//b/../c', '/../x', '../y', 'a/..', ''].map(normalizePath)).toEqual(['a/c', '/x', '../y', '', '']);
  expect(['a/b', 'a', '', '/a', '/'].map(parentOf)).toEqual(['a', '', undefined, '/', undefined]);
  expect([pathBelow('a', 'a/b/c'), pathBelow('a', 'ab/c'), pathBelow('', 'x'), pathBelow('/', '/x'), pathBelow('', '/x')]).toEqual([
    'b/c',
    undefined,
    'x',
    'x',
    undefined,
  ]);
});

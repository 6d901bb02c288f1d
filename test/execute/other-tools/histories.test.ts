import { expect, test } from 'vitest';
import type { Compared } from '../../../src/execute/compare.ts';
import type { MigrationState } from '../../../src/execute/journal/read.ts';
import { differences } from '../../../src/execute/other-tools/histories.ts';
import type { TheirRow } from '../../../src/execute/other-tools/tool.ts';

const ours = (id: string, state?: MigrationState): Compared =>
  ({ id, name: `db/${id}`, record: state === undefined ? undefined : { id, state } }) as unknown as Compared;
const theirs = (id: string | undefined, more: Partial<TheirRow> = {}): TheirRow => ({
  key: id ?? 'gone',
  file: id === undefined ? undefined : { id, key: id, name: `db/${id}`, local: id, text: '' },
  state: 'applied',
  checksum: 'same',
  ...more,
});

test('what becomes of each of their rows', () => {
  const { taken, withoutFile, onlyOurs, notes } = differences(
    {
      rows: [
        theirs('same'),
        theirs('none', { checksum: 'none' }),
        theirs('edited', { checksum: 'other' }),
        theirs('again', { checksum: 'other', repeatable: true }),
        theirs('begun', { state: 'begun' }),
        theirs('known', { checksum: 'other' }),
        theirs('doubted'),
        theirs('halfway', { state: 'begun' }),
        theirs(undefined),
      ],
      notes: ['a note'],
    },
    [
      ...['same', 'none', 'edited', 'again', 'begun', 'pending'].map((id) => ours(id)),
      ours('known', 'applied'),
      ours('doubted', 'unknown'),
      ours('mine', 'baselined'),
      ours('failed', 'failed'),
      ours('halfway', 'running'),
    ],
  );
  expect(taken.map(({ id, as }) => [id, as])).toEqual([
    ['same', 'applied'],
    ['none', 'baselined'],
    ['edited', 'edited'],
    ['again', 'changed'],
    ['begun', 'unknown'],
    ['known', 'there'],
    // They know more than we did.
    ['doubted', 'applied'],
    // We have begun it ourselves.
    ['halfway', 'there'],
  ]);
  expect(withoutFile).toEqual(['gone']);
  expect(onlyOurs).toEqual(['mine']);
  expect(notes).toEqual(['a note']);
});

import { expect, test } from 'vitest';
import { check } from '../../src/index.ts';

const adviceOn = async (statement: string): Promise<string | undefined> => {
  const { findings } = await check({
    files: [
      { path: '1.sql', text: 'CREATE TABLE u (id bigint PRIMARY KEY); CREATE TABLE t (id bigint PRIMARY KEY);' },
      { path: '2.sql', text: `SET lock_timeout = '2s'; ${statement}` },
    ],
    layout: 'plain',
  });
  return findings.find(({ rule }) => rule === 'add-unique-blocking')?.instead?.text;
};

test('steps that add a unique column bare say what they leave out of it', async () => {
  const advice = await adviceOn('ALTER TABLE t ADD COLUMN x bigint NOT NULL DEFAULT random() UNIQUE REFERENCES u (id);');
  expect(advice).toContain('Not in these steps, and still to add: NOT NULL of x, the foreign key of x.');
});

test('nothing is said of it where nothing is left out', async () => {
  const advice = await adviceOn('ALTER TABLE t ADD COLUMN x bigint UNIQUE;');
  expect(advice).toContain('CONCURRENTLY');
  expect(advice).not.toContain('Not in these steps');
});

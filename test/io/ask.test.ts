import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { ask } from '../../src/io/ask.ts';

async function answered(typed: string): Promise<{ answer: boolean; shown: string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  input.end(typed);
  const answer = await ask('Write it?', input, output);
  return { answer, shown: String(output.read()) };
}

test.each(['y\n', 'Y\r\n', '\n', 'yes\n', ' YES \n'])('%j is a yes', async (typed) => {
  expect(await answered(typed)).toEqual({ answer: true, shown: 'Write it? [Y/n] ' });
});

test.each(['n\n', 'no\n', 'what?\n', ''])('%j is a no', async (typed) => {
  expect((await answered(typed)).answer).toBe(false);
});

import { expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { boardOn } from '../../../src/cli/targets/board.ts';

/** What a terminal shows after all that was written. It knows what the board uses: line ends, return, up, and erasing what is below. */
function shown(written: string): readonly string[] {
  const lines = [''];
  let [row, column] = [0, 0];
  for (const [part] of written.matchAll(/\u001B\[(?:\d+A|J)|\r|\n|[^\u001B\r\n]+/g)) {
    if (part === '\r') column = 0;
    else if (part === '\n') {
      row += 1;
      column = 0;
      lines[row] ??= '';
    } else if (part.endsWith('A') && part.startsWith('\u001B')) row -= Number(part.slice(2, -1));
    else if (part === '\u001B[J') {
      lines[row] = (lines[row] ?? '').slice(0, column);
      lines.length = row + 1;
    } else {
      lines[row] = `${(lines[row] ?? '').slice(0, column)}${part}`;
      column += part.length;
    }
  }
  return lines;
}

const screen = (columns = 60, rows = 10) => {
  let written = '';
  return { columns, rows, write: (text: string) => void (written += text), lines: () => shown(written) };
};

test('how far all are, and a line for each that runs; others write above', async () => {
  const on = screen();
  const board = boardOn(on, 3, 5);
  const [a, b] = [board.begin('a'), board.begin('long name')];
  b.begin('CREATE INDEX i ON t (x)');
  await sleep(30);
  expect(on.lines()[0]).toBe('  0 of 3 done');
  expect(on.lines()[1]).toMatch(/^ {2}a +\d+ ms {2}looking$/);
  expect(on.lines()[2]).toMatch(/^ {2}long name +\d+ ms {2}CREATE INDEX i ON t \(x\)$/);
  a.done(false);
  board.above(() => on.write('a is through\n'));
  expect(on.lines().slice(0, 2)).toEqual(['a is through', '  1 of 3 done, 1 failed']);
  expect(on.lines()).toHaveLength(3);
  b.done(true);
  board.end();
  expect(on.lines()).toEqual(['a is through', '']);
});

test('no line is longer, and no more of them, than the terminal has room for', async () => {
  const on = screen(20, 4);
  const board = boardOn(on, 9, 5);
  for (const name of ['a', 'b', 'c', 'd', 'e']) board.begin(name).begin('SELECT 漢字 FROM a_very_long_table');
  await sleep(30);
  expect(on.lines()).toHaveLength(3);
  for (const line of on.lines()) expect(line.length).toBeLessThan(20);
  board.end();
});

test('without a terminal nothing is shown, and what is written is written', () => {
  const board = boardOn(undefined, 1);
  board.begin('a');
  let written = 0;
  board.above(() => void (written += 1));
  board.end();
  expect(written).toBe(1);
});

import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readStdin } from '../../src/io/read-stdin.ts';

test('a stream is a file, however it is cut', async () => {
  const bytes = Buffer.from("\uFEFFSELECT '🙂';");
  const pieces = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  expect(await readStdin(Readable.from(pieces), '-', 100)).toEqual({ text: "SELECT '🙂';", hasMark: true, findings: [], problems: [] });
});

test('more than the limit is refused while it comes in', async () => {
  let given = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) {
        given += 10;
        yield Buffer.alloc(10, 'x');
      }
    })(),
  );
  const reading = await readStdin(endless, 'x.sql', 100);
  expect([reading.text, reading.findings.map(({ rule }) => rule)]).toEqual([undefined, ['input-too-large']]);
  expect(given).toBeLessThan(1000);
});

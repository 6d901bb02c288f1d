import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/index.ts';
import { readMarks } from '../support/fixture.ts';

// What people are told to write, file by file as a guide has it. Each folder is one project; the marks are what sqlsafe owes its reader.

const folder = new URL('../../fixtures/guides/', import.meta.url);
const guides = readdirSync(folder).map((name) => ({
  name,
  files: readdirSync(new URL(`${name}/`, folder))
    .sort()
    .map((path) => ({ path, text: readFileSync(new URL(`${name}/${path}`, folder), 'utf8') })),
}));

describe.each([10, 13, 17, 18])('PostgreSQL %s', (version) => {
  test.each(guides.map(({ name, files }) => [name, files] as const))('%s', async (_, files) => {
    const report = await check({ files, target: { dialect: 'postgresql', version: String(version) } });
    const found = report.findings.map(({ file, range, rule, message }) => `${file}:${range.start.line} ${rule}/${message}`).sort();
    const marked = files
      .flatMap(({ path, text }) =>
        text.split('\n').flatMap((line, at) =>
          readMarks(line, at + 1)
            .filter(({ holds }) => holds(version))
            .map(({ name, line: number }) => `${path}:${number} ${name}`),
        ),
      )
      .sort();
    expect(found).toEqual(marked);
  });
});

test('a runner that puts the file into one transaction can not build the index', async () => {
  const files = guides.find(({ name }) => name === 'two-in-one-section')?.files ?? [];
  const report = await check({ files, transaction: 'file' });
  expect(report.findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { rule: 'transaction-failing', message: 'concurrently-in-transaction' },
  ]);
});

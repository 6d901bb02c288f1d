import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkTree } from '../../src/index.ts';
import { diskTree } from '../../src/io/disk-tree.ts';

const cwd = fileURLToPath(new URL('../../fixtures/histories', import.meta.url));

test('a history in which every change is made well has no finding at all', async () => {
  const { report, problems } = await checkTree(diskTree({ cwd, maxFileSize: 2 ** 20 }), ['clean'], {});
  expect(problems).toEqual([]);
  expect(report.findings.map(({ rule, file, text }) => `${rule} ${file}: ${text}`)).toEqual([]);
  expect(report.files.map(({ file, transaction, statements }) => [file, transaction, statements])).toEqual([
    ['clean/0001_create_orders.sql', 'file', 2],
    ['clean/0002_add_status.sql', 'file', 2],
    ['clean/0003_index_customer.sql', 'statement', 1],
    ['clean/0004_reference_customer.sql', 'file', 2],
    ['clean/0005_validate_customer.sql', 'file', 2],
  ]);
});

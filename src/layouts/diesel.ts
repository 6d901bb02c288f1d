import type { Section } from '../model/migration.ts';
import { groupBy } from './group.ts';
import { whole, type Folder, type Layout, type SqlFile } from './layout.ts';
import { duplicates } from './order-findings.ts';
import { byCodeUnit, joinPath, nameOf, parentOf } from './path.ts';
import { trimZeros } from './version.ts';

const NO_TRANSACTION = /^[ \t]*run_in_transaction[ \t]*=[ \t]*false\b/m;
const isPart = (file: SqlFile, direction: 'up' | 'down'): boolean => nameOf(file.local) === `${direction}.sql`;

/** What stands before the first `_`, without dashes; diesel compares it as a string. */
const versionOf = (id: string): string => (id.split('_')[0] ?? id).replaceAll('-', '');

/** `run_in_transaction = false` in `metadata.toml`: the file is sent as one string then. */
function transactionOf({ tree, root }: Folder, id: string): Section['transaction'] {
  const path = joinPath(joinPath(root, id), 'metadata.toml');
  if (tree.kind(path) !== 'file') return 'file';
  return NO_TRANSACTION.test(tree.read(path).text ?? '') ? 'string' : 'file';
}

/** `20240101120000_name/up.sql` and `down.sql`; Hasura's folders look the same and run in a transaction too. */
export const diesel: Layout = {
  name: 'diesel',
  detect: ({ files }) =>
    files.some((file) => file.local.includes('/') && isPart(file, 'up')) && !files.some(({ local }) => !local.includes('/')),
  order(folder) {
    const byId = groupBy(folder.files, ({ local }) => parentOf(local) ?? '');
    const steps = [...byId]
      .toSorted(([a], [b]) => byCodeUnit(versionOf(a), versionOf(b)) || byCodeUnit(a, b))
      .flatMap(([id, files]) => {
        const of = (direction: 'up' | 'down'): Section[] =>
          files.filter((f) => isPart(f, direction)).map((f) => whole(f.source, transactionOf(folder, id)));
        const step = { id, version: { numbers: [trimZeros(versionOf(id))], text: versionOf(id) }, up: of('up'), down: of('down') };
        return step.up.length + step.down.length > 0 ? [step] : [];
      });
    return {
      steps,
      left: folder.files.filter((f) => !isPart(f, 'up') && !isPart(f, 'down')).map(({ source }) => whole(source, 'auto')),
      reversible: true,
      findings: duplicates(steps, 'warning', 'diesel records versions, not names: where one of the two has run, the other never does.'),
    };
  },
};

import type { Section } from '../model/migration.ts';
import { whole, type Folder, type Layout } from './layout.ts';
import { duplicates, widths } from './order-findings.ts';
import { byCodeUnit, joinPath, nameOf, parentOf, stemOf } from './path.ts';
import { packageVersion, textAt } from './tool-config.ts';

// https://github.com/supabase/cli, pkg/migration/list.go and file.go
const NAME = /^\d+_.*\.sql$/;

/**
 * The CLI sends a file as one pipeline with its own INSERT behind it, which is a transaction. From 2.109 on (supabase/cli #5671) it takes
 * CREATE INDEX CONCURRENTLY and what else can't run there out of it, DROP INDEX CONCURRENTLY a little later (#6276); statements before
 * and after are then transactions of their own. Without a version to be seen the older way is assumed: what passes there passes in both.
 */
function modeOf({ tree, root }: Folder): (text: string) => Section['transaction'] {
  const version = packageVersion(tree, root, ['supabase']);
  const atLeast = (minor: number): boolean => version !== undefined && (version[0] > 2 || (version[0] === 2 && version[1] >= minor));
  return (text) => (atLeast(117) || (atLeast(109) && !/\bdrop\s+index\s+concurrently\b/i.test(text)) ? 'auto' : 'file');
}

/** `supabase/migrations/20240101120000_name.sql` beside `supabase/config.toml`; there are no down parts. */
export const supabase: Layout = {
  name: 'supabase',
  detect: ({ tree, root }) =>
    nameOf(root) === 'migrations' &&
    (nameOf(parentOf(root) ?? '') === 'supabase' ||
      /^[ \t]*project_id[ \t]*=/m.test(textAt(tree, joinPath(parentOf(root) ?? '', 'config.toml')))),
  order(folder) {
    const modeFor = modeOf(folder);
    const own = folder.files.filter(({ local }) => NAME.test(local));
    const steps = own
      .toSorted((a, b) => byCodeUnit(a.local, b.local))
      .map(({ local, source }) => ({ id: stemOf(local), up: [whole(source, modeFor(source.text))], down: [] }));
    return {
      steps,
      left: folder.files.filter((file) => !own.includes(file)).map(({ source }) => whole(source, 'auto')),
      reversible: false,
      findings: [
        ...duplicates(steps, 'error', 'Supabase records versions: the second fails on the key of its history table.'),
        ...widths(steps, 'warning', 'The Supabase CLI goes by name.'),
      ],
    };
  },
};

import type { Section } from '../model/migration.ts';
import { groupBy } from './group.ts';
import { whole, type Folder, type Layout } from './layout.ts';
import { duplicates } from './order-findings.ts';
import { joinPath, parentOf } from './path.ts';
import { textAt, upwards } from './tool-config.ts';
import { naturalCompare } from './version.ts';

/** Milliseconds since 1970, as `hasura migrate create` writes them. */
const STAMP = /^\d{13}(?:_|$)/;
const CONFIG = /^[ \t]*(?:metadata_directory|migrations_directory|admin_secret|endpoint)[ \t]*:/m;

/** `migrations/<database>/<stamp>_<name>`: two folders below the project, or one in its older version. */
const hasConfig = ({ tree, root }: Folder): boolean =>
  upwards(tree, root)
    .slice(0, 3)
    .some((at) => ['config.yaml', 'config.yml'].some((name) => CONFIG.test(textAt(tree, joinPath(at, name)))));

const partOf = (local: string): 'up' | 'down' | undefined => {
  const name = /^[^/]+\/(up|down)\.sql$/.exec(local)?.[1];
  return name === 'up' || name === 'down' ? name : undefined;
};

/** `1620000000000_name/up.sql` and `down.sql`; each is one string that the server runs in a transaction, and none can leave it. */
export const hasura: Layout = {
  name: 'hasura',
  detect: (folder) =>
    folder.files.some(({ local }) => partOf(local) !== undefined) &&
    (folder.files.every(({ local }) => STAMP.test(local)) || hasConfig(folder)),
  order({ files }) {
    const steps = Array.from(
      groupBy(
        files.filter(({ local }) => partOf(local) !== undefined),
        ({ local }) => parentOf(local) ?? '',
      ),
      ([id, parts]) => {
        const of = (direction: 'up' | 'down'): Section[] =>
          parts.filter(({ local }) => partOf(local) === direction).map(({ source }) => whole(source, 'file'));
        return { id, up: of('up'), down: of('down') };
      },
    ).toSorted((a, b) => naturalCompare(a.id, b.id));
    return {
      steps,
      left: files.filter(({ local }) => partOf(local) === undefined).map(({ source }) => whole(source, 'auto')),
      reversible: true,
      findings: duplicates(steps, 'error', 'Hasura knows migrations by their version, and takes two of one for one.'),
    };
  },
};

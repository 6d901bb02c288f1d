import type { Section } from '../model/migration.ts';
import type { Dialect } from '../model/target.ts';
import { orderFinding, whole, type Folder, type Layout } from './layout.ts';
import { byCodeUnit, joinPath, nameOf, parentOf } from './path.ts';
import { packageVersion } from './tool-config.ts';

const PROVIDERS: { readonly [provider: string]: Dialect | undefined } = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  mysql: 'mysql',
  sqlite: 'sqlite',
};

/**
 * Prisma sends a PostgreSQL file as one string. From 7.4 on it cuts it into statements first, each for itself
 * (prisma-engines #5767, #5799), if its own parser reads the whole file; that knows no DROP INDEX CONCURRENTLY (#5847, open), and then
 * the file goes as one string as before. Without a version to be seen the older way is assumed: what passes there passes in both.
 */
function transactionOf(text: string, version: readonly [number, number] | undefined): Section['transaction'] {
  const splits = version !== undefined && (version[0] > 7 || (version[0] === 7 && version[1] >= 4));
  return splits && !/\bdrop\s+index\s+concurrently\b/i.test(text) ? 'statement' : 'string';
}

function lockedTo({ tree, root }: Folder): string | undefined {
  const path = joinPath(root, 'migration_lock.toml');
  if (tree.kind(path) !== 'file') return undefined;
  return /^[ \t]*provider[ \t]*=[ \t]*"([^"\n]*)"/m.exec(tree.read(path).text ?? '')?.[1];
}

/** `20240101120000_name/migration.sql` beside `migration_lock.toml`; there are no down parts. */
export const prisma: Layout = {
  name: 'prisma',
  detect: ({ files }) => files.some(({ local }) => local.endsWith('/migration.sql')),
  order(folder) {
    const provider = lockedTo(folder);
    if (provider !== undefined && PROVIDERS[provider] !== undefined && PROVIDERS[provider] !== folder.dialect) {
      return {
        steps: [],
        left: [],
        reversible: false,
        findings: [],
        skipped: [{ path: folder.root, reason: `migration_lock.toml says ${provider}` }],
      };
    }
    const version = packageVersion(folder.tree, folder.root, ['prisma', '@prisma/client']);
    const own = folder.files.filter(({ local }) => /^[^/]+\/migration\.sql$/.test(local));
    const steps = own
      .map(({ local, source }) => ({ id: parentOf(local) ?? local, up: [whole(source, transactionOf(source.text, version))], down: [] }))
      .toSorted((a, b) => byCodeUnit(a.id, b.id));
    // `prisma migrate diff` can write a way back; Prisma itself never runs it.
    const down = folder.files.filter(({ local }) => nameOf(local) === 'down.sql');
    const withDown = steps.map((step) => ({
      ...step,
      down: down.filter(({ local }) => parentOf(local) === step.id).map(({ source }) => whole(source, 'string')),
    }));
    return {
      steps: withDown,
      left: folder.files.filter((file) => !own.includes(file) && !down.includes(file)).map(({ source }) => whole(source, 'auto')),
      reversible: false,
      findings: own
        .filter(({ local }) => !/^\d/.test(local))
        .map(({ source, local }) =>
          orderFinding(
            source.path,
            'unnumbered',
            'warning',
            `${parentOf(local) ?? local} begins with no timestamp.`,
            'Prisma goes by folder name: it runs after all numbered ones, whenever it was written.',
            'Begin the folder name with the time of its creation.',
          ),
        ),
    };
  },
};

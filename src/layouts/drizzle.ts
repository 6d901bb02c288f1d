import type { FileFinding } from '../model/finding.ts';
import type { Dialect } from '../model/target.ts';
import { orderFinding, whole, type Folder, type Layout, type Ordered } from './layout.ts';
import { byCodeUnit, joinPath, nameOf, parentOf, stemOf } from './path.ts';

interface Journal {
  readonly dialect: string | undefined;
  readonly entries: readonly { readonly tag: string; readonly when: number }[];
}

const DIALECTS: { readonly [name: string]: Dialect | undefined } = {
  postgresql: 'postgresql',
  pg: 'postgresql',
  mysql: 'mysql',
  sqlite: 'sqlite',
  turso: 'sqlite',
};
const journalPath = (root: string): string => joinPath(joinPath(root, 'meta'), '_journal.json');

function journalOf(text: string): Journal | undefined {
  try {
    const journal = JSON.parse(text) as { dialect?: unknown; entries?: unknown };
    if (!Array.isArray(journal.entries)) return undefined;
    const entries = journal.entries.flatMap((entry: unknown) => {
      const { tag, when } = (entry ?? {}) as { tag?: unknown; when?: unknown };
      return typeof tag === 'string' ? [{ tag, when: typeof when === 'number' ? when : Number.NaN }] : [];
    });
    return { dialect: typeof journal.dialect === 'string' ? journal.dialect : undefined, entries };
  } catch {
    return undefined;
  }
}

/** 0.x: `0000_tag.sql` in the order of `meta/_journal.json`; all pending files in one transaction. */
function orderByJournal(folder: Folder): Ordered {
  const path = journalPath(folder.root);
  const journal = journalOf(folder.tree.read(path).text ?? '');
  const shown = folder.tree.display(path);
  if (journal === undefined) {
    const steps = folder.files.map(({ local, source }) => ({ id: stemOf(local), up: [whole(source, 'file')], down: [] }));
    const problem = {
      code: 'journal-unreadable',
      text: `${shown} is no drizzle journal; the files are taken in the order of their names.`,
      file: shown,
    };
    return { steps, left: [], reversible: false, findings: [], problems: [problem] };
  }
  const dialect = journal.dialect === undefined ? undefined : DIALECTS[journal.dialect];
  if (dialect !== undefined && dialect !== folder.dialect) {
    return {
      steps: [],
      left: [],
      reversible: false,
      findings: [],
      skipped: [{ path: folder.root, reason: `its journal says ${journal.dialect ?? ''}` }],
    };
  }
  const byTag = new Map(folder.files.map((file) => [stemOf(nameOf(file.local)), file]));
  const findings: FileFinding[] = [];
  const steps: Ordered['steps'][number][] = [];
  let latest: Journal['entries'][number] | undefined;
  for (const entry of journal.entries) {
    const file = byTag.get(entry.tag);
    if (file === undefined) {
      findings.push(
        orderFinding(
          shown,
          'missing',
          'error',
          `The journal lists ${entry.tag}, and there is no such file.`,
          'drizzle fails before it runs anything.',
          'Bring the file back, or take the entry out.',
        ),
      );
      continue;
    }
    byTag.delete(entry.tag);
    steps.push({ id: entry.tag, up: [whole(file.source, 'file')], down: [] });
    if (latest !== undefined && entry.when <= latest.when) {
      findings.push(
        orderFinding(
          file.source.path,
          'skipped',
          'error',
          `The journal dates ${entry.tag} no later than ${latest.tag}.`,
          'drizzle-orm 0.x only applies entries dated later than the last one applied: where that one is, this never runs, silently.',
          'Give its `when` in meta/_journal.json a later time than all others.',
        ),
      );
    } else latest = entry;
  }
  const left = [...byTag.values()];
  for (const { source } of left) {
    findings.push(
      orderFinding(
        source.path,
        'unlisted',
        'warning',
        'The journal does not list it.',
        'drizzle never runs it.',
        'Add it with drizzle-kit, or move it out of the folder.',
      ),
    );
  }
  return { steps, left: left.map(({ source }) => whole(source, 'auto')), reversible: false, findings };
}

/** 1.0: `20240101120000_name/migration.sql` beside `snapshot.json`, in the order of the folders' names. */
function orderByFolder({ files }: Folder): Ordered {
  const own = files.filter(({ local }) => /^[^/]+\/migration\.sql$/.test(local));
  return {
    steps: own
      .map(({ local, source }) => ({ id: parentOf(local) ?? local, up: [whole(source, 'file')], down: [] }))
      .toSorted((a, b) => byCodeUnit(a.id, b.id)),
    left: files.filter((file) => !own.includes(file)).map(({ source }) => whole(source, 'auto')),
    reversible: false,
    findings: [],
  };
}

/** Both generations. `--> statement-breakpoint` cuts a file for the driver; to PostgreSQL it is a comment, and the transaction is one. */
export const drizzle: Layout = {
  name: 'drizzle',
  detect: ({ tree, root, files }) =>
    tree.kind(journalPath(root)) === 'file' ||
    (tree.kind(joinPath(root, 'migration_lock.toml')) === undefined &&
      files.some(
        ({ local }) => local.endsWith('/migration.sql') && tree.kind(joinPath(root, `${parentOf(local) ?? ''}/snapshot.json`)) === 'file',
      )),
  order: (folder) => (folder.tree.kind(journalPath(folder.root)) === 'file' ? orderByJournal(folder) : orderByFolder(folder)),
};

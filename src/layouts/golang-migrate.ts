import type { FileFinding } from '../model/finding.ts';
import { duplicates, gaps } from './order-findings.ts';
import { orderFinding, whole, type Layout, type SqlFile } from './layout.ts';
import { nameOf } from './path.ts';
import { pairs } from './pairs.ts';
import { usesModule } from './tool-config.ts';
import { naturalCompare } from './version.ts';

// https://github.com/golang-migrate/migrate/blob/master/source/parse.go
const NAME = /^\d+_.*\.(?:up|down)\.sql$/i;

const BEGINS = /^[ \t]*begin\b(?:[ \t]+\w+)*[ \t]*;/im;

/** A runner of the same names that opens a transaction. */
const OTHER = /^[\t ]*(?:require[\t ]+)?(?:github\.com\/maragudk|maragu\.dev)\/migrate\b/m;

/** From so many migrations on, none of which can be undone, a project goes forward only. */
const FORWARD_ONLY = 5;

/** From so many on, names that golang-migrate passes over show that another runner reads them. */
const HABIT = 4;

/** golang-migrate knows files by `.up.` and `.down.`; one of another name is easily a mistake. */
function passedOver({ path, source }: SqlFile): FileFinding[] {
  if (!/^\d/.test(nameOf(path)) || NAME.test(nameOf(path))) return [];
  const nearly = /_(up|down)\.sql$/i.exec(path)?.[1];
  return [
    orderFinding(
      source.path,
      'unlisted',
      nearly === undefined ? 'warning' : 'info',
      `Its name says neither .up.sql nor .down.sql.`,
      `golang-migrate passes over it${nearly === undefined ? '' : '; maragudk/migrate takes it'}.`,
      nearly === undefined
        ? 'Call it `<number>_<name>.up.sql` or `<number>_<name>.down.sql`.'
        : `Let its name end in .${nearly.toLowerCase()}.sql.`,
    ),
  ];
}

/**
 * `0001_users.up.sql` and `0001_users.down.sql` in one folder. A file is sent as one string. Other runners of the Go world
 * share the names (pop, bun, maragudk/migrate); they open a transaction, in which the same fails as in a string.
 */
export const golangMigrate: Layout = {
  name: 'golang-migrate',
  detect: ({ tree, root, files }) =>
    files.filter(({ path }) => NAME.test(nameOf(path))).length * 2 > files.length && !usesModule(tree, root, OTHER),
  order({ files, dialect }) {
    const paired = pairs(files);
    const passed = files.flatMap(passedOver);
    // SQLite's driver opens a transaction around the string, unless it is told not to, as it must be where files open their own.
    const transaction = dialect !== 'sqlite' ? 'string' : files.some(({ source }) => BEGINS.test(source.text)) ? 'statement' : 'file';
    const steps = paired.pairs
      .toSorted((a, b) => naturalCompare(a.id, b.id))
      .map(({ id, up, down }) => ({
        id,
        up: up === undefined ? [] : [whole(up.source, transaction)],
        down: down.map(({ source }) => whole(source, transaction)),
      }));
    return {
      steps,
      left: [],
      // The names have a place for it, but a project of this size without any does not go back.
      reversible: steps.length < FORWARD_ONLY || steps.some(({ down }) => down.length > 0),
      findings: [
        ...(passed.length < HABIT ? passed : []),
        ...duplicates(
          steps,
          'warning',
          'golang-migrate refuses to start when two files have one version; runners that take the whole name for the version run them in the order of their names.',
        ),
        ...gaps(steps),
      ],
      skipped: paired.skipped,
    };
  },
};

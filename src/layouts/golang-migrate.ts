import { duplicates, gaps } from './order-findings.ts';
import { whole, type Layout } from './layout.ts';
import { nameOf } from './path.ts';
import { pairs } from './pairs.ts';
import { naturalCompare } from './version.ts';

// https://github.com/golang-migrate/migrate/blob/master/source/parse.go
const NAME = /^\d+_.*\.(?:up|down)\.sql$/i;

/** From so many migrations on, none of which can be undone, a project goes forward only. */
const FORWARD_ONLY = 5;

/**
 * `0001_users.up.sql` and `0001_users.down.sql` in one folder. A file is sent as one string. Other runners of the Go world
 * share the names (pop, bun, maragudk/migrate); they open a transaction, in which the same fails as in a string.
 */
export const golangMigrate: Layout = {
  name: 'golang-migrate',
  detect: ({ files }) => files.filter(({ path }) => NAME.test(nameOf(path))).length * 2 > files.length,
  order({ files }) {
    const paired = pairs(files);
    const steps = paired.pairs
      .toSorted((a, b) => naturalCompare(a.id, b.id))
      .map(({ id, up, down }) => ({
        id,
        up: up === undefined ? [] : [whole(up.source, 'string')],
        down: down.map(({ source }) => whole(source, 'string')),
      }));
    return {
      steps,
      left: [],
      // The names have a place for it, but a project of this size without any does not go back.
      reversible: steps.length < FORWARD_ONLY || steps.some(({ down }) => down.length > 0),
      findings: [
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

// How each tool runs a file, said here for a second time, in the tool's own terms and by other means than src/layouts finds it out:
// what the two do not agree on is a mistake in one of them.
// `runs` yields a way for each part of a file: all of it, or its parts up, then those down; undefined for a file that the tool never runs.

/** @typedef {import('../../src/model/migration.ts').Section['transaction']} Way */
/** @typedef {{ readonly name?: string, readonly layout: import('../../src/model/migration.ts').LayoutName, runs(text: string, path: string, dialect: string, read: (path: string) => string, all: readonly string[]): readonly Way[] | undefined }} Expected */

const lines = (/** @type {string} */ text) => text.split(/\r\n|\n|\r/);

/** Its own runner, of which nothing is known: in a transaction, unless a statement can't run in one. */
const unknown = (/** @type {string} */ name) => /** @satisfies {Expected} */ ({ name, layout: 'plain', runs: () => ['auto'] });

/** A file a part; popx takes no transaction where the name says so, and sends it as one string all the same. */
const pop = /** @satisfies {Expected} */ ({
  layout: 'pop',
  runs: (_, path) => [path.split('.').includes('autocommit') ? 'string' : 'file'],
});

/** @type {{ readonly [tool: string]: Expected | undefined }} */
export const EXPECTED = {
  prisma: { name: 'Prisma', layout: 'prisma', runs: () => ['string'] },
  drizzle: {
    name: 'Drizzle',
    layout: 'drizzle',
    runs(_, path, __, read) {
      const slash = path.lastIndexOf('/');
      const tag = `"tag": "${path.slice(slash + 1, -'.sql'.length)}"`;
      return read(`${path.slice(0, slash)}/meta/_journal.json`).includes(tag) ? ['file'] : undefined;
    },
  },
  diesel: { name: 'Diesel', layout: 'diesel', runs: (_, path) => (/\/(?:up|down)\.sql$/.test(path) ? ['file'] : undefined) },
  pop: { ...pop, name: 'pop' },
  popx: { ...pop, name: 'popx' },
  // A string as it is, but for SQLite's driver: it opens a transaction, which fails where files of the history open their own.
  'golang-migrate': {
    layout: 'golang-migrate',
    runs(_, __, dialect, ___, all) {
      if (dialect !== 'sqlite') return ['string'];
      return [all.some((text) => lines(text).some((line) => line.trim().toUpperCase() === 'BEGIN;')) ? 'statement' : 'file'];
    },
  },
  'sql-migrate': {
    layout: 'sql-migrate',
    runs(text) {
      const parts = lines(text).filter((line) => line.startsWith('-- +migrate Up') || line.startsWith('-- +migrate Down'));
      return parts.map((line) => (line.split(' ').includes('notransaction') ? 'statement' : 'file'));
    },
  },
  goose: {
    layout: 'goose',
    runs(text) {
      const own = lines(text).filter((line) => line.startsWith('-- +goose '));
      const way = own.some((line) => line.endsWith('NO TRANSACTION')) ? 'statement' : 'file';
      return own.flatMap((line) => (/(?:Up|Down)$/.test(line) ? [way] : []));
    },
  },
  // It sees by itself what can't run in a transaction.
  flyway: { name: 'Flyway', layout: 'flyway', runs: () => ['auto'] },
  sqitch: { layout: 'sqitch', runs: () => ['statement'] },
  hasura: { name: 'Hasura', layout: 'hasura', runs: () => ['file'] },
  'custom-updown': unknown('a runner of its own'),
  'custom-versioned': unknown('a runner of its own'),
  raw: unknown('by hand'),
  'raw-schema': unknown('by hand'),
};

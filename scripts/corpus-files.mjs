import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * A corpus is a folder with a `manifest.json`, `{ sources: [{ repo, rules: [{ re, dialect, tool }], aux }] }`, and a folder
 * `owner+name` for each source. `re` finds migrations by their path in it, `aux` the files that a tool keeps beside them. The dialect
 * `@ory` stands for "as the file's name says": `x.postgres.up.sql`; a file that names none is for every dialect that has none of its own.
 * @typedef {{ readonly folder: string, readonly path: string, readonly tool: string }} CorpusFile
 * @typedef {{ repo: string, aux: string[], rules: { re: string, dialect: string, tool: string }[] }} Source
 */

/**
 * Migrations of a dialect (`postgres`, `mysql`, `sqlite`), and what their tools keep beside them; in order of their paths.
 * @param {string} corpus
 * @param {string} dialect
 */
export default function corpusFiles(corpus, dialect) {
  /** @type {CorpusFile[]} */
  const migrations = [];
  /** @type {CorpusFile[]} */
  const companions = [];
  /** @type {{ sources: Source[] }} */
  const { sources } = JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8'));
  for (const source of sources) {
    const folder = source.repo.replace('/', '+');
    const rules = source.rules.map(({ re, dialect: of, tool }) => ({ pattern: new RegExp(re), of, tool }));
    const aux = source.aux.map((re) => new RegExp(re));
    const paths = pathsIn(join(corpus, folder));
    const own = new Set(paths.filter((path) => namedDialect(path) === dialect).map(step));
    for (const path of paths) {
      if (aux.some((pattern) => pattern.test(path))) companions.push({ folder, path, tool: '' });
      if (!path.endsWith('.sql')) continue;
      const rule = rules.find(({ pattern }) => pattern.test(path));
      if (rule === undefined) continue;
      const of = rule.of === '@ory' ? (namedDialect(path) ?? (own.has(step(path)) ? undefined : dialect)) : rule.of;
      if (of === dialect) migrations.push({ folder, path, tool: rule.tool });
    }
  }
  return { migrations, companions };
}

/** `x.sqlite3.up.sql` → `sqlite`. */
const namedDialect = (/** @type {string} */ path) => /\.(postgres|mysql|sqlite|cockroach)3?\./.exec(path)?.[1];

/** Which step of a history a file is: folder, number and direction. */
const step = (/** @type {string} */ path) => path.replace(/_[^/]*\.(?=(?:up|down)\.sql$)/, ' ');

const pathsIn = (/** @type {string} */ folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The steps that node-pg-migrate puts together. Shorthands are its runner's, which takes them from the file. */
export async function run(/** @type {string} */ root, /** @type {string} */ file) {
  const found = createRequire(join(root, 'package.json')).resolve('node-pg-migrate');
  const { Migration } = await import(pathToFileURL(found).href);
  const { default: migration } = await import(file);
  /** @type {string[]} */
  const sent = [];
  const db = { query: async (/** @type {string} */ sql) => void sent.push(sql) };
  const options = { migrationsTable: 'm', singleTransaction: true };
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };
  await new Migration(db, '1_x', migration, options, migration.shorthands, logger).apply('up');
  return sent.slice(0, -1);
}

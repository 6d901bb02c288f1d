import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What TypeORM sends to a PostgreSQL in this process, without what it only looks up. */
export async function run(/** @type {string} */ root, /** @type {string} */ file) {
  const load = createRequire(join(root, 'package.json'));
  const { PGlite } = await import(pathToFileURL(load.resolve('@electric-sql/pglite')).href);
  const { DataSource } = load('typeorm');
  const database = await PGlite.create();
  /** @type {string[]} */
  const sent = [];
  const client = {
    on: () => undefined,
    removeListener: () => undefined,
    query: async (/** @type {string} */ sql, /** @type {unknown[]} */ values) => {
      const isLookup = /^\s*(?:SELECT|SHOW|WITH|START|COMMIT|ROLLBACK)\b/i.test(sql);
      const results = isLookup && values?.length > 0 ? [await database.query(sql, values)] : await database.exec(sql);
      if (!isLookup) sent.push(...sql.split(/;\s*(?=COMMENT )/));
      const last = results.at(-1) ?? { rows: [], affectedRows: 0 };
      return { rows: last.rows, rowCount: last.affectedRows ?? last.rows.length, command: isLookup ? 'SELECT' : '' };
    },
  };
  class Pool {
    on() {}
    connect(/** @type {Function} */ callback) {
      callback(undefined, client, () => undefined);
    }
    end(/** @type {Function} */ callback) {
      callback();
    }
  }
  const source = new DataSource({ type: 'postgres', driver: { Pool, types: {} }, installExtensions: false });
  await source.initialize();
  const queryRunner = source.createQueryRunner();
  const { default: Migration } = await import(file);
  sent.length = 0;
  await new Migration().up(queryRunner);
  await database.close();
  return sent;
}

import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What MikroORM's runner hands to its driver, in its order, values put into it. */
export async function run(/** @type {string} */ root, /** @type {string} */ file) {
  const load = createRequire(join(root, 'package.json'));
  const knex = createRequire(load.resolve('@mikro-orm/knex'))('knex')({ client: 'pg', version: '17' });
  const { MigrationRunner } = load('@mikro-orm/migrations');
  const { PostgreSqlPlatform } = load('@mikro-orm/postgresql');
  const platform = new PostgreSqlPlatform();
  /** @type {string[]} */
  const sent = [];
  /** As AbstractSqlConnection.execute does. */
  const execute = async (/** @type {any} */ query, /** @type {unknown[]} */ params = []) => {
    const { sql, bindings } = typeof query === 'string' ? { sql: query, bindings: params } : query.toSQL();
    sent.push(platform.formatQuery(sql, bindings ?? []));
  };
  const connection = { transactional: (/** @type {Function} */ work) => work({}), getKnex: () => knex };
  // What it says before and after is about encodings and foreign keys of the session, and the same for all.
  const helper = { getSchemaBeginning: () => '', getSchemaEnd: () => '' };
  const driver = { execute, getConnection: () => connection, getPlatform: () => ({ getSchemaHelper: () => helper }) };
  const config = { get: () => undefined };
  const runner = new MigrationRunner(driver, { transactional: true, disableForeignKeys: false }, config);
  const { default: Migration } = await import(file);
  await runner.run(new Migration(driver, config), 'up');
  await knex.destroy();
  return sent;
}

import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What knex sends, values put into it. */
export async function run(/** @type {string} */ root, /** @type {string} */ file) {
  const create = createRequire(join(root, 'package.json'))('knex');
  const knex = create({ client: 'pg', version: '17' });
  /** @type {string[]} */
  const sent = [];
  Object.assign(knex.client, {
    acquireConnection: async () => ({ __knexUid: '1' }),
    releaseConnection: async () => undefined,
    _query: async (/** @type {unknown} */ _connection, /** @type {{ sql: string, bindings?: unknown[] }} */ query) => {
      const values = query.bindings ?? [];
      const text = query.sql.replaceAll(/\$(\d+)/g, (/** @type {string} */ _, /** @type {string} */ n) =>
        knex.client._escapeBinding(values[Number(n) - 1]),
      );
      if (!/information_schema/.test(text)) sent.push(text);
      return Object.assign(query, { response: { rows: [], rowCount: 0, command: '' } });
    },
  });
  const { default: migration } = await import(file);
  await migration.up(knex);
  await knex.destroy().catch(() => undefined);
  return sent;
}

import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What kysely sends. */
export async function run(/** @type {string} */ root, /** @type {string} */ file) {
  const kysely = createRequire(join(root, 'package.json'))('kysely');
  /** @type {string[]} */
  const sent = [];
  const connection = {
    executeQuery: async (/** @type {{ sql: string }} */ { sql }) => {
      sent.push(sql);
      return { rows: [] };
    },
  };
  const nothing = async () => undefined;
  const db = new kysely.Kysely({
    dialect: {
      createAdapter: () => new kysely.PostgresAdapter(),
      createIntrospector: (/** @type {unknown} */ own) => new kysely.PostgresIntrospector(own),
      createQueryCompiler: () => new kysely.PostgresQueryCompiler(),
      createDriver: () => ({
        init: nothing,
        destroy: nothing,
        acquireConnection: async () => connection,
        releaseConnection: nothing,
        beginTransaction: nothing,
        commitTransaction: nothing,
        rollbackTransaction: nothing,
      }),
    },
  });
  const { default: migration } = await import(file);
  await migration.up(db);
  return sent;
}

import { Client } from 'pg';
import type { Packages } from './install.ts';
import { filesOf, numbers, stampOf, tableSql, type RealTool } from './tool.ts';

/** Both generations, the second as its release candidate. */
export const DRIZZLE = ['drizzle-orm@0.45.4', 'pg@8.23.1'];
export const DRIZZLE_1 = ['drizzle-orm@1.0.0-rc.4-fb12281', 'pg@8.23.1'];

const VOLATILE = ['id', 'applied_at'];

/** Runs its migrator, and counts the rows that came. */
async function migrate(packages: Packages, url: string, folder: string): Promise<number> {
  const { drizzle } = (await packages.load('drizzle-orm/node-postgres')) as { readonly drizzle: (config: object) => object };
  const { migrate: run } = (await packages.load('drizzle-orm/node-postgres/migrator')) as {
    readonly migrate: (db: object, config: object) => Promise<void>;
  };
  const client = new Client({ connectionString: url });
  await client.connect();
  const count = async (): Promise<number> => {
    const { rows } = await client.query<{ readonly there: boolean }>(
      "SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS there",
    );
    if (rows[0]?.there !== true) return 0;
    return Number((await client.query<{ readonly n: string }>('SELECT count(*) AS n FROM drizzle.__drizzle_migrations')).rows[0]?.n);
  };
  try {
    const before = await count();
    await run(drizzle({ client }), { migrationsFolder: folder });
    return (await count()) - before;
  } finally {
    await client.end();
  }
}

export const drizzle = (packages: Packages): RealTool => ({
  name: 'drizzle',
  title: `drizzle-orm ${packages.version('drizzle-orm')}`,
  table: 'drizzle.__drizzle_migrations',
  volatile: VOLATILE,
  hasChecksums: true,
  files: (count) => ({
    'meta/_journal.json': JSON.stringify({
      version: '7',
      dialect: 'postgresql',
      entries: numbers(count).map((n) => ({
        idx: n - 1,
        version: '7',
        when: 1_700_000_000_000 + n,
        tag: `000${n - 1}_t${n}`,
        breakpoints: true,
      })),
    }),
    ...filesOf(count, (n) => [`000${n - 1}_t${n}.sql`, tableSql(n)]),
  }),
  run: (url, folder) => migrate(packages, url, folder),
});

export const drizzleFolders = (packages: Packages): RealTool => ({
  ...drizzle(packages),
  title: `drizzle-orm ${packages.version('drizzle-orm').replace(/-[0-9a-f]{7}$/, '')}`,
  files: (count) =>
    filesOf(count * 2, (n) => {
      const which = Math.ceil(n / 2);
      const folder = `${stampOf(which)}_t${which}`;
      return n % 2 === 1
        ? [`${folder}/migration.sql`, tableSql(which)]
        : [`${folder}/snapshot.json`, '{"version":"8","dialect":"postgres"}'];
    }),
});

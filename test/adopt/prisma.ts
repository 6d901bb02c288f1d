import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Packages } from './install.ts';
import { filesOf, stampOf, tableSql, type RealTool } from './tool.ts';

/** Of the 7.x line, the last before the history became another one. */
export const PRISMA = [
  '@prisma/schema-engine-wasm@7.10.0-7.561d7b42579a2459cc8edf3788918b626c640023',
  '@prisma/adapter-pg@7.10.1',
  '@prisma/driver-adapter-utils@7.10.1',
];

interface Engine {
  applyMigrations(input: unknown): Promise<{ readonly appliedMigrationNames: readonly string[] }>;
  diagnoseMigrationHistory(input: unknown): Promise<{
    readonly editedMigrationNames: readonly string[];
    readonly failedMigrationNames: readonly string[];
    readonly history: unknown;
  }>;
  free(): void;
}

interface EngineModule {
  __wbg_set_wasm(exports: unknown): void;
  readonly SchemaEngine: { new: (options: object, log: () => void, adapter: object) => Promise<Engine> };
}

const FILTERS = { externalTables: [], externalEnums: [] };

/** Its own engine, the one that `prisma migrate deploy` and `status` call. */
export async function prisma(packages: Packages): Promise<RealTool> {
  const bindings = './schema_engine_bg.js';
  const module = (await packages.load('@prisma/schema-engine-wasm/schema_engine_bg')) as EngineModule;
  const wasm = readFileSync(packages.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm'));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), { [bindings]: module as unknown as Record<string, () => void> });
  module.__wbg_set_wasm(instance.exports);
  (instance.exports as { readonly __wbindgen_start: () => void }).__wbindgen_start();
  const { PrismaPg } = (await packages.load('@prisma/adapter-pg')) as { readonly PrismaPg: new (config: object) => object };
  const { bindMigrationAwareSqlAdapterFactory: bind } = (await packages.load('@prisma/driver-adapter-utils')) as {
    readonly bindMigrationAwareSqlAdapterFactory: (factory: object) => object;
  };
  const withEngine = async <T>(url: string, use: (engine: Engine) => Promise<T>): Promise<T> => {
    const engine = await module.SchemaEngine.new({ datamodels: undefined }, () => undefined, bind(new PrismaPg({ connectionString: url })));
    try {
      return await use(engine);
    } finally {
      engine.free();
    }
  };
  return {
    name: 'prisma',
    title: `Prisma's engine ${packages.version('@prisma/schema-engine-wasm').split('.').slice(0, 3).join('.').replace(/-.*/, '')}`,
    table: '_prisma_migrations',
    volatile: ['id', 'started_at', 'finished_at'],
    hasChecksums: true,
    files: (count) => ({
      'migration_lock.toml': 'provider = "postgresql"\n',
      ...filesOf(count, (n) => [`${stampOf(n)}_t${n}/migration.sql`, tableSql(n)]),
    }),
    run: (url, folder) =>
      withEngine(
        url,
        async (engine) => (await engine.applyMigrations({ migrationsList: listOf(folder), filters: FILTERS })).appliedMigrationNames.length,
      ),
    complaint: (url, folder) =>
      withEngine(url, async (engine) => {
        const {
          editedMigrationNames: edited,
          failedMigrationNames: failed,
          history,
        } = await engine.diagnoseMigrationHistory({
          migrationsList: listOf(folder),
          optInToShadowDatabase: false,
          filters: FILTERS,
        });
        return edited.length + failed.length === 0 && history === null ? undefined : JSON.stringify({ edited, failed, history });
      }),
  };
}

const listOf = (folder: string): object => ({
  baseDir: folder,
  lockfile: { path: './migration_lock.toml', content: readFileSync(join(folder, 'migration_lock.toml'), 'utf8') },
  shadowDbInitScript: '',
  migrationDirectories: readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
    .map((name) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') } },
    })),
});

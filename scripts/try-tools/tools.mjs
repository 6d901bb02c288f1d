// What is done with each tool: the real one writes its migrations, and what it leaves to a person is filled in.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A repository that a tool works in.
 * @typedef {{
 *   readonly folder: string,
 *   readonly database: string,
 *   run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): string,
 *   write(path: string, text: string): void,
 * }} Place
 */

/**
 * @typedef {{
 *   readonly name: string,
 *   readonly packages: readonly string[],
 *   prepare?(place: Place): void,
 *   write(place: Place, step: 'first' | 'hazard' | 'clean'): void,
 * }} Tool
 * `write`: has the tool write a migration. The first makes a table, the hazard builds an index on it, the clean one adds a column.
 */

const SQL = {
  first: 'CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL)',
  hazard: 'CREATE INDEX users_email_idx ON users (email)',
  clean: 'ALTER TABLE users ADD COLUMN nickname text',
};
/** @typedef {keyof typeof SQL} Step */

/** The newest file in a folder. */
const newest = (/** @type {Place} */ { folder }, /** @type {string} */ below, /** @type {RegExp} */ pattern = /./) => {
  const name = readdirSync(join(folder, below))
    .filter((each) => pattern.test(each))
    .toSorted()
    .at(-1);
  if (name === undefined) throw new Error(`the tool left no file in ${below}`);
  return join(below, name);
};

/** Fills in what the tool left empty: text behind the first place that a pattern finds. */
function fill(/** @type {Place} */ place, /** @type {string} */ path, /** @type {RegExp} */ after, /** @type {string} */ text) {
  const before = readFileSync(join(place.folder, path), 'utf8');
  const found = after.exec(before);
  if (found === null) throw new Error(`${path} is not as it is known: ${before}`);
  const at = found.index + found[0].length;
  place.write(path, `${before.slice(0, at)}\n${text}\n${before.slice(at)}`);
}

const PRISMA = (/** @type {Step} */ step) => `datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

model User {
  id    BigInt @id
  email String
${step === 'hazard' ? '  @@index([email])\n' : step === 'clean' ? '  nickname String?\n' : ''}  @@map("users")
}
`;

const DRIZZLE = (/** @type {Step} */ step) => `import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core';

export const users = pgTable(
  'users',
  { id: bigint({ mode: 'bigint' }).primaryKey(), email: text().notNull()${step === 'clean' ? ', nickname: text()' : ''} },
  (table) => [${step === 'hazard' ? "index('users_email_idx').on(table.email)" : ''}],
);
`;

const MIKRO = (/** @type {Step} */ step) => `const { defineConfig, EntitySchema } = require('@mikro-orm/postgresql');
const { Migrator } = require('@mikro-orm/migrations');

const User = new EntitySchema({
  name: 'User',
  tableName: 'users',
  properties: {
    id: { type: 'bigint', primary: true },
    email: { type: 'text'${step === 'hazard' ? ", index: 'users_email_idx'" : ''} },
    ${step === 'clean' ? "nickname: { type: 'text', nullable: true }," : ''}
  },
});
module.exports = defineConfig({
  clientUrl: process.env.DATABASE_URL,
  entities: [User],
  extensions: [Migrator],
  migrations: { path: './migrations', emit: 'js' },
});
`;

/** @type {readonly Tool[]} */
export const TOOLS = [
  {
    name: 'Prisma',
    packages: ['prisma@6.19.3', '@prisma/adapter-pg@6.19.3'],
    prepare(place) {
      place.write('prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n');
      // The engine that is part of the package; the other one is fetched from elsewhere.
      place.write(
        'prisma.config.ts',
        `import { defineConfig } from 'prisma/config';
import { PrismaPg } from '@prisma/adapter-pg';
export default defineConfig({
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaPg({ connectionString: process.env.DATABASE_URL }),
});
`,
      );
    },
    write(place, step) {
      const last = join(place.folder, 'prisma/schema.prisma');
      const from = existsSync(last) ? ['--from-schema-datamodel', 'prisma/before.prisma'] : ['--from-empty'];
      if (existsSync(last)) place.write('prisma/before.prisma', PRISMA('first'));
      place.write('prisma/schema.prisma', PRISMA(step));
      place.write('none.node', '');
      const env = {
        PRISMA_QUERY_ENGINE_LIBRARY: join(place.folder, 'none.node'),
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      };
      const sql = place.run(
        'npx',
        ['prisma', 'migrate', 'diff', ...from, '--to-schema-datamodel', 'prisma/schema.prisma', '--script'],
        env,
      );
      place.write(`prisma/migrations/2026010${{ first: 1, hazard: 2, clean: 3 }[step]}000000_${step}/migration.sql`, sql);
    },
  },
  {
    name: 'Drizzle',
    packages: ['drizzle-kit@0.31.11', 'drizzle-orm', 'pg'],
    prepare(place) {
      place.write(
        'drizzle.config.ts',
        "import { defineConfig } from 'drizzle-kit';\nexport default defineConfig({ dialect: 'postgresql', schema: './schema.ts', out: './drizzle' });\n",
      );
    },
    write(place, step) {
      place.write('schema.ts', DRIZZLE(step));
      place.run('npx', ['drizzle-kit', 'generate', '--name', step]);
    },
  },
  {
    name: 'Knex',
    packages: ['knex@3', 'pg'],
    prepare: (place) => place.write('knexfile.js', "module.exports = { client: 'pg', connection: process.env.DATABASE_URL };\n"),
    write(place, step) {
      place.run('npx', ['knex', 'migrate:make', step]);
      fill(
        place,
        newest(place, 'migrations', new RegExp(step)),
        /exports\.up = function\s*\(knex\) \{/,
        `  return knex.raw('${SQL[step]}');`,
      );
    },
  },
  {
    name: 'Kysely',
    packages: ['kysely', 'kysely-ctl', 'pg'],
    prepare: (place) =>
      place.write(
        'kysely.config.ts',
        "import { PostgresDialect } from 'kysely';\nimport { defineConfig } from 'kysely-ctl';\nimport { Pool } from 'pg';\n" +
          'export default defineConfig({\n  dialect: new PostgresDialect({ pool: new Pool({ connectionString: process.env.DATABASE_URL }) }),\n' +
          "  migrations: { migrationFolder: 'migrations' },\n});\n",
      ),
    write(place, step) {
      place.run('npx', ['kysely', 'migrate', 'make', step]);
      const path = newest(place, 'migrations', new RegExp(step));
      fill(place, path, /async function up\(.*\{/, `\tawait sql\`${SQL[step]}\`.execute(db);`);
      fill(place, path, /^import type .*$/m, "import { sql } from 'kysely'");
    },
  },
  {
    name: 'TypeORM',
    packages: ['typeorm', 'pg', 'reflect-metadata'],
    write(place, step) {
      place.run('npx', ['typeorm', 'migration:create', `src/migrations/${step}`]);
      fill(
        place,
        newest(place, 'src/migrations', new RegExp(step)),
        /async up\(.*\{/,
        `        await queryRunner.query(\`${SQL[step]}\`);`,
      );
    },
  },
  {
    name: 'node-pg-migrate',
    packages: ['node-pg-migrate', 'pg'],
    write(place, step) {
      place.run('npx', ['node-pg-migrate', 'create', step]);
      fill(place, newest(place, 'migrations', new RegExp(step)), /export const up = \(pgm\) => \{/, `  pgm.sql(\`${SQL[step]}\`);`);
    },
  },
  {
    name: 'graphile-migrate',
    packages: ['graphile-migrate'],
    prepare(place) {
      place.run('npx', ['graphile-migrate', 'init']);
    },
    write(place, step) {
      place.write('migrations/current.sql', `${SQL[step]};\n`);
      place.run('npx', ['graphile-migrate', 'commit', '--message', step], databases(place));
    },
  },
  {
    name: 'dbmate',
    packages: ['dbmate'],
    write(place, step) {
      place.run('npx', ['dbmate', '--url', place.database, 'new', step]);
      fill(place, newest(place, 'db/migrations', new RegExp(step)), /^-- migrate:up$/m, `${SQL[step]};`);
    },
  },
  {
    name: 'Sequelize',
    packages: ['sequelize@6', 'sequelize-cli@6', 'pg'],
    write(place, step) {
      place.run('npx', ['sequelize-cli', 'migration:generate', '--name', step]);
      fill(
        place,
        newest(place, 'migrations', new RegExp(step)),
        /async up\s*\(.*\{/,
        `    await queryInterface.sequelize.query('${SQL[step]}');`,
      );
    },
  },
  {
    name: 'MikroORM',
    packages: ['core', 'cli', 'migrations', 'postgresql'].map((part) => `@mikro-orm/${part}@6.6.16`),
    write(place, step) {
      place.write('mikro-orm.config.js', MIKRO(step));
      place.run('npx', ['mikro-orm', 'migration:create', ...(step === 'first' ? ['--initial'] : [])]);
    },
  },
];

/** Of graphile-migrate, which runs each migration in a database that it makes for that. */
const databases = (/** @type {Place} */ { database }) => ({
  DATABASE_URL: database,
  SHADOW_DATABASE_URL: `${database}_shadow`,
  ROOT_DATABASE_URL: database.replace(/\/[^/]*$/, '/postgres'),
});

/** Makes a repository's folder a place to work in. */
export function placeIn(/** @type {string} */ folder, /** @type {string} */ database, /** @type {Place['run']} */ run) {
  /** @type {Place} */
  const place = {
    folder,
    database,
    run,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
  };
  return place;
}

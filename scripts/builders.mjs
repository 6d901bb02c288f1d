import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Asks the real tools what they send for the migrations in fixtures/builders, and writes it beside them: `node scripts/builders.mjs [tool..]`.
// The tools are installed into a folder of their own; they are no part of this package.

/** @typedef {(root: string, file: string) => Promise<string[]>} Run statements that a migration's `up` sends */

const VERSIONS = {
  knex: ['knex@3.3.0', 'pg@8.23.1'],
  kysely: ['kysely@0.28.19'],
  typeorm: ['typeorm@1.1.1', '@electric-sql/pglite@0.5.17', 'reflect-metadata@0.2.2'],
  sequelize: ['sequelize@6.37.8', 'pg@8.23.1'],
  'node-pg-migrate': ['node-pg-migrate@8.0.4', 'pg@8.23.1'],
  'mikro-orm': ['core', 'migrations', 'postgresql'].map((part) => `@mikro-orm/${part}@6.6.16`),
};

const fixtures = fileURLToPath(new URL('../fixtures/builders', import.meta.url));
const wanted = process.argv.slice(2);
for (const [tool, packages] of Object.entries(VERSIONS)) {
  if (wanted.length > 0 && !wanted.includes(tool)) continue;
  const root = join(process.env['BUILDERS_CACHE'] ?? join(tmpdir(), 'sqlsafe-builders'), tool);
  if (!existsSync(join(root, 'node_modules'))) {
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: root, stdio: 'inherit' });
  }
  const { run } = await import(`./builders/${tool}.mjs`);
  const folder = join(fixtures, tool);
  for (const name of readdirSync(folder).filter((each) => /\.[cm]?js$/.test(each))) {
    const file = join(folder, name);
    // A module of the fixture names its tool, which stands in that other folder.
    const copy = join(root, name.replace(/\.js$/, '.cjs'));
    writeFileSync(copy, readFileSync(file, 'utf8'));
    const statements = await run(root, pathToFileURL(copy).href);
    writeFileSync(
      file.replace(/\.[cm]?js$/, '.sql'),
      statements.map((/** @type {string} */ each) => `${each.trim().replace(/;$/, '')};\n`).join(''),
    );
    console.log(`${tool}/${name}: ${statements.length} statements`);
  }
}

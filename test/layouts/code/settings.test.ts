import { describe, expect, test } from 'vitest';
import { parseCode } from '../../../src/io/parse-code.ts';
import { only, open, said } from '../support.ts';

const how = (texts: Readonly<Record<string, string>>): readonly string[] =>
  only(open(texts, { parseCode })).migrations.flatMap(({ up }) => up.map(({ transaction }) => transaction));

const KNEX = `exports.up = (knex) => knex.raw('SELECT 1');\n`;
const TYPEORM = (name: string, own = ''): string =>
  `import { MigrationInterface } from 'typeorm';\nexport class ${name} implements MigrationInterface {\n  ${own}\n  async up(queryRunner) { await queryRunner.query('SELECT 1'); }\n}\n`;
const MIKRO = (own = ''): string =>
  `import { Migration } from '@mikro-orm/migrations';\nexport class M extends Migration {\n  ${own}\n  up() { this.addSql('SELECT 1'); }\n}\n`;
const KYSELY = `import { sql } from 'kysely';\nexport const up = (db) => sql\`SELECT 1\`.execute(db);\n`;

describe('the tool’s settings say how files run', () => {
  test('knex', () => {
    expect(how({ 'knexfile.js': 'module.exports = {};', 'migrations/1_a.js': KNEX })).toEqual(['file']);
    expect(how({ 'knexfile.ts': 'export default { migrations: { disableTransactions: true } };', 'migrations/1_a.js': KNEX })).toEqual([
      'statement',
    ]);
    expect(
      how({
        'knexfile.js': 'module.exports = { disableTransactions: true };',
        'migrations/1_a.js': `${KNEX}exports.config = { transaction: true };`,
      }),
    ).toEqual(['file']);
  });

  test('TypeORM', () => {
    const source = (mode: string): string => `export default new DataSource({ type: 'postgres', migrationsTransactionMode: '${mode}' });`;
    expect(how({ 'src/data-source.ts': source('none'), 'src/migrations/1700000000000-A.ts': TYPEORM('A1700000000000') })).toEqual([
      'statement',
    ]);
    expect(how({ 'src/data-source.ts': source('each'), 'src/migrations/1700000000000-A.ts': TYPEORM('A1700000000000') })).toEqual(['file']);
    expect(
      how({ 'ormconfig.json': '{ "migrationsTransactionMode": "none" }', 'migrations/1700000000000-A.ts': TYPEORM('A1700000000000') }),
    ).toEqual(['statement']);
  });

  test('TypeORM refuses what a migration says of itself while all run in one transaction', () => {
    const files = {
      'src/data-source.ts': `export default new DataSource({ type: 'postgres' });`,
      'src/migrations/1700000000000-A.ts': TYPEORM('A1700000000000', 'transaction = false;'),
    };
    const opened = open(files, { parseCode });
    expect(said(opened)).toEqual(['migration-not-understood/directive warning src/migrations/1700000000000-A.ts']);
    expect(opened.findings[0]?.range.start).toMatchObject({ line: 3, column: 17 });
    const { 'src/data-source.ts': _, ...alone } = files;
    expect(said(open(alone, { parseCode }))).toEqual([]);
  });

  test('MikroORM', () => {
    const config = { 'mikro-orm.config.ts': 'export default { migrations: { path: "x", transactional: false } };' };
    expect(how({ 'migrations/Migration20240101.ts': MIKRO() })).toEqual(['file']);
    expect(how({ ...config, 'migrations/Migration20240101.ts': MIKRO() })).toEqual(['statement']);
    expect(how({ ...config, 'migrations/Migration20240101.ts': MIKRO('isTransactional() { return true; }') })).toEqual(['file']);
  });

  test('kysely', () => {
    expect(how({ 'migrations/1_a.ts': KYSELY })).toEqual(['file']);
    expect(how({ 'migrate.ts': 'new Migrator({ db, provider, disableTransactions: true });', 'migrations/1_a.ts': KYSELY })).toEqual([
      'statement',
    ]);
  });
});

describe('the order', () => {
  const ids = (texts: Readonly<Record<string, string>>): readonly string[] =>
    only(open(texts, { parseCode })).migrations.map(({ id }) => id);

  test('of TypeORM is that of the times in the classes’ names', () => {
    expect(ids({ 'migrations/1-later.ts': TYPEORM('B1700000000002'), 'migrations/2-earlier.ts': TYPEORM('A1700000000001') })).toEqual([
      '2-earlier',
      '1-later',
    ]);
  });

  test('of the others that of the names of their files', () => {
    expect(ids({ 'migrations/10_b.js': KNEX, 'migrations/2_a.js': KNEX })).toEqual(['10_b', '2_a']);
    const pgm = `exports.up = (pgm) => pgm.sql('SELECT 1');\n`;
    expect(ids({ 'migrations/10_b.js': pgm, 'migrations/2_a.js': pgm })).toEqual(['2_a', '10_b']);
  });
});

describe('which files of code are migrations', () => {
  const files = (texts: Readonly<Record<string, string>>): readonly string[] =>
    open(texts, { parseCode }).projects.flatMap(({ migrations }) => migrations.flatMap(({ up }) => up.map(({ file }) => file.path)));

  test('numbered ones, and those in a folder of migrations', () => {
    expect(files({ 'a/20240101_x.ts': KNEX, 'b/helper.ts': KNEX, 'c/migrations/first.ts': KNEX })).toEqual([
      'a/20240101_x.ts',
      'c/migrations/first.ts',
    ]);
  });

  test('not types, tests, settings, or what is built from them', () => {
    expect(files({ 'm/1_a.ts': KNEX, 'm/1_a.d.ts': KNEX, 'm/1_a.test.ts': KNEX, 'm/1_a.config.js': KNEX, 'dist/m/1_a.js': KNEX })).toEqual([
      'm/1_a.ts',
    ]);
    expect(files({ 'dist/m/1_a.js': KNEX })).toEqual([]);
  });

  test('by the project’s dependency where they do not say whose they are', () => {
    const text = `exports.up = (db) => db.schema.dropTable('x').execute();\nexports.down = () => {};\n`;
    const project = (dependencies: string): readonly string[] =>
      open({ 'package.json': `{ "dependencies": { ${dependencies} } }`, 'migrations/1_a.js': text }, { parseCode }).projects.map(
        ({ layout }) => layout,
      );
    expect(project('"kysely": "1"')).toEqual(['kysely']);
    expect(project('"kysely": "1", "knex": "1"')).toEqual([]);
    expect(project('"express": "1"')).toEqual([]);
  });
});

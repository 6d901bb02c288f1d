import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { found, sqlsafe } from './command.ts';
import { Repository } from './repository.ts';

const PACKAGE = { 'package.json': '{ "dependencies": { "knex": "^3.0.0" } }\n' };
const code = (up: string, down = ''): string =>
  `exports.up = async (knex) => {\n  ${up}\n};\nexports.down = async (knex) => {\n  ${down}\n};\n`;
const USERS = code(
  `await knex.schema.createTable('users', (t) => { t.bigIncrements(); t.text('email'); });`,
  `await knex.schema.dropTable('users');`,
);
const INDEX = code(`await knex.schema.alterTable('users', (t) => t.index('email'));`);
const BLOCKING = 'create-index-blocking/build';

let repository: Repository;
beforeEach(() => {
  repository = new Repository().commit({ ...PACKAGE, 'm/20240101_users.js': USERS });
});
afterEach(() => repository.destroy());

describe('--staged', () => {
  test('a new migration is judged in the light of those before it', async () => {
    repository.stage({ 'm/20240102_index.js': INDEX });
    expect(await found(repository.root, ['--staged'])).toEqual([`${BLOCKING} m/20240102_index.js`]);
    repository.stage({ 'm/20240102_index.js': code(`await knex.schema.alterTable('users', (t) => t.text('email'));`) });
    expect(await found(repository.root, ['--staged'])).toEqual(['add-column-failing/refused m/20240102_index.js']);
  });

  test('what is staged is read, not what the file says by now', async () => {
    repository.stage({ 'm/20240102_index.js': INDEX }).write({ 'm/20240102_index.js': code('') });
    expect(await found(repository.root, ['--staged'])).toEqual([`${BLOCKING} m/20240102_index.js`]);
  });

  test('code that is no migration is none of our business, whatever it is called', async () => {
    repository.stage({ 'src/2fa.ts': 'export const up = 1;\n', 'src/app.ts': 'app();\n', '404.js': 'exports.up = () => 1;\n' });
    expect(await sqlsafe(repository.root, ['--staged'])).toEqual({ status: 0, stdout: '✔ no migration is staged\n', stderr: '' });
  });
});

describe('what is on the base branch already', () => {
  beforeEach(() => {
    repository.git('checkout', '-q', '-b', 'feature');
  });

  test('and sends something else is a finding', async () => {
    repository.commit({ 'm/20240101_users.js': USERS.replace("'email'", "'mail'") });
    expect(await found(repository.root, ['--since', 'main'])).toEqual(['migration-order/edited m/20240101_users.js']);
  });

  test('and sends the same in other words is none', async () => {
    repository.commit({ 'm/20240101_users.js': `// Our people\n${USERS.replace('(t)', '(table)').replaceAll('t.', 'table.')}` });
    expect(await found(repository.root, ['--since', 'main'])).toEqual([]);
  });

  test('and is gone is a finding, where it was a migration', async () => {
    repository.remove('m/20240101_users.js');
    expect(await found(repository.root, ['--since', 'main'])).toEqual(['migration-order/deleted m/20240101_users.js']);
  });
});

test('code that is named outright and is no migration is said not to be one', async () => {
  repository.commit({ 'src/app.ts': 'export const up = () => 1;\n' });
  const { stderr, status } = await sqlsafe(repository.root, ['src/app.ts']);
  expect(status).toBe(2);
  expect(stderr).toContain('src/app.ts is code, and no migration of a tool that is known.');
});

test('code that is broken is said where it breaks', async () => {
  repository.commit({ 'm/20240103_broken.js': 'exports.up = async (knex) => {\n  await knex.raw(`a\n};\n' });
  const { stdout, status } = await sqlsafe(repository.root, ['m/20240103_broken.js']);
  expect(status).toBe(1);
  expect(stdout).toContain('This is not code that can be read');
});

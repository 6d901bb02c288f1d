import { parse } from 'yaml';
import { parse as parseJson } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { after, plan } from './support.ts';

const MIGRATION = 'CREATE TABLE users (id bigint PRIMARY KEY);\n';
const PLAIN = { 'migrations/001_users.sql': MIGRATION };
const PACKAGE = {
  'package.json': '{\n  "name": "app",\n  "devDependencies": {\n    "pg": "8",\n    "zod": "3"\n  }\n}\n',
  'package-lock.json': '{}',
};
const RUN = 'node_modules/.bin/sqlsafe check --staged';

describe('migrations', () => {
  test.each([
    [
      { 'prisma/migrations/20240101_a/migration.sql': MIGRATION, 'prisma/migrations/migration_lock.toml': '' },
      'prisma/migrations',
      'prisma',
    ],
    [{ 'drizzle/0000_a.sql': MIGRATION, 'drizzle/meta/_journal.json': '{"entries":[{"tag":"0000_a","when":1}]}' }, 'drizzle', 'drizzle'],
    [{ 'db/migrations/20240101_a.sql': `-- migrate:up\n${MIGRATION}` }, 'db/migrations', 'dbmate'],
    [{ 'src/main/resources/db/migration/V1__a.sql': MIGRATION }, 'src/main/resources/db/migration', 'flyway'],
    [{ 'packages/api/migrations/001_a.sql': MIGRATION }, 'packages/api/migrations', 'plain'],
    [{ 'sql/001_a.sql': MIGRATION }, 'sql', 'plain'],
    [
      { 'src/migrations/20240101_a.ts': "import type { Knex } from 'knex';\nexport const up = (knex: Knex) => knex.raw('SELECT 1');\n" },
      'src/migrations',
      'knex',
    ],
  ])('%o', (files, root, layout) => {
    const made = plan(files);
    expect(made.migrations).toMatchObject([{ root, layout, count: 1 }]);
    expect(parseJson(after(made)['sqlsafe.jsonc'] ?? '')).toMatchObject({ files: [root] });
  });

  test('queries, seeds, tests and other people’s files are none', () => {
    const made = plan({
      'queries/users.sql': MIGRATION,
      'db/seeds/001_users.sql': MIGRATION,
      'test/fixtures/migrations/001_a.sql': MIGRATION,
      'node_modules/x/migrations/001_a.sql': MIGRATION,
      'reports/monthly.sql': MIGRATION,
    });
    expect(made.migrations).toEqual([]);
    expect(parseJson(after(made)['sqlsafe.jsonc'] ?? '')).not.toHaveProperty('files');
  });

  test('of several databases the one that is meant; folders that are all another’s say so', () => {
    const files = {
      'db/migrations/postgres/001_a.sql': MIGRATION,
      'db/migrations/mysql/001_a.sql': MIGRATION,
      'db/migration_sqlite/001_a.sql': MIGRATION,
    };
    expect(plan(files).migrations).toMatchObject([{ root: 'db/migrations/postgres' }]);
    expect(plan({ 'db/migrations/sqlite/001_a.sql': MIGRATION }).dialect.value).toBe('sqlite');
  });

  test('a file that a project does not run is no history of its own', () => {
    const folder = 'migrations/2024-01-01-000000_a';
    const made = plan({
      [`${folder}/up.sql`]: MIGRATION,
      [`${folder}/down.sql`]: 'DROP TABLE users;',
      [`${folder}/notes.sql`]: 'SELECT 1;',
    });
    expect(made.migrations).toMatchObject([{ root: 'migrations', layout: 'diesel' }]);
  });

  test.each(['schema/migration-2-0001-20240101.sql', 'a/b/c/d/e/f/g/h/i/db/V1__a.sql'])('%s', (path) => {
    expect(plan({ [path]: MIGRATION }).migrations).toHaveLength(1);
  });

  test('several histories are all named', () => {
    const made = plan({ ...PLAIN, 'services/b/migrations/001_b.sql': MIGRATION });
    expect(parseJson(after(made)['sqlsafe.jsonc'] ?? '')).toMatchObject({ files: ['migrations', 'services/b/migrations'] });
  });
});

describe('the configuration', () => {
  test('is valid, names its schema, and says where its version comes from', async () => {
    const made = plan({ ...PLAIN, ...PACKAGE, 'docker-compose.yml': 'services: { db: { image: postgres:15 } }\n' });
    const text = after(made)['sqlsafe.jsonc'] ?? '';
    expect(await readConfig({ file: 'sqlsafe.jsonc', content: { text } })).toEqual({
      settings: { dialect: 'postgresql', dbVersion: '15', files: ['migrations'] },
      problems: [],
    });
    expect(text).toContain('"$schema": "./node_modules/sqlsafe/dist/config.schema.json"');
    expect(text).toContain('// From docker-compose.yml: postgres:15.');
  });

  test('its last line, uncommented, draws the line', async () => {
    const text = (after(plan(PLAIN))['sqlsafe.jsonc'] ?? '').replace('// ,', ',');
    expect((await readConfig({ file: 'sqlsafe.jsonc', content: { text } })).settings).toMatchObject({ startAfter: '001_users' });
  });

  test.each(['sqlsafe.json', 'sqlsafe.jsonc', 'sqlsafe.config.mjs', 'sqlsafe.config.ts'])('%s is left as it is', (name) => {
    const made = plan({ ...PLAIN, [name]: 'x' });
    expect(made.config).toMatchObject({ file: name, isThere: true });
    expect(Object.keys(after(made)).filter((path) => path.includes('sqlsafe'))).toEqual([]);
  });

  test('so is one in package.json', () => {
    expect(plan({ ...PLAIN, 'package.json': '{"sqlsafe": {}}' }).config).toMatchObject({ file: 'package.json', isThere: true });
  });
});

describe('the package', () => {
  test('goes among the others, in its place and in the file’s indentation', () => {
    expect(after(plan({ ...PLAIN, ...PACKAGE }))['package.json']).toBe(
      PACKAGE['package.json'].replace('    "zod"', '    "sqlsafe": "^1.2.3",\n    "zod"'),
    );
  });

  test.each([
    [{}, 'npm install'],
    [{ 'pnpm-lock.yaml': '' }, 'pnpm install'],
    [{ 'yarn.lock': '' }, 'yarn install'],
    [{ 'bun.lock': '' }, 'bun install'],
  ])('%o', (lock, command) => {
    expect(plan({ ...PLAIN, 'package.json': '{}\n', ...lock }).next[0]).toBe(command);
  });
});

describe('hooks', () => {
  test.each([
    ['^9.1.7', '', 'husky'],
    ['^9.1.7', '"prepare": "npm run build"', 'npm run build && husky'],
    ['^8.0.3', '"test": "x"', 'husky install'],
  ])('husky %s with the scripts {%s} is put in force when packages are installed: %s', (version, scripts, prepare) => {
    const files = {
      ...PLAIN,
      'sqlsafe.json': '{}',
      'pnpm-lock.yaml': '',
      'package.json': `{\n  "scripts": {${scripts}},\n  "devDependencies": {"husky": "${version}", "sqlsafe": "1"}\n}\n`,
    };
    const made = plan(files);
    expect(JSON.parse(after(made)['package.json'] ?? '')).toMatchObject({ scripts: { prepare } });
    expect(made.next).toContain('pnpm run prepare');
    const active = plan({ ...files, ...after(made) }, {}, { git: { hooks: '.husky/_', hooksPath: '.husky/_', hosts: [] } });
    expect(active.edits).toEqual([]);
  });

  test.each([
    ['husky', { '.husky/pre-commit': 'npx tsc\n' }, { '.husky/pre-commit': `npx tsc\n${RUN}\n` }],
    [
      'husky',
      { 'package.json': '{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9", "sqlsafe": "1" } }' },
      { '.husky/pre-commit': `${RUN}\n` },
    ],
    ['lefthook', { 'lefthook.yml': '# ours\n' }, { 'lefthook.yml': `# ours\npre-commit:\n  commands:\n    sqlsafe:\n      run: ${RUN}\n` }],
    [
      'lefthook',
      { 'lefthook.yml': 'pre-commit:\n  jobs:\n    - run: x\n' },
      { 'lefthook.yml': `pre-commit:\n  jobs:\n    - run: x\n    - name: sqlsafe\n      run: ${RUN}\n` },
    ],
    [
      'lefthook',
      { 'lefthook.json': '{\n  "pre-push": {}\n}\n' },
      {
        'lefthook.json': `{\n  "pre-push": {},\n  "pre-commit": {\n    "commands": {\n      "sqlsafe": {\n        "run": "${RUN}"\n      }\n    }\n  }\n}\n`,
      },
    ],
    [
      'lint-staged',
      { '.lintstagedrc': '{\n  "*.js": "eslint"\n}\n', '.husky/pre-commit': 'npx lint-staged\n' },
      { '.lintstagedrc': '{\n  "*.js": "eslint",\n  "**/*.sql": "sqlsafe check --staged"\n}\n' },
    ],
    [
      'lint-staged',
      { '.lintstagedrc.yml': '"*.js": eslint # all\n', '.husky/pre-commit': 'npx lint-staged\n' },
      { '.lintstagedrc.yml': '"*.js": eslint # all\n"**/*.sql": sqlsafe check --staged\n' },
    ],
    ['git', { '.git/hooks/pre-commit': '#!/bin/sh\nmake lint\n' }, { '.git/hooks/pre-commit': `#!/bin/sh\n${RUN} || exit\nmake lint\n` }],
    ['git', {}, { '.git/hooks/pre-commit': `#!/bin/sh\n${RUN}\n` }],
  ])('%s: %o', (name, files, changed) => {
    const all = { ...PLAIN, 'package.json': '{ "devDependencies": { "sqlsafe": "1" } }', 'sqlsafe.json': '{}', ...files };
    const made = plan(all);
    expect(made.hook?.name).toBe(name);
    expect(after(made)).toEqual(changed);
    const again = plan({ ...all, ...changed });
    expect({ edits: again.edits, isThere: again.hook?.outcome.isThere }).toEqual({ edits: [], isThere: true });
  });

  test('simple-git-hooks: behind what it runs already', () => {
    const made = plan({
      ...PLAIN,
      'sqlsafe.json': '{}',
      'package.json': '{ "devDependencies": { "sqlsafe": "1" }, "simple-git-hooks": { "pre-commit": "npx tsc" } }',
    });
    expect(made.hook?.name).toBe('simple-git-hooks');
    expect(parseJson(after(made)['package.json'] ?? '')).toMatchObject({ 'simple-git-hooks': { 'pre-commit': `npx tsc && ${RUN}` } });
    expect(made.next).toContain('npx simple-git-hooks');
  });

  test('pre-commit: as a hook of the project, which needs no package.json', () => {
    const text = '# pinned\nrepos:\n- repo: https://example.org/x\n  rev: v1 # why\n  hooks:\n  - id: a\n';
    const made = after(plan({ ...PLAIN, '.pre-commit-config.yaml': text }))['.pre-commit-config.yaml'] ?? '';
    expect(made.startsWith(text)).toBe(true);
    expect(parse(made)).toMatchObject({
      repos: [
        {},
        {
          repo: 'local',
          hooks: [
            {
              id: 'sqlsafe',
              entry: 'sqlsafe check --staged',
              language: 'node',
              additional_dependencies: ['sqlsafe@1.2.3'],
              pass_filenames: false,
              always_run: true,
            },
          ],
        },
      ],
    });
  });

  test('lint-staged gets files of code, too, where migrations are code', () => {
    const made = after(
      plan({
        'package.json': '{}',
        '.lintstagedrc': '{}',
        '.husky/pre-commit': 'lint-staged',
        'db/migrations/1_a.js': "exports.up = (knex) => knex.raw('SELECT 1');",
      }),
    );
    expect(parseJson(made['.lintstagedrc'] ?? '')).toEqual({ 'db/migrations/**/*.{sql,ts,mts,cts,js,mjs,cjs}': 'sqlsafe check --staged' });
  });

  test('lint-staged that nobody calls is no hook', () => {
    expect(plan({ ...PLAIN, ...PACKAGE, '.lintstagedrc': '{}' }).hook?.name).toBe('git');
  });

  test.each([
    ['lefthook', { 'lefthook.toml': '' }, 'lefthook.toml is to run in pre-commit'],
    ['lefthook', { 'lefthook.yml': 'a: [' }, 'lefthook.yml is to run in pre-commit'],
    ['pre-commit', { '.pre-commit-config.yaml': 'repos: text\n' }, ".pre-commit-config.yaml can't be read"],
    ['git', { '.git/hooks/pre-commit': '#!/usr/bin/env python3\n' }, 'pre-commit is no shell script'],
  ])('%s: what can not be added to is left alone, and said: %o', (name, files, note) => {
    const made = plan({ ...PLAIN, ...files }, { hook: undefined });
    expect(made.hook?.name).toBe(name);
    expect(made.hook?.outcome.notes.join()).toContain(note);
    for (const path of Object.keys(files)) expect(after(made)).not.toHaveProperty([path]);
  });

  test('core.hooksPath: a folder of the project is written to, one outside is not', () => {
    const inside = plan(PLAIN, {}, { git: { hooks: '.githooks', hooksPath: '.githooks', hosts: [] } });
    expect(inside.edits).toContainEqual(expect.objectContaining({ path: '.githooks/pre-commit', isExecutable: true }));
    expect(inside.hook?.outcome.notes).toEqual([]);
    const outside = plan(PLAIN, {}, { git: { hooks: '/etc/hooks', hooksPath: '/etc/hooks', hosts: [] } });
    expect(outside.edits.filter(({ path }) => path.includes('hooks'))).toEqual([]);
    expect(outside.hook?.outcome.notes.join()).toContain('leads out of the repository');
  });

  test('what is asked for wins; none is none; without a repository there is none', () => {
    expect(plan({ ...PLAIN, '.husky/pre-commit': '' }, { hook: 'git' }).hook?.name).toBe('git');
    expect(plan({ ...PLAIN, '.husky/pre-commit': '' }, { hook: 'none' }).hook).toBe(undefined);
    expect(plan(PLAIN, {}, { git: undefined }).hook).toBe(undefined);
  });
});

describe('a project below the root of its repository', () => {
  const files = { 'back end/package.json': '{}\n', 'back end/package-lock.json': '{}', 'back end/migrations/001_a.sql': MIGRATION };

  test('the hook and the workflow go there', () => {
    const made = after(plan(files, { ci: 'github' }, { home: 'back end' }));
    expect(made['.git/hooks/pre-commit']).toBe(`#!/bin/sh\n(cd 'back end' && ${RUN})\n`);
    expect(parse(made['.github/workflows/sqlsafe.yml'] ?? '')).toMatchObject({
      jobs: { migrations: { steps: [{}, {}, { run: "cd 'back end' && npm ci" }, { 'working-directory': 'back end' }] } },
    });
    expect(parseJson(made['back end/sqlsafe.jsonc'] ?? '')).toMatchObject({ files: ['migrations'] });
  });

  test('lefthook and pre-commit run there', () => {
    expect(parse(after(plan({ ...files, 'lefthook.yml': '' }, {}, { home: 'back end' }))['lefthook.yml'] ?? '')).toEqual({
      'pre-commit': { commands: { sqlsafe: { run: RUN, root: 'back end/' } } },
    });
    const made = after(plan({ ...files, '.pre-commit-config.yaml': '' }, {}, { home: 'back end' }))['.pre-commit-config.yaml'] ?? '';
    expect(parse(made)).toMatchObject({ repos: [{ hooks: [{ entry: `sh -c '(cd '\\''back end'\\'' && ${RUN})'` }] }] });
  });

  test('a workspace has its packages at its root; pnpm links them', () => {
    const workspace = { 'package-lock.json': '{}', 'packages/db/package.json': '{}', 'packages/db/migrations/001_a.sql': MIGRATION };
    const hook = (all: Readonly<Record<string, string>>) => after(plan(all, {}, { home: 'packages/db' }))['.git/hooks/pre-commit'];
    expect(hook(workspace)).toContain(`(cd packages/db && ../../${RUN})`);
    expect(hook({ ...workspace, 'package-lock.json': '', 'pnpm-lock.yaml': '' })).toContain(`(cd packages/db && ${RUN})`);
    expect(after(plan(workspace, {}, { home: 'packages/db' }))['packages/db/sqlsafe.jsonc']).toContain('"../../node_modules/sqlsafe/');
  });
});

describe('CI', () => {
  test('GitHub: a workflow of its own, with the packages of the lock file', () => {
    const made = plan({ ...PLAIN, ...PACKAGE, '.github/workflows/ci.yml': 'on: push\n', '.nvmrc': '22\n' });
    const text = after(made)['.github/workflows/sqlsafe.yml'] ?? '';
    expect(parse(text)).toMatchObject({
      on: 'pull_request',
      permissions: { contents: 'read' },
      jobs: {
        migrations: {
          steps: [
            { with: { 'fetch-depth': 0 } },
            { with: { 'node-version-file': '.nvmrc' } },
            { run: 'npm ci' },
            { run: 'npx sqlsafe check --since "origin/$BASE"', env: { BASE: '${{ github.base_ref }}' } },
          ],
        },
      },
    });
    // What comes from outside is never part of a script.
    expect(text.split('\n').filter((line) => line.includes('run:') && line.includes('${{'))).toEqual([]);
    expect(plan({ ...PLAIN, '.github/workflows/sqlsafe.yml': text }).ci?.outcome.isThere).toBe(true);
  });

  test.each([
    ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile', 'pnpm exec sqlsafe'],
    ['yarn.lock', 'yarn install --frozen-lockfile', 'yarn run --silent sqlsafe'],
    ['bun.lock', 'bun install --frozen-lockfile', 'bunx sqlsafe'],
  ])('%s', (lock, install, run) => {
    const text = after(plan({ ...PLAIN, 'package.json': '{}', [lock]: '' }, { ci: 'github' }))['.github/workflows/sqlsafe.yml'] ?? '';
    expect(text).toContain(install);
    expect(text).toContain(`run: ${run} check`);
  });

  test('GitLab: a job in the pipeline, in a stage that it has', () => {
    const pipeline = '# ours\nstages: [build, deploy]\nbuild:\n  stage: build\n  script: [make]\n';
    const made = after(plan({ ...PLAIN, '.gitlab-ci.yml': pipeline }))['.gitlab-ci.yml'] ?? '';
    expect(made.startsWith(pipeline)).toBe(true);
    expect(parse(made)).toMatchObject({
      sqlsafe: {
        stage: 'build',
        variables: { GIT_DEPTH: 0 },
        script: ['npx --yes sqlsafe@1.2.3 check --since "$CI_MERGE_REQUEST_DIFF_BASE_SHA" -f pretty -f gitlab:gl-code-quality.json'],
        artifacts: { reports: { codequality: 'gl-code-quality.json' } },
      },
    });
    expect(plan({ ...PLAIN, '.gitlab-ci.yml': made }).ci?.outcome.isThere).toBe(true);
  });

  test.each([
    ['github.com', 'github'],
    ['gitlab.example.org', 'gitlab'],
    ['example.org', undefined],
  ])('a repository from %s', (host, name) => {
    expect(plan(PLAIN, {}, { git: { hooks: '.git/hooks', hooksPath: undefined, hosts: [host] } }).ci?.name).toBe(name);
  });
});

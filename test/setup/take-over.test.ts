import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { rules } from '../../src/index.ts';
import type { Source } from '../../src/setup/from/source.ts';
import { takeOver } from '../../src/setup/from/take-over.ts';
import { after, plan, surroundings } from './support.ts';

type Files = Readonly<Record<string, string>>;
const taken = (tool: Source, files: Files) => takeOver(tool, surroundings(files), rules);
const settings = (tool: Source, files: Files) => Object.fromEntries(taken(tool, files).settings.map(([key, value]) => [key, value]));

describe('squawk', () => {
  const TOML = `
pg_version = "14.2"
assume_in_transaction = true
excluded_paths = ["migrations/001_old.sql"]
excluded_rules = ["ban-drop-column", "require-concurrent-index-creation"]
`;
  test('its file', () => {
    expect(settings('squawk', { '.squawk.toml': TOML })).toEqual({
      dbVersion: '14',
      transaction: 'file',
      ignorePatterns: ['migrations/001_old.sql'],
      rules: { 'create-index-blocking': 'off', 'drop-column-breaking': 'off' },
    });
  });

  test('the flags that it is called with', () => {
    const files = {
      'package.json': '{ "scripts": { "lint": "squawk --exclude=ban-drop-table,ban-char-field --pg-version 15 migrations/*.sql" } }',
    };
    expect(settings('squawk', files)).toMatchObject({ dbVersion: '15', rules: { 'drop-table-breaking': 'off' } });
  });

  test('what has nothing like it is told; so is what can not be read', () => {
    expect(taken('squawk', { '.squawk.toml': 'excluded_rules = ["of-their-own"]' }).notes).toEqual([
      "squawk's of-their-own is no rule here: there is nothing to take over",
    ]);
    expect(taken('squawk', { '.squawk.toml': 'a = [' }).notes).toEqual(['.squawk.toml is no TOML: nothing is taken over from it']);
    expect(taken('squawk', {}).notes).toEqual(['there are no settings of squawk here, and nobody calls it']);
  });

  test('all of it becomes a configuration that is valid, and says whence', async () => {
    const { settings: found } = taken('squawk', { '.squawk.toml': TOML });
    const text = after(plan({ 'migrations/001_a.sql': 'SELECT 1;' }, { taken: found }))['sqlsafe.jsonc'] ?? '';
    const read = await readConfig({ file: 'sqlsafe.jsonc', content: { text } });
    expect(read.problems).toEqual([]);
    expect(read.settings).toMatchObject({ dbVersion: '14', rules: { 'drop-column-breaking': 'off' }, files: ['migrations'] });
    expect(text).toContain("// squawk's excluded_rules: ban-drop-column, require-concurrent-index-creation.");
  });

  test('beside a configuration that is there it is said, not written', () => {
    const { settings: found } = taken('squawk', { '.squawk.toml': TOML });
    const made = plan({ 'sqlsafe.jsonc': '{}' }, { taken: found });
    expect(after(made)).not.toHaveProperty(['sqlsafe.jsonc']);
    expect(made.config.notes.join()).toContain('"dbVersion": "14"');
  });
});

test('pgsafe', () => {
  const toml = `
fail_on = "warning"
in_transaction = true
since = "0042_last"
paths = ["db/**/*.sql"]
required-columns = ["id"]
[rules]
drop-table = "warning"
add-index-non-concurrent = false
require-timeout = true
[[ignore]]
path = "db/legacy/**"
[[ignore]]
path = "db/0001.sql"
rules = ["drop-column"]
`;
  expect(settings('pgsafe', { 'pgsafe.toml': toml })).toMatchObject({
    failOn: 'warning',
    transaction: 'file',
    startAfter: '0042_last',
    files: ['db/**/*.sql'],
    ignorePatterns: ['db/legacy/**'],
    rules: { 'create-index-blocking': 'off', 'drop-table-breaking': 'warning' },
    overrides: [{ files: ['db/0001.sql'], rules: { 'drop-column-breaking': 'off' } }],
  });
  expect(taken('pgsafe', { 'pgsafe.toml': toml }).notes).toContain("pgsafe's required-columns has nothing like it here");
});

test('eugene: what it ignores stands where it is called', () => {
  const files = { '.github/workflows/ci.yml': 'steps:\n  - run: eugene lint --ignore E6 -i E9 migrations\n  - run: ls -i x\n' };
  const found = settings('eugene', files);
  expect(found).toMatchObject({ rules: { 'create-index-blocking': 'off' } });
  expect(Object.keys(found)).toEqual(['rules']);
});

test('atlas', () => {
  const hcl = `
env "local" {
  dev = "docker://postgres/15/dev?search_path=public"
  migration { dir = "file://db/migrations" }
}
lint {
  destructive { error = true }
  // concurrent_index { error = true }
  data_depend { error = false }
}
`;
  expect(settings('atlas', { 'atlas.hcl': hcl })).toEqual({
    dbVersion: '15',
    files: ['db/migrations'],
    rules: expect.objectContaining({ 'drop-table-breaking': 'error', 'drop-column-breaking': 'error' }) as object,
  });
  expect(settings('atlas', { 'atlas.hcl': hcl })['rules']).not.toHaveProperty('create-index-blocking');
});

test.each(['squawk', 'eugene', 'pgsafe', 'atlas'] as const)('rules know names of %s', (tool) => {
  const names = new Set(rules.flatMap(({ aliases }) => aliases.filter((alias) => alias.startsWith(`${tool}:`))));
  expect(names.size).toBeGreaterThan(10);
});

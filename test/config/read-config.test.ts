import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { LAYOUTS } from '../../src/model/migration.ts';

const read = async (text: string, under?: string): Promise<unknown> => {
  const { settings, problems } = await readConfig({ file: 'sqlsafe.jsonc', content: { text }, ...(under === undefined ? {} : { under }) });
  return {
    settings,
    problems: problems.map(
      ({ code, line, column, text: said, hint }) => `${code} ${line}:${column} ${said}${hint === undefined ? '' : ` ${hint}`}`,
    ),
  };
};

test('all kinds of values', async () => {
  const settings = {
    dialect: 'postgresql',
    dbVersion: '16',
    layout: 'prisma',
    transaction: 'string',
    files: ['db/migrations'],
    ignorePatterns: ['**/seed/**'],
    maxFileSize: 1000,
    placeholders: { schema: 'app' },
    rules: { 'drop-column-breaking': 'off', 'create-index-blocking/build': 'warning' },
    presets: ['strict', 'style'],
    only: [],
    skip: ['a'],
    failOn: 'never',
    maxWarnings: 0,
    lockTimeoutSetByRunner: true,
    quiet: false,
    format: ['json', 'sarif:out.sarif'],
    startAfter: '0100_x',
    color: 'never',
    overrides: [{ files: ['old/**'], rules: { a: 'off' }, only: [], transaction: 'file', lockTimeoutSetByRunner: false }],
  };
  expect(await read(JSON.stringify({ $schema: 'x', ...settings, dbVersion: 16 }))).toEqual({ settings, problems: [] });
});

test('one format or a list of them, each with a path from the folder of the configuration', async () => {
  expect(await read('{ "format": "json" }')).toEqual({ settings: { format: ['json'] }, problems: [] });
  expect(
    (await readConfig({ file: 'db/sqlsafe.jsonc', content: { text: '{ "format": ["pretty", "sarif:out/a.sarif", "json:/x"] }' } }))
      .settings,
  ).toEqual({
    format: ['pretty', 'sarif:db/out/a.sarif', 'json:/x'],
  });
  expect(
    (await readConfig({ file: 'sqlsafe.jsonc', content: { text: `{ "format": ["json", "yaml", 1] }` } })).problems.map(({ text }) => text),
  ).toEqual([
    expect.stringMatching(/format must be one of pretty, .*, not "yaml"/),
    expect.stringMatching(/format must be one of pretty, .*, not 1\./),
  ]);
});

test('comments, trailing commas and a byte order mark', async () => {
  expect(await read('\uFEFF// ours\n{ "dialect": "postgresql", /* why */ "quiet": true, }')).toEqual({
    settings: { dialect: 'postgresql', quiet: true },
    problems: [],
  });
});

test('everything that is wrong is said at once, where it stands; what is right holds', async () => {
  expect(
    await read(
      '{\n  "dilect": "postgresql",\n  "layout": "primsa",\n  "maxWarnings": -1,\n  "rules": { "a": "of", "b": "error" },\n  "only": ["x", 1],\n  "quiet": "yes",\n  "files": {},\n  "failOn": "warning",\n  "zzz": null\n}',
    ),
  ).toEqual({
    settings: { failOn: 'warning' },
    problems: [
      'config-unknown-key 2:3 There is no setting "dilect". Did you mean "dialect"?',
      `config-wrong-type 3:13 layout must be one of ${LAYOUTS.join(', ')}, not "primsa". Did you mean "prisma"?`,
      'config-wrong-type 4:18 maxWarnings must be a whole number from 0, not -1.',
      'config-wrong-type 5:19 rules.a must be one of error, warning, info, off, not "of". Did you mean "off"?',
      'config-wrong-type 6:17 only.1 must be a text, not 1.',
      'config-wrong-type 7:12 quiet must be true or false, not "yes".',
      'config-wrong-type 8:12 files must be a list of texts, not an object.',
      expect.stringMatching(/^config-unknown-key 10:3 There is no setting "zzz"\. Known: dialect, /),
    ],
  });
});

test("a flag's spelling is near enough to be recognised", async () => {
  expect(await read('{"db-version": "17", "lock_timeout_set_by_runner": true}')).toEqual({
    settings: {},
    problems: [
      'config-unknown-key 1:2 There is no setting "db-version". Did you mean "dbVersion"?',
      'config-unknown-key 1:22 There is no setting "lock_timeout_set_by_runner". Did you mean "lockTimeoutSetByRunner"?',
    ],
  });
});

test.each([
  ['', 'config-invalid-json 1:1'],
  ['{ "dialect": ', 'config-invalid-json 1:14'],
  ['{\n  "quiet" true\n}', 'config-invalid-json 2:11'],
  ['[]', 'config-wrong-type 1:1'],
  ['null', 'config-wrong-type 1:1'],
  ['"x"', 'config-wrong-type 1:1'],
])('no configuration: %j', async (text, start) => {
  expect(await read(text)).toEqual({
    settings: {},
    problems: expect.arrayContaining([expect.stringMatching(new RegExp(`^${start}`))]) as unknown,
  });
});

test('a part of package.json, with places in that file', async () => {
  expect(await read('{ "name": "x", "sqlsafe": { "quiet": true } }', 'sqlsafe')).toEqual({ settings: { quiet: true }, problems: [] });
  expect(await read('{\n "name": "x",\n "sqlsafe": {\n  "quite": true } }', 'sqlsafe')).toEqual({
    settings: {},
    problems: ['config-unknown-key 4:3 There is no setting "quite". Did you mean "quiet"?'],
  });
});

test('names of every object are names like any other', async () => {
  expect(await read('{ "__proto__": 1, "constructor": 2, "toString": 3 }')).toEqual({
    settings: {},
    problems: [expect.stringContaining('"__proto__"'), expect.stringContaining('"constructor"'), expect.stringContaining('"toString"')],
  });
  const { settings } = await readConfig({ file: 'f', content: { text: '{ "placeholders": { "__proto__": "x" } }' } });
  expect(Object.hasOwn(settings.placeholders ?? {}, '__proto__')).toBe(true);
});

test('the value of a module is believed as little as a text', async () => {
  const { settings, problems } = await readConfig({
    file: 'sqlsafe.config.mjs',
    content: { value: { quiet: true, rules: [], maxFileSize: 10n, color: undefined } },
  });
  expect([settings, problems]).toEqual([
    { quiet: true },
    [
      { code: 'config-wrong-type', text: 'rules must be an object, not a list.', file: 'sqlsafe.config.mjs' },
      { code: 'config-wrong-type', text: 'maxFileSize must be a whole number from 0, not a bigint.', file: 'sqlsafe.config.mjs' },
      { code: 'config-wrong-type', text: 'color must be one of auto, always, never, not undefined.', file: 'sqlsafe.config.mjs' },
    ],
  ]);
});

test('paths start from the folder of the configuration', async () => {
  const text = '{ "files": ["db", "./x.sql", "/abs"], "ignorePatterns": ["old/**", "**/seed/**"] }';
  expect((await readConfig({ file: '../sqlsafe.json', content: { text } })).settings).toEqual({
    files: ['../db', '../x.sql', '/abs'],
    ignorePatterns: ['../old/**', '**/seed/**'],
  });
  expect((await readConfig({ file: 'sqlsafe.json', content: { text } })).settings).toEqual({
    files: ['db', './x.sql', '/abs'],
    ignorePatterns: ['old/**', '**/seed/**'],
  });
});

import { expect, test } from 'vitest';
import { didYouMean } from '../../src/config/did-you-mean.ts';
import { settingsFromEnvironment, settingsFromFlags } from '../../src/config/from-text.ts';
import { mergeSettings } from '../../src/config/merge-settings.ts';
import { configSchema } from '../../src/config/schema.ts';
import { FILE_KEYS, flagOf, SETTING_KEYS, variableOf } from '../../src/config/settings.ts';

test('variables', () => {
  const environment = {
    PATH: '/bin',
    SQLSAFE_DIALECT: 'postgresql',
    SQLSAFE_DB_VERSION: '15',
    SQLSAFE_QUIET: '1',
    SQLSAFE_MAX_WARNINGS: '3',
    SQLSAFE_FAIL_ON: '',
    SQLSAFE_RULE: 'a=off, b/c=error',
    SQLSAFE_PRESET: 'strict,style',
    SQLSAFE_PLACEHOLDER: 'a=1,5\nb=x=y',
    SQLSAFE_IGNORE_PATTERN: 'x/{a,b}/**,y',
  };
  expect(settingsFromEnvironment(environment)).toEqual({
    settings: {
      dialect: 'postgresql',
      dbVersion: '15',
      quiet: true,
      maxWarnings: 3,
      rules: { a: 'off', 'b/c': 'error' },
      presets: ['strict', 'style'],
      placeholders: { a: '1,5', b: 'x=y' },
      ignorePatterns: ['x/{a,b}/**', 'y'],
    },
    problems: [],
  });
});

test('variables that are wrong, or set nothing', () => {
  const { settings, problems } = settingsFromEnvironment({
    SQLSAFE_DIALECT: 'pg',
    SQLSAFE_QUIET: 'perhaps',
    SQLSAFE_MAX_WARNINGS: '1e3',
    SQLSAFE_RULE: 'a',
    SQLSAFE_DIALCT: 'x',
  });
  expect([settings, problems.map(({ text }) => text)]).toEqual([
    {},
    [
      'SQLSAFE_DIALECT must be one of postgresql, mysql, sqlite, not "pg".',
      'SQLSAFE_RULE must be an object, not "a".',
      'SQLSAFE_MAX_WARNINGS must be a whole number from 0, not "1e3".',
      'SQLSAFE_QUIET must be true or false, not "perhaps".',
      'There is no setting for the variable SQLSAFE_DIALCT.',
    ],
  ]);
});

test('flags', () => {
  expect(
    settingsFromFlags({
      'db-version': '16',
      rule: ['a=off', 'b=info'],
      placeholder: ['s=a,b'],
      'ignore-pattern': ['x,y'],
      quiet: true,
      timings: true,
      only: undefined,
    }),
  ).toEqual({
    settings: { dbVersion: '16', rules: { a: 'off', b: 'info' }, placeholders: { s: 'a,b' }, ignorePatterns: ['x,y'], quiet: true },
    problems: [],
  });
  expect(settingsFromFlags({ 'max-warnings': 'many' }).problems.map(({ text }) => text)).toEqual([
    '--max-warnings must be a whole number from 0, not "many".',
  ]);
});

test('later layers win, maps entry by entry', () => {
  expect(
    mergeSettings(
      { quiet: true, failOn: 'info', rules: { a: 'off', b: 'off' }, only: ['x'] },
      {},
      { failOn: 'error', rules: { b: 'info' }, placeholders: { s: 'v' } },
    ),
  ).toEqual({
    quiet: true,
    failOn: 'error',
    rules: { a: 'off', b: 'info' },
    only: ['x'],
    placeholders: { s: 'v' },
  });
});

test('one name for one setting everywhere', () => {
  expect([flagOf('dbVersion'), variableOf('dbVersion'), flagOf('rules'), variableOf('rules')]).toEqual([
    'db-version',
    'SQLSAFE_DB_VERSION',
    'rule',
    'SQLSAFE_RULE',
  ]);
  expect(new Set(SETTING_KEYS.map(flagOf)).size).toBe(SETTING_KEYS.length);
});

test('the schema knows every setting and nothing else', () => {
  const schema = configSchema() as {
    readonly properties: Readonly<Record<string, { readonly description?: string }>>;
    readonly additionalProperties: boolean;
  };
  expect(Object.keys(schema.properties)).toEqual(['$schema', ...SETTING_KEYS, 'overrides']);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties['failOn']).toEqual({
    enum: ['error', 'warning', 'info', 'never'],
    description: 'Exit with 1 when there are findings of this severity or above. (--fail-on, SQLSAFE_FAIL_ON)',
  });
  expect(schema.properties['presets']).toMatchObject({ type: 'array', items: { enum: ['recommended', 'strict', 'style'] } });
  const { items } = schema.properties['overrides'] as unknown as { readonly items: { readonly properties: object } };
  expect(Object.keys(items.properties)).toEqual(['files', ...FILE_KEYS]);
  expect(schema.properties['rules']).toMatchObject({ type: 'object', additionalProperties: { enum: ['error', 'warning', 'info', 'off'] } });
});

test.each([
  ['dialct', 'dialect'],
  ['Format', 'format'],
  ['onyl', 'only'],
  ['completely-else', undefined],
])('did you mean: %s', (name, known) => {
  expect(didYouMean(name, SETTING_KEYS)).toBe(known);
});

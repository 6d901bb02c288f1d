import { expect, expectTypeOf, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { SETTING_KEYS } from '../../src/config/settings.ts';
import { defineConfig, type Config } from '../../src/index.ts';

test('what it takes is what a configuration may say', async () => {
  const config = defineConfig({
    dbVersion: 16,
    format: ['pretty', 'sarif:out.sarif'],
    rules: { 'drop-column-breaking': 'warning' },
    overrides: [{ files: ['old/**'], transaction: 'statement' }],
  });
  expect(await readConfig({ file: 'sqlsafe.config.ts', content: { value: config } })).toEqual({
    settings: { ...config, dbVersion: '16' },
    problems: [],
  });
});

test('a function stays one', () => {
  const config = defineConfig(async () => ({ failOn: 'never' as const }));
  expectTypeOf(config).returns.resolves.toEqualTypeOf<{ failOn: 'never' }>();
  expect(typeof config).toBe('function');
});

test('every key of the configuration has its type', () => {
  expectTypeOf<(typeof SETTING_KEYS)[number] | 'overrides'>().toEqualTypeOf<keyof Config>();
  expectTypeOf<Config['dbVersion']>().toEqualTypeOf<string | number | undefined>();
  expectTypeOf<'sarif:x'>().toExtend<Config['format']>();
  expectTypeOf<'html'>().not.toExtend<Config['format']>();
  expectTypeOf<{ failOn: 'sometimes' }>().not.toExtend<Config>();
  expect(SETTING_KEYS).toContain('dbVersion');
});

import { expect, test } from 'vitest';
import { isProduction, refuseDatabase, refuseEnvironment } from '../../../src/execute/seed/environment.ts';

test.each(['production', 'Production', 'prod', 'live', 'prod-eu', 'production_2'])('%s is production', (name) => {
  expect(isProduction(name)).toBe(true);
});
test.each(['test', 'staging', 'products', 'delivery', 'pre-production', 'liverpool', ''])('"%s" is not', (name) => {
  expect(isProduction(name)).toBe(false);
});

test.each([
  ['test', { NODE_ENV: 'production' }, 'environment-production'],
  ['test', { RAILS_ENV: 'live' }, 'environment-production'],
  ['staging', { APP_ENV: 'prod', NODE_ENV: 'test' }, 'environment-production'],
  ['test', { SQLSAFE_ENV: 'production' }, 'environment-production'],
  ['test', { NODE_ENV: 'test' }, undefined],
  ['test', {}, undefined],
  ['production', { NODE_ENV: 'production' }, undefined],
  ['production', { NODE_ENV: 'test' }, undefined],
  ['../test', {}, 'environment-name'],
  ['a b', {}, 'environment-name'],
  ['.git', {}, 'environment-name'],
])('--env %s where the process is told %o: %s', (environment, variables, code) => {
  expect(refuseEnvironment(environment, variables)?.code).toBe(code);
});

test.each([
  ['test', null, undefined],
  ['test', 'test', undefined],
  ['test', 'development', undefined],
  ['prod', 'production', undefined],
  ['test', 'production', 'database-production'],
  ['production', 'test', 'database-not-production'],
])('--env %s, and the database was told %s: %s', (environment, known, code) => {
  const problem = refuseDatabase(environment, known, 'sqlsafe seed');
  expect(problem?.code).toBe(code);
  if (problem !== undefined) expect(problem.hint).toContain('sqlsafe seed --set-env');
});

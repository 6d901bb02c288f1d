import { describe, expect, test } from 'vitest';
import { PLAIN } from '../../../src/report/paint.ts';
import { endProblem, groupsText, lineOf, reportJson, summaryText, type Outcome } from '../../../src/cli/targets/report.ts';
import { worstOf, type Result } from '../../../src/cli/targets/result.ts';
import { terminalIn } from '../command.ts';

const terminal = { ...terminalIn('/project'), paint: PLAIN };
const result = (name: string, given: Partial<Result> = {}): Result => ({
  name,
  exitCode: 0,
  text: '',
  problems: [],
  done: [],
  waiting: [],
  ...given,
});
const failed = (name: string, more: Partial<Result> = {}): Result =>
  result(name, {
    exitCode: 1,
    problems: [
      {
        code: 'run',
        text: 'db/2.sql:1: division by zero (22012)',
        hint: `Nothing took effect.\nThen: sqlsafe apply db --targets t --target ${name}`,
      },
    ],
    done: ['db/1.sql'],
    waiting: ['db/2.sql'],
    ...more,
  });
const outcome = (given: Partial<Outcome>): Outcome => ({
  command: 'apply',
  results: [],
  untouched: [],
  ended: 'through',
  exitCode: 0,
  again: 'sqlsafe apply db --targets t',
  ms: 1200,
  ...given,
});

test('the worst of several exit codes', () => {
  expect(worstOf([])).toBe(0);
  expect(worstOf([0, 3, 9])).toBe(9);
  expect(worstOf([6, 2, 8, 0])).toBe(2);
  expect(worstOf([1, 4, 5])).toBe(5);
  expect(worstOf([5, 1, 130])).toBe(130);
});

describe('what people read', () => {
  test('a line of each: its last words, or what is wrong first', () => {
    expect(lineOf(result('a', { text: 'x\n✔ Applied 2 migrations in 3 ms.\n' }), 3, terminal)).toBe(
      '  ✔ a    Applied 2 migrations in 3 ms.',
    );
    expect(lineOf(failed('ü\u001B'), 3, terminal)).toBe('  ✖ ü␛   db/2.sql:1: division by zero (22012)');
  });
  test('of whom the same is to be said stands together, with a command for all of them', () => {
    expect(groupsText([failed('a'), failed('b c'), failed('d', { waiting: ['db/2.sql', 'db/3.sql'] })], terminal)).toBe(
      `✖ a, b c (2 databases)
    db/2.sql:1: division by zero (22012)
      Nothing took effect.
      Then: sqlsafe apply db --targets t --target a --target 'b c'
    waiting: db/2.sql

✖ d
    db/2.sql:1: division by zero (22012)
      Nothing took effect.
      Then: sqlsafe apply db --targets t --target d
    done: db/1.sql; waiting: db/2.sql, db/3.sql
`,
    );
    const many = Array.from({ length: 30 }, (_, n) => failed(`t${n}`));
    expect(groupsText(many, terminal)).toContain('Then: sqlsafe apply db --targets t\n');
    const doubt = (name: string): Result =>
      failed(name, { problems: [{ code: 'run', text: 'in doubt (-- sqlsafe: probe)', hint: `Then: sqlsafe repair db --target ${name}` }] });
    expect(groupsText([doubt('a'), doubt('b')], terminal)).toContain(
      '    in doubt (-- sqlsafe: probe)\n      Then: sqlsafe repair db --target a\n      and so for each of them',
    );
  });
  test('the last words', () => {
    expect(summaryText(outcome({ results: [result('a', { done: ['1', '2'] }), result('b')] }), terminal)).toBe(
      '\n✔ 2 databases, 2 migrations applied in 1, 1.2 s\n',
    );
    expect(summaryText(outcome({ exitCode: 1, results: [failed('a')], untouched: ['b', 'c'] }), terminal)).toBe(
      '\n✖ 3 databases, 1 failed, 2 not begun, 1 migration applied in 1, 1.2 s\n',
    );
    expect(
      summaryText(outcome({ exitCode: 3, command: 'status', results: [result('a', { exitCode: 3, waiting: ['1'] })] }), terminal),
    ).toBe('\n· 1 database, something is pending in 1, 1.2 s\n');
  });
  test('why it ended, who is untouched, and how all of it goes on', () => {
    expect(endProblem(outcome({ results: [result('a')] }))).toBeUndefined();
    expect(endProblem(outcome({ results: [failed('a')], untouched: ['b'], ended: 'canary-failed' }))).toEqual({
      code: 'targets',
      text: 'The canary a failed; no other was begun.',
      hint: 'Untouched: b.\nThen, for all of them: sqlsafe apply db --targets t',
    });
    const untouched = Array.from({ length: 12 }, (_, n) => `t${n}`);
    expect(endProblem(outcome({ untouched, ended: 'interrupted' }))?.hint).toMatch(/^Untouched: t0, .*, t9 and 2 others\.\n/);
  });
});

test('for programs', () => {
  expect(reportJson(outcome({ exitCode: 1, results: [failed('a')], untouched: ['b'], ended: 'too-many-failed' }))).toMatchObject({
    event: 'report',
    exitCode: 1,
    ended: 'too-many-failed',
    targets: [
      { target: 'a', begun: true, exitCode: 1, done: ['db/1.sql'], waiting: ['db/2.sql'] },
      { target: 'b', begun: false, exitCode: null },
    ],
    next: 'sqlsafe apply db --targets t',
  });
});

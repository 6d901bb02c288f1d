import { describe, expect, test } from 'vitest';
import { destructiveLast } from '../../../../src/execute/preflight/checks/destructive-last.ts';
import { waysBack } from '../../../../src/execute/preflight/checks/ways-back.ts';
import { subjectOf, told } from '../subject.ts';

describe('ways-back', () => {
  const UP = '-- +goose Up\nCREATE TABLE a (id int);\n';
  test('each has one', async () => {
    const subject = await subjectOf(told({}), { '001_new.sql': `${UP}-- +goose Down\nDROP TABLE a;\n` });
    expect(waysBack.ask(subject)).toMatchObject({ verdict: 'ok' });
  });
  test('some have none: which, and what to write; who gave a reason has done so', async () => {
    const files = { '001_new.sql': `${UP}-- +goose Down\nDROP TABLE a;\n`, '002_new.sql': '-- +goose Up\nCREATE TABLE b (id int);\n' };
    expect(waysBack.ask(await subjectOf(told({}), files))).toMatchObject({
      verdict: 'warn',
      said: '1 of 2 have none',
      more: ['db/002_new.sql'],
      instead: expect.stringContaining('SELECT 1;') as string,
    });
    expect(waysBack.ask(await subjectOf(told({}), files, { forwardOnly: ['db/002_new.sql'] }))).toMatchObject({ verdict: 'ok' });
  });
  test('a layout without a place for them', async () => {
    expect(waysBack.ask(await subjectOf(told({}), { 'new_1.sql': 'CREATE TABLE a (id int);' }))).toMatchObject({
      verdict: 'ok',
      said: expect.stringContaining('a new migration'),
    });
  });
});

describe('destructive-last', () => {
  const OLD = { '1.sql': 'CREATE TABLE a (id int, b int); CREATE TABLE c (id int);' };
  test('it does, or there is nothing of the kind', async () => {
    const last = await subjectOf(told({}), {
      ...OLD,
      '2_new.sql': 'CREATE TABLE d (id int);',
      '3_new.sql': 'DROP TABLE c;',
      '4_new.sql': 'ALTER TABLE a DROP COLUMN b;',
    });
    expect(destructiveLast.ask(last)).toMatchObject({ verdict: 'ok', said: 'it does' });
    const none = await subjectOf(told({}), { ...OLD, '2_new.sql': 'CREATE TABLE d (id int);', '3_new.sql': 'DELETE FROM a WHERE id = 1;' });
    expect(destructiveLast.ask(none)).toMatchObject({ verdict: 'ok', said: 'nothing is destroyed' });
  });
  test('a file that builds comes after it', async () => {
    const early = await subjectOf(told({}), {
      ...OLD,
      '2_new.sql': 'ALTER TABLE a DROP COLUMN b; DROP TABLE c;',
      '3_new.sql': 'CREATE TABLE d (id int);',
    });
    expect(destructiveLast.ask(early)).toMatchObject({
      verdict: 'warn',
      said: 'db/3_new.sql comes after what destroys: where it fails, what is gone is gone',
      more: ['db/2_new.sql: a.b', 'db/2_new.sql: c'],
    });
  });
  test('what the same deployment made is no loss', async () => {
    const own = await subjectOf(told({}), {
      ...OLD,
      '2_new.sql': 'CREATE TABLE t (id int); DROP TABLE t;',
      '3_new.sql': 'CREATE TABLE d (id int);',
    });
    expect(destructiveLast.ask(own)).toMatchObject({ verdict: 'ok' });
  });
});

import { describe, expect, test } from 'vitest';
import { backup } from '../../../../src/execute/preflight/checks/backup.ts';
import { monitoring } from '../../../../src/execute/preflight/checks/monitoring.ts';
import { window } from '../../../../src/execute/preflight/checks/window.ts';
import { readWindow, type Window } from '../../../../src/model/window.ts';
import { subjectOf, told } from '../subject.ts';

const FILES = { 'new_1.sql': 'CREATE TABLE a (id int);' };

function nights(): Window {
  const read = readWindow('Mon-Fri 22:00-06:00 Europe/Zurich');
  if ('hint' in read) throw new Error(read.text);
  return read;
}

describe('window', () => {
  const at = async (now: string) => window.ask(await subjectOf(told({}), FILES, { wishes: { window: nights() }, now }));
  test('open, for how long; shortly before its end that is a warning', async () => {
    expect(await at('2026-11-27T22:10Z')).toMatchObject({
      verdict: 'ok',
      said: 'within Mon-Fri 22:00-06:00 Europe/Zurich, for 6 h 50 min yet',
    });
    expect(await at('2026-11-28T04:52Z')).toMatchObject({ verdict: 'warn', said: 'Mon-Fri 22:00-06:00 Europe/Zurich closes in 8 min' });
  });
  test('closed: nothing runs, and when it opens', async () => {
    expect(await at('2026-11-28T12:00Z')).toMatchObject({
      verdict: 'stop',
      said: 'it is 2026-11-28 12:00 UTC, outside Mon-Fri 22:00-06:00 Europe/Zurich; it opens in 2 d 9 h',
    });
  });
  test('none named: not asked', async () => {
    expect(window.ask(await subjectOf(told({}), FILES))).toEqual({ verdict: 'not-asked', said: 'not asked: --window' });
  });
});

describe.each([
  ['backup', backup, 'backupCheck', 'backup-check'],
  ['monitoring', monitoring, 'monitorCheck', 'monitor-check'],
] as const)('%s', (_, check, key, flag) => {
  const asked: string[] = [];
  const ending = (answer: { readonly output: Buffer } | { readonly failure: string; readonly said: string }) => ({
    [key]: './look',
    command: (command: string, name: string) => {
      asked.push(`${command} as ${name}`);
      return Promise.resolve(answer);
    },
  });
  test('the command ends with 0: its last lines', async () => {
    const output = Buffer.from('1\n2\n3\n4\n\n5\r\n6\n');
    expect(await check.ask(await subjectOf(told({}), FILES, { wishes: ending({ output }) }))).toMatchObject({
      verdict: 'ok',
      said: '`./look` says so',
      more: ['2', '3', '4', '5', '6'],
    });
    expect(asked).toEqual([`./look as ${flag}`]);
  });
  test('it does not: nothing runs', async () => {
    const wishes = ending({ failure: 'ended with exit code 3', said: 'the last one is of Monday\n' });
    expect(await check.ask(await subjectOf(told({}), FILES, { wishes }))).toMatchObject({
      verdict: 'stop',
      said: '`./look` ended with exit code 3',
      more: ['the last one is of Monday'],
    });
  });
  test('no command: not asked; an empty one is a mistake', async () => {
    expect(await check.ask(await subjectOf(told({}), FILES))).toEqual({ verdict: 'not-asked', said: `not asked: --${flag}` });
    expect(await check.ask(await subjectOf(told({}), FILES, { wishes: { [key]: ' ' } }))).toMatchObject({ verdict: 'stop' });
  });
});

import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { runHook } from '../../../src/cli/database/run-hook.ts';
import { runVariables } from '../../../src/cli/database/run-variables.ts';
import type { RunEvent } from '../../../src/execute/events.ts';
import type { PlannedMigration } from '../../../src/execute/plan/plan.ts';

/** Runs a command as a hook: how it ended, and the lines that it was heard to say. */
async function hook(command: string, { patience = 20, cancel = false, env = {} } = {}) {
  const events: RunEvent[] = [];
  const done = await runHook('before', command, {
    cwd: tmpdir(),
    patience,
    env,
    interrupt: {
      stopping: false,
      cancelling: false,
      onCancel: (end) => {
        if (cancel && end !== undefined) setTimeout(end, 200);
      },
    },
    tell: (event) => void events.push(event),
    hide: (text) => text.replaceAll('sesame', '***'),
  });
  return { done, lines: events.flatMap((event) => (event.event === 'hook-output' ? [event.line] : [])), events };
}

describe('a hook', () => {
  test('whole lines of both streams, the last one without its end as well', async () => {
    const { done, lines, events } = await hook("printf 'one\\r\\ntw'; sleep 0.1; printf 'o\\nä'; printf 'open sesame' >&2");
    expect(lines.toSorted()).toEqual(['one', 'open ***', 'two', 'ä']);
    expect(done).toMatchObject({ hook: 'before', failure: null });
    expect([events[0]?.event, events.at(-1)?.event]).toEqual(['hook-started', 'hook-done']);
  });
  test('how it failed; what it was called, without its secrets', async () => {
    expect((await hook('exit 3 # sesame')).done).toMatchObject({ command: 'exit 3 # ***', failure: 'ended with exit code 3' });
    expect((await hook('no-such-command-here')).done).toMatchObject({ failure: 'ended with exit code 127' });
  });
  test('one that hangs is ended with all that it started, and so is one that is cancelled', async () => {
    expect((await hook('sleep 30 | sleep 30', { patience: 0.3 })).done.failure).toBe('did not end within 0.3 s, and was ended');
    expect((await hook('sleep 30 | sleep 30', { cancel: true })).done.failure).toBe('was cancelled');
  });
  test('of what it prints without end a part is shown', async () => {
    const { lines } = await hook('seq 5000; head -c 9000 /dev/zero | tr "\\0" x');
    expect(lines).toHaveLength(1001);
    expect(lines.at(-1)).toBe('(what it prints further is left out)');
  });
  test('it has the variables that it is given', async () => {
    expect((await hook('echo "$SQLSAFE_RUN_STATE"', { env: { SQLSAFE_RUN_STATE: 'starting' } })).lines).toEqual(['starting']);
  });
});

test('variables: what is not known is not there, lists are cut at a line, zero bytes are left out', () => {
  const plan = Array.from({ length: 5000 }, (_, at) => ({
    name: `db/migrations/${at}_some_migration.sql`,
  })) as unknown as PlannedMigration[];
  const variables = runVariables({ hook: 'before', command: 'apply', state: 'star\0ting', target: 'app on db', serverVersion: '', plan });
  expect(Object.keys(variables).toSorted()).toEqual([
    'SQLSAFE_RUN_COMMAND',
    'SQLSAFE_RUN_FILES',
    'SQLSAFE_RUN_FILE_COUNT',
    'SQLSAFE_RUN_HOOK',
    'SQLSAFE_RUN_STATE',
    'SQLSAFE_RUN_TARGET',
    'SQLSAFE_RUN_TOOL_VERSION',
  ]);
  expect(variables).toMatchObject({ SQLSAFE_RUN_STATE: 'starting', SQLSAFE_RUN_FILE_COUNT: '5000' });
  const files = variables['SQLSAFE_RUN_FILES'] ?? '';
  expect(files.length).toBeLessThan(60_001);
  expect(files.split('\n').at(-1)).toMatch(/^db\/migrations\/\d+_some_migration\.sql$/);
});

import { describe, expect, test } from 'vitest';
import { createState, type State } from '../../src/engine/replay/index.ts';
import type { Effect, Lock } from '../../src/model/effect.ts';
import type { TransactionMode } from '../../src/model/migration.ts';
import type { Operation, SetSetting, TransactionControl } from '../../src/model/operation.ts';

const span = { start: 0, end: 0 };
const control = (action: TransactionControl['action'], name?: string, chain = false): Operation => ({
  kind: 'transaction',
  action,
  name,
  chain,
  span,
});
const set = (name: string, value: string | undefined, local = false): Operation =>
  ({ kind: 'set-setting', name, values: value === undefined ? undefined : [value], local, span }) satisfies SetSetting;
const effect = (name: string, lock: Lock): Effect => ({
  id: undefined,
  schema: 'public',
  name,
  kind: 'table',
  lock,
  blocks: 'everything',
  work: 'none',
  certain: true,
  because: '',
  source: '',
});
const inert: Operation = { kind: 'inert', what: 'LISTEN', span };
interface Lockup {
  readonly lock: Lock;
  readonly on: string;
}
const takes = (on: string, lock: Lock): Lockup => ({ on, lock });

type Line = Operation | Lockup | readonly Operation[];

/** Runs statements, each of one operation; an array is the steps of one statement. */
function run(mode: TransactionMode, lines: readonly Line[], state: State = fresh()): State {
  state.beginSection(mode, lines.length);
  lines.forEach((line, index) => {
    state.beginStatement(index);
    if ('on' in line) state.apply(inert, { relations: [effect(line.on, line.lock)], fails: null });
    else for (const op of 'kind' in line ? [line] : line) state.apply(op, { relations: [], fails: null });
    if (index < lines.length - 1) state.endStatement();
  });
  return state;
}
function fresh(): State {
  const state = createState({ dialect: 'postgresql', version: [17, 0] });
  state.beginDeployment();
  return state;
}
const held = (state: State): readonly string[] =>
  state.session.locks.map(({ name, lock, statement }) => `${name.name} ${lock} ${statement}`);
const ineffective = (state: State): readonly string[] => state.session.ineffective.map(({ name, reason }) => `${name} ${reason}`);

describe('transactions', () => {
  test.each<[string, TransactionMode, readonly Line[], State['session']['transaction']]>([
    ['a statement is its own', 'statement', [inert], undefined],
    ['a wrapped file is in one', 'file', [inert], 'file'],
    ['a string of several is in one', 'string', [inert, inert], 'string'],
    ['a string of one is not', 'string', [inert], undefined],
    ['BEGIN opens one', 'statement', [control('begin'), inert], 'begin'],
    ['BEGIN in a wrapped file is a warning', 'file', [control('begin')], 'file'],
    ['BEGIN in a string makes it a real one', 'string', [control('begin'), inert], 'begin'],
    ['COMMIT in a wrapped file ends it', 'file', [control('commit'), inert], undefined],
    ['COMMIT in a string begins the next', 'string', [control('commit'), inert], 'string'],
    ['BEGIN after that is a real one', 'file', [control('commit'), control('begin')], 'begin'],
    ['COMMIT AND CHAIN stays in one', 'statement', [control('begin'), control('commit', undefined, true), inert], 'begin'],
    ['ROLLBACK ends one', 'statement', [control('begin'), control('rollback'), inert], undefined],
    ['ROLLBACK AND CHAIN stays in one', 'statement', [control('begin'), control('rollback', undefined, true), inert], 'begin'],
    ['PREPARE TRANSACTION ends one', 'statement', [control('begin'), control('prepare', 'x'), inert], undefined],
    ['ROLLBACK TO stays in one', 'statement', [control('begin'), control('savepoint', 's'), control('rollback-to', 's')], 'begin'],
  ])('%s', (_title, mode, lines, expected) => {
    expect(run(mode, lines).session.transaction).toBe(expected);
  });

  test('each statement outside one has a number of its own, those inside share one', () => {
    const state = fresh();
    const numbers: number[] = [];
    state.beginSection('statement');
    for (const op of [inert, inert, control('begin'), inert, inert, control('commit'), inert]) {
      state.beginStatement(0);
      state.apply(op, { relations: [], fails: null });
      numbers.push(state.catalog.transaction);
      state.endStatement();
    }
    const [a, b, begin, first, second, commit, last] = numbers;
    expect(new Set([a, b, begin, commit, last]).size).toBe(5);
    expect([first, second]).toEqual([begin, begin]);
  });

  test('the end of a section ends what is open', () => {
    const state = run('statement', [control('begin'), inert]);
    state.endSection();
    expect(state.session.transaction).toBeUndefined();
    expect(run('statement', [inert], state).session.transaction).toBeUndefined();
  });
});

describe('settings', () => {
  test.each<[string, TransactionMode, readonly Line[], string | undefined, readonly string[]]>([
    ['SET holds', 'statement', [set('lock_timeout', '2s'), inert], '2s', []],
    ['names are not case-sensitive', 'statement', [set('LOCK_TIMEOUT', '2s'), inert], '2s', []],
    ['the last one counts', 'statement', [set('lock_timeout', '2s'), set('lock_timeout', '3s')], '3s', []],
    ['zero is off', 'statement', [set('lock_timeout', '0'), inert], '0', ['lock_timeout zero']],
    ['zero with a unit is off', 'statement', [set('lock_timeout', '0s')], '0s', ['lock_timeout zero']],
    ['RESET takes it back', 'statement', [set('lock_timeout', '2s'), set('lock_timeout', undefined)], undefined, ['lock_timeout reset']],
    ['RESET of what was not set is nothing', 'statement', [set('lock_timeout', undefined)], undefined, []],
    ['RESET ALL', 'statement', [set('lock_timeout', '2s'), set('all', undefined)], undefined, ['lock_timeout reset']],
    ['set anew after RESET', 'statement', [set('lock_timeout', '2s'), set('lock_timeout', undefined), set('lock_timeout', '1s')], '1s', []],
    [
      'SET LOCAL outside a transaction is lost',
      'statement',
      [set('lock_timeout', '2s', true), inert],
      undefined,
      ['lock_timeout local-outside-transaction'],
    ],
    ['SET LOCAL reaches the rest of a DO block', 'statement', [[set('lock_timeout', '2s', true), inert]], '2s', []],
    ['SET LOCAL in a wrapped file holds', 'file', [set('lock_timeout', '2s', true), inert], '2s', []],
    ['SET LOCAL in a string holds', 'string', [set('lock_timeout', '2s', true), inert], '2s', []],
    [
      'SET LOCAL ends at COMMIT',
      'statement',
      [control('begin'), set('lock_timeout', '2s', true), control('commit'), inert],
      undefined,
      ['lock_timeout transaction-ended'],
    ],
    [
      'the session\u2019s value comes back',
      'statement',
      [set('lock_timeout', '9s'), control('begin'), set('lock_timeout', '2s', true), control('commit')],
      '9s',
      ['lock_timeout transaction-ended'],
    ],
    ['SET survives COMMIT', 'statement', [control('begin'), set('lock_timeout', '2s'), control('commit'), inert], '2s', []],
    [
      'SET ends at ROLLBACK',
      'statement',
      [control('begin'), set('lock_timeout', '2s'), control('rollback'), inert],
      undefined,
      ['lock_timeout transaction-ended'],
    ],
    ['SET over SET LOCAL', 'file', [set('lock_timeout', '2s', true), set('lock_timeout', '3s'), control('commit'), inert], '3s', []],
    ['SET LOCAL … TO DEFAULT', 'file', [set('lock_timeout', '2s'), set('lock_timeout', undefined, true)], '0', ['lock_timeout reset']],
    [
      'ROLLBACK TO takes a setting back',
      'file',
      [set('lock_timeout', '1s'), control('savepoint', 's'), set('lock_timeout', '2s'), control('rollback-to', 's')],
      '1s',
      [],
    ],
  ])('%s', (_title, mode, lines, value, reasons) => {
    const state = run(mode, lines);
    expect([state.session.setting('lock_timeout'), ineffective(state)]).toEqual([value, reasons]);
  });

  test('a file starts afresh', () => {
    const state = run('statement', [set('lock_timeout', '2s'), set('search_path', 'app')]);
    state.endSection();
    run('statement', [inert], state);
    expect([state.session.setting('lock_timeout'), state.session.searchPath]).toEqual([undefined, ['public']]);
  });

  test.each<[string, readonly string[]]>([
    ['app', ['app']],
    ['app, public', ['app', 'public']],
    ['"$user", public', ['public']],
    ['"My App" , b', ['My App', 'b']],
    ['', []],
  ])('search_path = %s', (value, expected) => {
    expect(run('statement', [set('search_path', value)]).session.searchPath).toEqual(expected);
  });

  test('a session that was read stays as it was', () => {
    const state = run('file', [set('lock_timeout', '2s')]);
    const before = state.session;
    state.apply(set('lock_timeout', '5s'), { relations: [], fails: null });
    expect([before.setting('lock_timeout'), { ...state.session, transaction: 'do' as const }.setting('lock_timeout')]).toEqual([
      '2s',
      '5s',
    ]);
  });
});

describe('locks', () => {
  test.each<[string, TransactionMode, readonly Line[], readonly string[]]>([
    ['are held in a transaction', 'file', [takes('t', 'ACCESS EXCLUSIVE'), inert], ['t ACCESS EXCLUSIVE 0']],
    ['end with the statement outside one', 'statement', [takes('t', 'ACCESS EXCLUSIVE'), inert], []],
    [
      'the strongest of a relation counts',
      'file',
      [takes('t', 'SHARE'), takes('t', 'ACCESS EXCLUSIVE'), takes('t', 'SHARE')],
      ['t ACCESS EXCLUSIVE 1'],
    ],
    ['of several relations', 'file', [takes('t', 'SHARE'), takes('u', 'SHARE')], ['t SHARE 0', 'u SHARE 1']],
    ['end at COMMIT', 'file', [takes('t', 'SHARE'), control('commit'), inert], []],
    ['end at ROLLBACK', 'statement', [control('begin'), takes('t', 'SHARE'), control('rollback')], []],
    [
      'end at ROLLBACK TO',
      'file',
      [takes('u', 'SHARE'), control('savepoint', 's'), takes('t', 'ACCESS EXCLUSIVE'), control('rollback-to', 's')],
      ['u SHARE 0'],
    ],
    ['stay at RELEASE', 'file', [control('savepoint', 's'), takes('t', 'SHARE'), control('release', 's')], ['t SHARE 1']],
    ['BEGIN in a string keeps what it took', 'string', [takes('t', 'SHARE'), control('begin'), inert], ['t SHARE 0']],
  ])('%s', (_title, mode, lines, expected) => {
    expect(held(run(mode, lines))).toEqual(expected);
  });

  test('COMMIT inside a DO block lets go', () => {
    const state = run('statement', [inert]);
    state.beginStatement(1);
    state.apply(inert, { relations: [effect('t', 'ROW EXCLUSIVE')], fails: null });
    expect(held(state)).toEqual(['t ROW EXCLUSIVE 1']);
    state.apply(control('commit'), { relations: [], fails: null });
    expect(held(state)).toEqual([]);
  });
});

test('a trial leaves no trace', () => {
  const state = run('file', [set('lock_timeout', '2s'), takes('t', 'SHARE')]);
  const before = [state.session.setting('lock_timeout'), held(state), state.session.transaction, state.catalog.transaction];
  const mark = state.mark();
  run('statement', [set('lock_timeout', '9s'), control('begin'), takes('u', 'SHARE'), control('rollback'), inert], state);
  state.endSection();
  state.rollbackTo(mark);
  expect([state.session.setting('lock_timeout'), held(state), state.session.transaction, state.catalog.transaction]).toEqual(before);
});

import { describe, expect, test } from 'vitest';
import { verdictOf, type Seen, type Verdict } from '../../../src/execute/recover/observe.ts';
import type { Probe } from '../../../src/execute/plan/probe.ts';

const name = (text: string): { schema: undefined; name: string } => ({ schema: undefined, name: text });
const index = (oid: string, indexName: string, valid = true): Extract<Seen, { kind: 'indexes' }>['indexes'][number] => ({
  oid,
  schema: 'public',
  name: indexName,
  valid,
  building: false,
});
const indexes = (...some: readonly ReturnType<typeof index>[]): Seen => ({ kind: 'indexes', table: '1', indexes: some });

describe('CREATE INDEX CONCURRENTLY', () => {
  const probe: Probe = { kind: 'create-index', table: name('t'), index: 'i' };
  test.each<[string, Seen, Seen, Verdict]>([
    ['nothing there', indexes(), indexes(), 'absent'],
    ['there and valid', indexes(), indexes(index('2', 'i')), 'done'],
    ['there and INVALID', indexes(), indexes(index('2', 'i', false)), 'half'],
    ['it was there before: ours can only have failed', indexes(index('2', 'i')), indexes(index('2', 'i')), 'absent'],
    ["somebody else's of another name", indexes(), indexes(index('2', 'j')), 'absent'],
  ])('%s', (_case, before, after, verdict) => {
    expect(verdictOf(probe, before, after)).toBe(verdict);
  });
  test('without a name: the one that is new', () => {
    const unnamed: Probe = { ...probe, index: undefined };
    expect(verdictOf(unnamed, indexes(index('1', 'a')), indexes(index('1', 'a'), index('2', 'b')))).toBe('done');
    expect(verdictOf(unnamed, indexes(), indexes(index('1', 'a'), index('2', 'b')))).toBe('unknown');
  });
});

test.each<[Probe, Seen, Seen, Verdict]>([
  [{ kind: 'drop-index', index: name('i') }, indexes(index('1', 'i')), indexes(), 'done'],
  [{ kind: 'drop-index', index: name('i') }, indexes(index('1', 'i')), indexes(index('1', 'i', false)), 'absent'],
  [{ kind: 'drop-index', index: name('i') }, indexes(), indexes(), 'absent'],
  [{ kind: 'reindex' }, indexes(), indexes(index('9', 'i_ccnew', false)), 'half'],
  [{ kind: 'reindex' }, indexes(index('9', 'i_ccnew', false)), indexes(index('9', 'i_ccnew', false)), 'absent'],
  [
    { kind: 'detach-partition', table: name('t'), partition: name('p') },
    { kind: 'partition', state: 'attached' },
    { kind: 'partition', state: 'detached' },
    'done',
  ],
  [
    { kind: 'detach-partition', table: name('t'), partition: name('p') },
    { kind: 'partition', state: 'attached' },
    { kind: 'partition', state: 'pending' },
    'half',
  ],
  [{ kind: 'enum-value', type: name('e'), value: 'v' }, { kind: 'object', there: false }, { kind: 'object', there: true }, 'done'],
  [{ kind: 'enum-value', type: name('e'), value: 'v' }, { kind: 'object', there: true }, { kind: 'object', there: true }, 'absent'],
  [
    { kind: 'server-object', what: 'database', name: 'd', created: false },
    { kind: 'object', there: true },
    { kind: 'object', there: false },
    'done',
  ],
  [{ kind: 'query', sql: '' }, { kind: 'answer', done: false }, { kind: 'answer', done: true }, 'done'],
  [{ kind: 'again' }, { kind: 'nothing' }, { kind: 'nothing' }, 'absent'],
  [{ kind: 'none' }, { kind: 'nothing' }, { kind: 'nothing' }, 'unknown'],
])('%j: %j, then %j', (probe, before, after, verdict) => {
  expect(verdictOf(probe, before, after)).toBe(verdict);
});

import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/execute/events.ts';
import { outboxFor } from '../../../src/execute/run/outbox.ts';

const event = (what: string): RunEvent => ({ event: 'cleaned', id: '1', what });

test('events are told as they happen; held back, up to a mark, and the rest is forgotten', () => {
  const told: string[] = [];
  const outbox = outboxFor((each) => void told.push('what' in each ? each.what : ''));
  outbox.tell(event('a'));
  const held = outbox.hold();
  for (const what of ['b', 'c']) outbox.tell(event(what));
  held.mark();
  outbox.tell(event('d'));
  held.mark();
  outbox.tell(event('e'));
  expect(told).toEqual(['a']);
  held.release(1);
  expect(told).toEqual(['a', 'b', 'c']);
  outbox.tell(event('f'));
  outbox.hold().release(0);
  outbox.tell(event('g'));
  expect(told).toEqual(['a', 'b', 'c', 'f', 'g']);
});

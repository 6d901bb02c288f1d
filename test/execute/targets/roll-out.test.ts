import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { oneAtATime, rollOut, type Rollout } from '../../../src/execute/targets/roll-out.ts';

/** Work at 1 … 10 that takes some time; what was begun, in order, and how many at most were worked at at the same time. */
async function rolled(given: Partial<Rollout>, failing: readonly number[] = [], stopAt = Number.POSITIVE_INFINITY) {
  const begun: number[] = [];
  let [now, most] = [0, 0];
  const ended = await rollOut(
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    { parallel: 1, canary: 0, stopAfter: Number.POSITIVE_INFINITY, ...given },
    async (n) => {
      begun.push(n);
      now += 1;
      most = Math.max(most, now);
      await sleep(5);
      now -= 1;
      return !failing.includes(n);
    },
    () => begun.length >= stopAt,
  );
  return { ended, begun, most };
}
const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('a roll-out', () => {
  test('one after the other, or so many at the same time, in order', async () => {
    expect(await rolled({})).toEqual({ ended: 'through', begun: ALL, most: 1 });
    expect(await rolled({ parallel: 4 })).toEqual({ ended: 'through', begun: ALL, most: 4 });
    expect((await rolled({ parallel: 100 })).most).toBe(10);
  });
  test('canaries are alone; one that fails is the last, and those that pass count no failure', async () => {
    expect(await rolled({ canary: 3, parallel: 4 }, [2])).toEqual({ ended: 'canary-failed', begun: [1, 2], most: 1 });
    expect(await rolled({ canary: 3, parallel: 4 })).toMatchObject({ ended: 'through', begun: ALL });
    expect(await rolled({ canary: 99, parallel: 4 })).toEqual({ ended: 'through', begun: ALL, most: 1 });
  });
  test('after so many failures nothing more is begun; what runs comes to its end', async () => {
    expect(await rolled({ stopAfter: 1 }, [3])).toEqual({ ended: 'too-many-failed', begun: [1, 2, 3], most: 1 });
    expect((await rolled({ stopAfter: 2 }, [3, 5, 7])).begun).toEqual([1, 2, 3, 4, 5]);
    expect((await rolled({ stopAfter: 1, parallel: 4 }, [1, 2, 3, 4])).begun).toEqual([1, 2, 3, 4]);
    expect(await rolled({}, ALL)).toMatchObject({ ended: 'through', begun: ALL });
    expect(await rolled({ stopAfter: 1 }, [10])).toMatchObject({ ended: 'through', begun: ALL });
  });
  test('somebody stops it', async () => {
    expect(await rolled({}, [], 4)).toMatchObject({ ended: 'interrupted', begun: [1, 2, 3, 4] });
    expect(await rolled({ canary: 5 }, [], 2)).toMatchObject({ ended: 'interrupted', begun: [1, 2] });
    expect(await rolled({ canary: 5 }, [2], 2)).toMatchObject({ ended: 'interrupted', begun: [1, 2] });
  });
});

test('the same thing is worked at once at a time, also after a failure', async () => {
  const alone = oneAtATime();
  const order: string[] = [];
  const work =
    (name: string, fails = false) =>
    async (): Promise<void> => {
      order.push(`${name} begins`);
      await sleep(5);
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
  await Promise.allSettled([alone('x', work('a', true)), alone('x', work('b')), alone(undefined, work('c'))]);
  expect(order.filter((each) => !each.startsWith('c'))).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(order.indexOf('c begins')).toBeLessThan(order.indexOf('a ends'));
});

import { describe, expect, test } from 'vitest';
import { readWindow, windowAt, type Window } from '../../src/model/window.ts';

function windowOf(text: string): Window {
  const read = readWindow(text);
  if ('hint' in read) throw new Error(read.text);
  return read;
}
const openAt = (text: string, at: string): boolean => windowAt(windowOf(text), new Date(at)).open;

describe('the hours of a window', () => {
  // 2026-11-27 is a Friday; Zurich is an hour ahead of UTC in winter, two in summer.
  test.each([
    ['Mon-Fri 09:00-17:00 UTC', '2026-11-27T09:00Z', true],
    ['Mon-Fri 09:00-17:00 UTC', '2026-11-27T16:59Z', true],
    ['Mon-Fri 09:00-17:00 UTC', '2026-11-27T17:00Z', false],
    ['Mon-Fri 09:00-17:00 UTC', '2026-11-28T10:00Z', false],
    ['09:00-17:00 Europe/Zurich', '2026-11-27T08:00Z', true],
    ['09:00-17:00 Europe/Zurich', '2026-11-27T16:00Z', false],
    ['09:00-17:00 Europe/Zurich', '2026-07-03T07:00Z', true],
    ['Sat,Sun 00:00-24:00 UTC', '2026-11-28T23:59Z', true],
    ['fri-mon 10:00-11:00 UTC', '2026-11-30T10:30Z', true],
    ['Friday 10:00-11:00 UTC', '2026-11-27T10:30Z', true],
    ['daily 10:00-11:00 UTC', '2026-11-25T10:30Z', true],
    ['Mon 01:00-02:00 UTC; Fri 03:00-04:00 UTC', '2026-11-27T03:30Z', true],
    ['Mon 01:00-02:00 UTC; Fri 03:00-04:00 UTC', '2026-11-27T01:30Z', false],
  ])('%s at %s: %s', (text, at, open) => {
    expect(openAt(text, at)).toBe(open);
  });
  test('over midnight it belongs to the day on which it begins', () => {
    const text = 'Mon-Fri 22:00-06:00 Europe/Zurich';
    expect(openAt(text, '2026-11-27T21:00Z')).toBe(true);
    // Saturday, five in the morning: the night of Friday. Monday at that hour: the night of Sunday.
    expect(openAt(text, '2026-11-28T04:00Z')).toBe(true);
    expect(openAt(text, '2026-11-28T05:00Z')).toBe(false);
    expect(openAt(text, '2026-11-30T04:00Z')).toBe(false);
  });
  test('the clock is that of the zone, in the night in which it is set back as well', () => {
    // 2026-10-25: at 03:00 summer time it is 02:00 once more. 02:00-03:00 is there twice, two hours long.
    expect(windowAt(windowOf('Sun 02:00-03:00 Europe/Zurich'), new Date('2026-10-25T00:00Z'))).toEqual({ open: true, changesIn: 120 });
  });
  test('when it opens and closes, to the minute', () => {
    const nights = windowOf('Mon-Fri 22:00-06:00 Europe/Zurich');
    expect(windowAt(nights, new Date('2026-11-28T04:43:20Z'))).toEqual({ open: true, changesIn: 17 });
    expect(windowAt(nights, new Date('2026-11-28T05:00Z'))).toEqual({ open: false, changesIn: 64 * 60 });
    expect(windowAt(windowOf('00:00-24:00 UTC'), new Date('2026-11-28T05:00Z'))).toEqual({ open: true, changesIn: undefined });
  });
});

describe('what is no window says why, and how one is written', () => {
  test.each([
    ['', 'a window is empty'],
    ['22:00-06:00 UTC;', 'a window is empty'],
    ['at night', '"at night" is no window'],
    ['Mon-Fri 22-06 UTC', '"Mon-Fri 22-06 UTC" is no window'],
    ['25:00-06:00 UTC', '"25:00-06:00 UTC" has a time that no clock shows'],
    ['22:00-06:60 UTC', '"22:00-06:60 UTC" has a time that no clock shows'],
    ['24:00-06:00 UTC', '"24:00-06:00 UTC" has a time that no clock shows'],
    ['06:00-06:00 UTC', '"06:00-06:00 UTC" is empty; a whole day is 00:00-24:00'],
    ['Mo-Fri 22:00-06:00 UTC', '"Mo" in "Mo-Fri 22:00-06:00 UTC" is no day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun'],
    ['Mon-Wed-Fri 22:00-06:00 UTC', '"Mon-Wed-Fri" in "Mon-Wed-Fri 22:00-06:00 UTC" is no day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun'],
    ['Mon-Fri 22:00-06:00', '"Mon-Fri 22:00-06:00" names no time zone'],
    ['22:00-06:00 Europe/Zürich', '"Europe/Zürich" in "22:00-06:00 Europe/Zürich" is no time zone'],
  ])('%s', (text, why) => {
    expect(readWindow(text)).toEqual({ text: why, hint: expect.stringContaining('Mon-Fri 22:00-06:00 Europe/Zurich') as string });
  });
});

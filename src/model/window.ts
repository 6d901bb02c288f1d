// Hours in which something may be run: `Mon-Fri 22:00-06:00 Europe/Zurich`.

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** One stretch of the week; one that goes over midnight belongs to the day on which it begins. */
interface Hours {
  /** 0 is Sunday. */
  readonly days: ReadonlySet<number>;
  /** Minutes since midnight; `to` above 1440 is the next day's. */
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

export interface Window {
  readonly text: string;
  readonly hours: readonly Hours[];
}

/** Why a text is none. */
export interface NoWindow {
  readonly text: string;
  readonly hint: string;
}

const HINT = 'Days, hours and a time zone: "Mon-Fri 22:00-06:00 Europe/Zurich"; several with a semicolon between them.';
const DAY = 1440;

/**
 * `[days] HH:MM-HH:MM zone`, several separated by semicolons. Days are names or spans (`Mon-Fri,Sun`), every day where there are none; the
 * zone is a name of the IANA database, or UTC. `24:00` is the end of a day.
 */
export function readWindow(text: string): Window | NoWindow {
  const hours: Hours[] = [];
  for (const part of text.split(';')) {
    const read = readHours(part.trim());
    if ('hint' in read) return read;
    hours.push(read);
  }
  return { text, hours };
}

function readHours(text: string): Hours | NoWindow {
  const wrong = (why: string): NoWindow => ({ text: why, hint: HINT });
  if (text === '') return wrong('a window is empty');
  const found = /^(?:(\S+)\s+)?(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})(?:\s+(\S+))?$/.exec(text);
  if (found === null) return wrong(`"${text}" is no window`);
  const [, named, fromHour, fromMinute, toHour, toMinute, zone] = found;
  const from = minutes(fromHour, fromMinute);
  const to = minutes(toHour, toMinute);
  if (from === undefined || from === DAY || to === undefined) return wrong(`"${text}" has a time that no clock shows`);
  if (from === to) return wrong(`"${text}" is empty; a whole day is 00:00-24:00`);
  const days = named === undefined || /^daily$/i.test(named) ? new Set(DAYS.keys()) : readDays(named);
  if (typeof days === 'string') return wrong(`"${days}" in "${text}" is no day; days are ${[...DAYS.slice(1), DAYS[0]].join(', ')}`);
  if (zone === undefined) return wrong(`"${text}" names no time zone`);
  if (!isZone(zone)) return wrong(`"${zone}" in "${text}" is no time zone`);
  return { days, from, to: to < from ? to + DAY : to, zone };
}

function minutes(hour: string | undefined, minute: string | undefined): number | undefined {
  const [h, m] = [Number(hour), Number(minute)];
  return (h < 24 && m < 60) || (h === 24 && m === 0) ? h * 60 + m : undefined;
}

/** @returns the word that is no day */
function readDays(text: string): ReadonlySet<number> | string {
  const days = new Set<number>();
  for (const item of text.split(',')) {
    const [first = '', last = first, ...more] = item.split('-');
    const [from, to] = [dayOf(first), dayOf(last)];
    if (from === -1 || to === -1 || more.length > 0) return from === -1 ? first : to === -1 ? last : item;
    for (let day = from; ; day = (day + 1) % DAYS.length) {
      days.add(day);
      if (day === to) break;
    }
  }
  return days;
}

/** `Mon`, `monday`. */
const dayOf = (text: string): number => NAMES.findIndex((name) => name === text.toLowerCase() || name.slice(0, 3) === text.toLowerCase());
const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** How long a window stays as it is, looked at from a moment. */
export interface WindowState {
  readonly open: boolean;
  /** Minutes until it closes or opens; undefined: not within eight days. */
  readonly changesIn: number | undefined;
}

const HORIZON = 8 * DAY;
const MINUTE = 60_000;

/** Is it open at a moment, by the clocks of its zones, daylight saving included? */
export function windowAt({ hours }: Window, at: Date): WindowState {
  const clocks = new Map(hours.map(({ zone }) => [zone, clockOf(zone)]));
  const isOpen = (ms: number): boolean =>
    hours.some(({ days, from, to, zone }) => {
      const { day, minute } = clocks.get(zone)?.(ms) ?? { day: 0, minute: 0 };
      const yesterday = (day + DAYS.length - 1) % DAYS.length;
      return (days.has(day) && minute >= from && minute < to) || (days.has(yesterday) && minute + DAY < to);
    });
  const start = Math.floor(at.getTime() / MINUTE) * MINUTE;
  const open = isOpen(start);
  // Windows begin and end on whole minutes; the step to the first change is found in quarters, and then to the minute.
  for (let coarse = QUARTER; coarse <= HORIZON; coarse += QUARTER) {
    if (isOpen(start + coarse * MINUTE) === open) continue;
    for (let fine = coarse - QUARTER + 1; fine < coarse; fine += 1)
      if (isOpen(start + fine * MINUTE) !== open) return { open, changesIn: fine };
    return { open, changesIn: coarse };
  }
  return { open, changesIn: undefined };
}

/** A shorter gap or opening than this is passed over when looking ahead; never for the moment itself. */
const QUARTER = 15;

/** A moment as weekday and minute of the day, by the clock of a zone. */
function clockOf(zone: string): (ms: number) => { readonly day: number; readonly minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return {
      day: DAYS.findIndex((day) => day === parts.get('weekday')),
      minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
    };
  };
}

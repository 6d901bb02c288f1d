import { windowAt } from '../../../model/window.ts';
import { notAsked, ok, stop, warn, type PreflightCheck } from '../check.ts';

/** So little time left is said, in minutes. */
const SHORT = 15;

export const window: PreflightCheck = {
  id: 'window',
  asks: 'Is it within the permitted hours?',
  source: 'https://www.iana.org/time-zones',
  ask({ wishes, now }) {
    const { window } = wishes;
    if (window === undefined) return notAsked('--window');
    const { open, changesIn } = windowAt(window, now);
    const clock = now.toISOString().slice(0, 16).replace('T', ' ');
    if (!open)
      return stop(
        `it is ${clock} UTC, outside ${window.text}${changesIn === undefined ? '' : `; it opens in ${timeText(changesIn)}`}`,
        'Wait for it, or change --window.',
      );
    if (changesIn !== undefined && changesIn < SHORT)
      return warn(`${window.text} closes in ${timeText(changesIn)}`, 'What has begun by then goes on to its end. Is it done by then?');
    return ok(`within ${window.text}${changesIn === undefined ? '' : `, for ${timeText(changesIn)} yet`}`);
  },
};

/** Minutes → `45 min`, `3 h 20 min`, `2 d 4 h`. */
function timeText(minutes: number): string {
  const [d, h, min] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = [d > 0 ? `${d} d` : '', h > 0 ? `${h} h` : '', min > 0 && d === 0 ? `${min} min` : ''].filter((part) => part !== '');
  return parts.join(' ') || '0 min';
}

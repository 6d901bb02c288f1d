import type { LiveLine } from '../database/live-line.ts';
import { durationText } from '../database/duration-text.ts';
import { visible } from '../../report/visible.ts';
import { width } from '../../report/width.ts';

/** Lines at the foot of a terminal: how far all are, and a line for each that is worked at now. Elsewhere nothing. */
export interface Board {
  /** Somebody is begun; the line is theirs until `done`. */
  readonly begin: (name: string) => LiveLine & { readonly done: (well: boolean) => void };
  /** Takes it off the screen, while something else is written. */
  readonly above: (write: () => void) => void;
  readonly end: () => void;
}

/** A screen that can be written over. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly write: (text: string) => void;
}

const EVERY = 500;

/** @param screen undefined: it is no terminal */
export function boardOn(screen: Screen | undefined, total: number, every = EVERY): Board {
  const running = new Map<string, { text: string; since: number }>();
  let [over, failed, height] = [0, 0, 0];
  const clear = (): void => {
    if (height > 0) screen?.write(`\r${height > 1 ? `\u001B[${height - 1}A` : ''}\u001B[J`);
    height = 0;
  };
  const draw = (): void => {
    if (screen === undefined || running.size === 0) return;
    clear();
    const longest = Math.max(...Array.from(running.keys(), (name) => width(visible(name))));
    const head = `  ${over} of ${total} done${failed > 0 ? `, ${failed} failed` : ''}`;
    const rows = Array.from(running, ([name, { text, since }]) => {
      const shown = visible(name);
      return `  ${shown}${' '.repeat(longest - width(shown))}  ${durationText(performance.now() - since).padStart(7)}  ${text}`;
    });
    const lines = [head, ...rows].slice(0, Math.max(1, screen.rows - 1)).map((line) => cut(line, screen.columns - 1));
    screen.write(lines.join('\n'));
    height = lines.length;
  };
  const timer = screen === undefined ? undefined : setInterval(draw, every);
  timer?.unref();
  return {
    begin(name) {
      running.set(name, { text: 'looking', since: performance.now() });
      const set = (text: string, since = performance.now()): void => void running.set(name, { text, since });
      return {
        isSeen: screen !== undefined,
        begin: (text) => set(text),
        change: (text) => set(text, running.get(name)?.since),
        // Whoever writes does so above.
        clear: () => undefined,
        end: () => set(''),
        done(well) {
          running.delete(name);
          over += 1;
          failed += well ? 0 : 1;
        },
      };
    },
    above(write) {
      const shown = height > 0;
      clear();
      write();
      if (shown) draw();
    },
    end() {
      clearInterval(timer);
      clear();
    },
  };
}

/** A text in so many columns. */
function cut(text: string, columns: number): string {
  let shown = '';
  let taken = 0;
  for (const character of text) {
    taken += width(character);
    if (taken > columns) break;
    shown += character;
  }
  return shown;
}

import { durationText } from './duration-text.ts';

/** A line that is written over each second: what runs now, and for how long. Only on a terminal. */
export interface LiveLine {
  /** false: this is no terminal. */
  readonly isSeen: boolean;
  readonly begin: (text: string) => void;
  /** What it says from now on; its time goes on. */
  readonly change: (text: string) => void;
  /** Takes it off the screen, before something else is written; it comes again. */
  readonly clear: () => void;
  /** It is over. */
  readonly end: () => void;
}

const EVERY = 1000;
const CLEAR = '\r\u001B[K';
const NONE: LiveLine = { isSeen: false, change: () => undefined, begin: () => undefined, clear: () => undefined, end: () => undefined };

export function liveLine(columns: number): LiveLine {
  const { stderr } = process;
  if (!stderr.isTTY) return NONE;
  let timer: NodeJS.Timeout | undefined;
  let shown = false;
  let line = '';
  const clear = (): void => {
    if (shown) stderr.write(CLEAR);
    shown = false;
  };
  return {
    isSeen: true,
    begin(text) {
      clearInterval(timer);
      line = text;
      const started = performance.now();
      timer = setInterval(() => {
        stderr.write(`${CLEAR}${`  ${durationText(performance.now() - started)}  ${line}`.slice(0, columns - 1)}`);
        shown = true;
      }, EVERY);
      timer.unref();
    },
    change(text) {
      line = text;
    },
    clear,
    end() {
      clearInterval(timer);
      clear();
    },
  };
}

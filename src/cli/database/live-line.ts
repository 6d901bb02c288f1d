import { durationText } from './duration-text.ts';

/** A line that is written over each second: what runs now, and for how long. Only on a terminal. */
export interface LiveLine {
  readonly begin: (text: string) => void;
  /** Takes it off the screen, before something else is written; it comes again. */
  readonly clear: () => void;
  /** It is over. */
  readonly end: () => void;
}

const EVERY = 1000;
const CLEAR = '\r\u001B[K';
const NONE: LiveLine = { begin: () => undefined, clear: () => undefined, end: () => undefined };

export function liveLine(columns: number): LiveLine {
  const { stderr } = process;
  if (!stderr.isTTY) return NONE;
  let timer: NodeJS.Timeout | undefined;
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write(CLEAR);
    shown = false;
  };
  return {
    begin(text) {
      clearInterval(timer);
      const started = performance.now();
      timer = setInterval(() => {
        stderr.write(`${CLEAR}${`  ${durationText(performance.now() - started)}  ${text}`.slice(0, columns - 1)}`);
        shown = true;
      }, EVERY);
      timer.unref();
    },
    clear,
    end() {
      clearInterval(timer);
      clear();
    },
  };
}

import type { Interrupt } from '../../execute/run/context.ts';
import type { Terminal } from '../terminal.ts';

export interface Signals {
  readonly interrupt: Interrupt;
  /** The exit code that a signal asks for; undefined: none came. */
  readonly exitCode: () => 130 | 143 | undefined;
  readonly release: () => void;
}

/** Ctrl-C once: stop where the running statement ends. Twice: have the server cancel it. Both leave a database whose state is known. */
export function watchSignals(terminal: Terminal): Signals {
  let code: 130 | 143 | undefined;
  let count = 0;
  let cancel: (() => void) | undefined;
  const onSignal = (which: 130 | 143): void => {
    code ??= which;
    count += 1;
    if (count === 1) terminal.error('sqlsafe: stopping when the running statement ends; once more cancels it.\n');
    if (count === 2) {
      terminal.error('sqlsafe: cancelling the running statement.\n');
      cancel?.();
    }
  };
  const onInt = (): void => onSignal(130);
  const onTerm = (): void => onSignal(143);
  process.on('SIGINT', onInt);
  process.on('SIGTERM', onTerm);
  return {
    interrupt: {
      get stopping() {
        return count > 0;
      },
      get cancelling() {
        return count > 1;
      },
      onCancel(next) {
        cancel = next;
        if (count > 1) next?.();
      },
    },
    exitCode: () => code,
    release: () => {
      process.off('SIGINT', onInt);
      process.off('SIGTERM', onTerm);
    },
  };
}

import type { Interrupt } from '../../execute/run/context.ts';
import type { Terminal } from '../terminal.ts';

export interface Signals {
  readonly interrupt: Interrupt;
  /** The exit code that a signal asks for; undefined: none came. */
  readonly exitCode: () => 130 | 143 | undefined;
  readonly release: () => void;
}

/** Signals of a process that runs several things at once. */
export interface SharedSignals extends Signals {
  /** For another of them. */
  readonly another: () => Signals;
}

/** Ctrl-C once: stop where the running statement ends. Twice: have the server cancel it. Both leave a database whose state is known. */
export function watchSignals(terminal: Terminal): SharedSignals {
  let code: 130 | 143 | undefined;
  let count = 0;
  const running = new Set<{ cancel: (() => void) | undefined }>();
  const onSignal = (which: 130 | 143): void => {
    code ??= which;
    count += 1;
    if (count === 1) terminal.error('sqlsafe: stopping when the running statement ends; once more cancels it.\n');
    if (count === 2) {
      terminal.error('sqlsafe: cancelling the running statement.\n');
      for (const { cancel } of running) cancel?.();
    }
  };
  const onInt = (): void => onSignal(130);
  const onTerm = (): void => onSignal(143);
  process.on('SIGINT', onInt);
  process.on('SIGTERM', onTerm);
  const another = (release: () => void = () => undefined): Signals => {
    const own: { cancel: (() => void) | undefined } = { cancel: undefined };
    running.add(own);
    return {
      interrupt: {
        get stopping() {
          return count > 0;
        },
        get cancelling() {
          return count > 1;
        },
        onCancel(next) {
          own.cancel = next;
          if (count > 1) next?.();
        },
      },
      exitCode: () => code,
      release: () => {
        running.delete(own);
        release();
      },
    };
  };
  const first = another(() => {
    process.off('SIGINT', onInt);
    process.off('SIGTERM', onTerm);
  });
  return { ...first, another: () => another() };
}

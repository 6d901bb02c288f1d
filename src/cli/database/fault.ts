import type { FaultPoint } from '../../execute/run/context.ts';

/**
 * For the crash test: `SQLSAFE_FAULT=7` ends this process, as if by a power failure, at the seventh boundary that a run passes;
 * `SQLSAFE_FAULT=before-commit:2` at the second of that name.
 */
export function faultFrom(wanted: string | undefined): (point: FaultPoint) => void {
  const found = /^(?:([a-z-]+):)?(\d+)$/.exec(wanted ?? '');
  if (found === null) return () => undefined;
  const [, name, count] = found;
  let left = Number(count);
  return (point) => {
    if (name !== undefined && name !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

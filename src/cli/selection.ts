import type { Selection } from '../io/git/find-changes.ts';
import type { Problem } from '../model/problem.ts';
import type { Arguments } from './options.ts';

/** @returns undefined where no such thing is asked for */
export function selectionOf(values: Arguments['values']): Selection | { readonly problem: Problem } | undefined {
  const { staged, changed, since } = values;
  const asked: Selection[] = [
    ...(staged === true ? [{ kind: 'staged' } as const] : []),
    ...(changed === true ? [{ kind: 'changed' } as const] : []),
    ...(typeof since === 'string' ? [{ kind: 'since', ref: since } as const] : []),
  ];
  if (asked.length < 2) return asked[0];
  const names = asked.map(({ kind }) => `--${kind}`).join(' and ');
  return { problem: { code: 'selection-ambiguous', text: `${names} can't be given together.`, hint: 'Give one of them.' } };
}

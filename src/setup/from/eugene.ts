import { atLevel, optionsIn, rulesFor, type TakeOver, type Taken } from './source.ts';

/** Eugene has no file of settings: what it ignores stands where it is called. */
export function fromEugene({ their: { calls }, rules }: TakeOver): Taken {
  const names = [...new Set(optionsIn(calls, '--ignore', '-i'))];
  const { ids, notes } = rulesFor(rules, 'eugene', names);
  return {
    settings: ids.length === 0 ? [] : [['rules', atLevel(ids, 'off'), `What eugene was told to ignore: ${names.join(', ')}.`]],
    notes,
  };
}

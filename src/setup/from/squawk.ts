import { readToml, texts } from './toml.ts';
import { atLevel, optionsIn, rulesFor, type TakeOver, type Taken } from './source.ts';

/** `.squawk.toml`, and the flags of the same meaning. */
export function fromSquawk({ their: { file, text, calls }, rules }: TakeOver): Taken {
  const config = readToml(text);
  if (config === undefined) return { settings: [], notes: [`${file ?? ''} is no TOML: nothing is taken over from it`] };
  const names = [...texts(config['excluded_rules']), ...optionsIn(calls, '--exclude', '-e')];
  const { ids, notes } = rulesFor(rules, 'squawk', names);
  const version = config['pg_version'] ?? optionsIn(calls, '--pg-version')[0];
  const inTransaction = config['assume_in_transaction'] === true || calls.some((call) => call.includes('--assume-in-transaction'));
  const paths = [...texts(config['excluded_paths']), ...optionsIn(calls, '--exclude-path')];
  return {
    settings: [
      ...(typeof version === 'string' || typeof version === 'number'
        ? [['dbVersion', String(version).split('.')[0], "squawk's pg_version."] as const]
        : []),
      ...(inTransaction ? [['transaction', 'file', "squawk's assume_in_transaction."] as const] : []),
      ...(paths.length > 0 ? [['ignorePatterns', paths, "squawk's excluded_paths."] as const] : []),
      ...(ids.length > 0 ? [['rules', atLevel(ids, 'off'), `squawk's excluded_rules: ${names.join(', ')}.`] as const] : []),
    ],
    notes,
  };
}

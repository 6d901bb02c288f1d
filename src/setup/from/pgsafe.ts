import { readToml, texts } from './toml.ts';
import { atLevel, rulesFor, type TakeOver, type Taken } from './source.ts';

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** `.pgsafe.toml` or `pgsafe.toml`. */
export function fromPgsafe({ their: { file, text }, rules }: TakeOver): Taken {
  const config = readToml(text);
  if (config === undefined) return { settings: [], notes: [`${file ?? ''} is no TOML: nothing is taken over from it`] };
  const levels = Object.entries(object(config['rules'])).map(([name, level]) => ({ ...rulesFor(rules, 'pgsafe', [name]), level }));
  const named = Object.assign(
    {},
    ...levels.map(({ ids, level }) =>
      level === false ? atLevel(ids, 'off') : level === 'error' || level === 'warning' ? atLevel(ids, level) : {},
    ),
  ) as Readonly<Record<string, string>>;
  const ignored = (Array.isArray(config['ignore']) ? config['ignore'] : []).map(object);
  const whole = ignored
    .filter((each) => each['rules'] === undefined || texts(each['rules']).includes('*'))
    .flatMap(({ path }) => (typeof path === 'string' ? [path] : []));
  const partly = ignored.flatMap((each) => {
    const { ids } = rulesFor(rules, 'pgsafe', texts(each['rules']));
    return typeof each['path'] === 'string' && ids.length > 0 ? [{ files: [each['path']], rules: atLevel(ids, 'off') }] : [];
  });
  const { fail_on: failOn, since } = config;
  const unknown = ['required-columns', 'naming', 'forbidden-types'].filter((key) => key in config);
  return {
    settings: [
      ...(failOn === 'error' || failOn === 'warning' || failOn === 'never' ? [['failOn', failOn, "pgsafe's fail_on."] as const] : []),
      ...(config['in_transaction'] === true ? [['transaction', 'file', "pgsafe's in_transaction."] as const] : []),
      ...(typeof since === 'string' ? [['startAfter', since, "pgsafe's since."] as const] : []),
      ...(texts(config['paths']).length > 0 ? [['files', texts(config['paths']), "pgsafe's paths."] as const] : []),
      ...(whole.length > 0 ? [['ignorePatterns', whole, "pgsafe's ignore."] as const] : []),
      ...(Object.keys(named).length > 0 ? [['rules', named, "pgsafe's rules."] as const] : []),
      ...(partly.length > 0 ? [['overrides', partly, "pgsafe's ignore, for some rules."] as const] : []),
    ],
    notes: [...levels.flatMap(({ notes }) => notes), ...unknown.map((key) => `pgsafe's ${key} has nothing like it here`)],
  };
}

import type { Problem } from '../model/problem.ts';
import { flagOf, SETTING_KEYS, settingOf, variableOf, type SettingKey, type Settings, type Shape } from './settings.ts';
import { faultsOf, withoutPlace } from './validate.ts';

type Text = string | boolean | readonly string[] | undefined;

/** `SQLSAFE_*` variables → settings. Lists are separated by commas, or by line ends where there are some; a name that no setting has is a problem. */
export function settingsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): {
  settings: Settings;
  problems: readonly Problem[];
} {
  const read = fromText((key) => environment[variableOf(key)] || undefined, variableOf);
  const known = new Set(SETTING_KEYS.map(variableOf));
  const unknown = Object.keys(environment)
    .filter((name) => name.startsWith('SQLSAFE_') && !name.startsWith(OF_RUN) && !known.has(name) && !NOT_SETTINGS.has(name))
    .sort();
  const problems = unknown.map((name): Problem => ({
    code: 'config-unknown-key',
    text: `There is no setting for the variable ${name}.`,
    hint: 'Settings: sqlsafe schema config',
  }));
  return { settings: read.settings, problems: [...read.problems, ...problems] };
}

/** Variables of ours that set nothing of a check. */
const NOT_SETTINGS = new Set(['SQLSAFE_CORPUS', 'SQLSAFE_CONFIG', 'SQLSAFE_DATABASE_URL', 'SQLSAFE_FAULT']);

/** What a hook is told of the run that calls it; it may call sqlsafe itself. */
const OF_RUN = 'SQLSAFE_RUN_';

/** Values of flags by the flags' names → settings. Flags of other meaning are left alone. */
export const settingsFromFlags = (values: Readonly<Record<string, Text>>): { settings: Settings; problems: readonly Problem[] } =>
  fromText(
    (key) => values[flagOf(key)],
    (key) => `--${flagOf(key)}`,
  );

function fromText(
  read: (key: SettingKey) => Text,
  shown: (key: SettingKey) => string,
): { settings: Settings; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const settings: [SettingKey, unknown][] = [];
  for (const key of SETTING_KEYS) {
    const text = read(key);
    if (text === undefined) continue;
    const { shape } = settingOf(key);
    const value = parse(text, shape);
    const faults = faultsOf(value, shape, [shown(key)]);
    problems.push(...faults.map(withoutPlace));
    if (faults.length === 0) settings.push([key, value]);
  }
  return { settings: Object.fromEntries(settings), problems };
}

/** What can't be read as the shape wants stays as it is, for the validation to refuse. */
function parse(text: string | boolean | readonly string[], shape: Shape): unknown {
  if (shape.kind === 'list' || shape.kind === 'outputs') return items(text);
  if (shape.kind === 'map') {
    const pairs = items(text).map((item) => [item.slice(0, Math.max(0, item.indexOf('='))), item.slice(item.indexOf('=') + 1)] as const);
    return pairs.every(([name]) => name !== '') ? Object.fromEntries(pairs) : text;
  }
  const single = typeof text === 'object' ? text.at(-1) : text;
  if (shape.kind === 'switch' && typeof single === 'string')
    return /^(?:1|true|yes|on)$/i.test(single) ? true : /^(?:0|false|no|off)$/i.test(single) ? false : single;
  if (shape.kind === 'count' && typeof single === 'string' && /^\d+$/.test(single)) return Number(single);
  return single;
}

/** One text → its parts; a comma inside braces belongs to a glob. */
function items(text: string | boolean | readonly string[]): readonly string[] {
  if (typeof text === 'object') return text;
  if (typeof text === 'boolean') return [];
  const parts = text.includes('\n') ? text.split('\n') : splitAtCommas(text);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const char = text[i];
    if (char === '{') depth++;
    else if (char === '}') depth--;
    if (char === undefined || (char === ',' && depth <= 0)) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return parts;
}

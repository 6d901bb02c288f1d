import { readOutput } from '../model/format.ts';
import type { Problem } from '../model/problem.ts';
import { readWindow } from '../model/window.ts';
import { didYouMean } from './did-you-mean.ts';
import { DURATION } from './duration.ts';
import { FILE_KEYS, SETTING_KEYS, settingOf, type SettingKey, type Settings, type Shape } from './settings.ts';

/** Something wrong in a value, and the path of keys to it. `on`: whether the key or its value is meant. */
export interface Fault {
  readonly code: string;
  readonly text: string;
  readonly hint?: string;
  readonly path: readonly (string | number)[];
  readonly on: 'key' | 'value';
}

export interface Validated {
  readonly settings: Settings;
  readonly faults: readonly Fault[];
}

/** An unknown value → settings, and everything that is wrong with it, at once. What is right is taken. */
export function validate(value: unknown): Validated {
  if (!isObject(value))
    return {
      settings: {},
      faults: [{ code: 'config-wrong-type', text: `The configuration must be an object, not ${nameOf(value)}.`, path: [], on: 'value' }],
    };
  const faults: Fault[] = [];
  const settings = entriesOf(value, SETTING_KEYS, ['$schema', OVERRIDES], [], faults);
  const overrides = value[OVERRIDES] === undefined ? [] : overridesOf(value[OVERRIDES], faults);
  if (overrides.length > 0) settings.push([OVERRIDES, overrides]);
  return { settings: Object.fromEntries(settings), faults };
}

/** One value for several ways to write it. */
const taken = (given: unknown, { kind }: Shape): unknown =>
  kind === 'version' ? String(given) : kind === 'outputs' && !Array.isArray(given) ? [given] : given;

const OVERRIDES = 'overrides';

/** What is right of an object whose keys are settings. `others` are looked at elsewhere. */
function entriesOf(
  value: Readonly<Record<string, unknown>>,
  known: readonly SettingKey[],
  others: readonly string[],
  path: readonly (string | number)[],
  faults: Fault[],
): [string, unknown][] {
  return Object.entries(value).flatMap(([key, given]): [string, unknown][] => {
    if (others.includes(key)) return [];
    const setting = known.find((each) => each === key);
    if (setting === undefined) {
      faults.push(unknownKey(key, [...known, ...others.filter((other) => other !== '$schema')], path));
      return [];
    }
    const { shape } = settingOf(setting);
    const own = faultsOf(given, shape, [...path, key]);
    faults.push(...own);
    return own.length > 0 ? [] : [[key, taken(given, shape)]];
  });
}

/** Settings for some files each: `files` says for which. */
function overridesOf(value: unknown, faults: Fault[]): readonly unknown[] {
  const wrong = (text: string, path: readonly (string | number)[]): void => {
    faults.push({ code: 'config-wrong-type', text, path, on: 'value' });
  };
  if (!Array.isArray(value)) {
    wrong(`${OVERRIDES} must be a list of objects, not ${nameOf(value)}.`, [OVERRIDES]);
    return [];
  }
  return value.flatMap((entry: unknown, at) => {
    const path = [OVERRIDES, at];
    const name = path.join('.');
    if (!isObject(entry)) {
      wrong(`${name} must be an object, not ${nameOf(entry)}.`, path);
      return [];
    }
    const { files } = entry;
    const ofFiles = files === undefined ? [] : faultsOf(files, { kind: 'list' }, [...path, 'files']);
    faults.push(...ofFiles);
    if (ofFiles.length === 0 && !isFilled(files)) wrong(`${name} must say in "files" which files it is for.`, path);
    const settings = entriesOf(entry, FILE_KEYS, ['files'], path, faults);
    return isFilled(files) && ofFiles.length === 0 ? [{ files, ...Object.fromEntries(settings) }] : [];
  });
}

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

function unknownKey(key: string, known: readonly string[], path: readonly (string | number)[]): Fault {
  const near = didYouMean(key.replaceAll(/[-_]/g, ''), known) ?? didYouMean(key, known);
  const place = path.length === 0 ? '' : ` in ${path.join('.')}`;
  const elsewhere = path.length > 0 && SETTING_KEYS.some((each) => each === key);
  return {
    code: 'config-unknown-key',
    text: elsewhere ? `${key} holds for all files; it can't be set${place}.` : `There is no setting ${JSON.stringify(key)}${place}.`,
    hint: near === undefined || elsewhere ? `Known: ${known.join(', ')}.` : `Did you mean "${near}"?`,
    path: [...path, key],
    on: 'key',
  };
}

/** What is wrong with one value. */
export function faultsOf(value: unknown, shape: Shape, path: readonly (string | number)[]): Fault[] {
  const name = path.join('.');
  const wrong = (expected: string, hint?: string, given = value): Fault[] => [
    {
      code: 'config-wrong-type',
      text: `${name} must be ${expected}, not ${nameOf(given)}.`,
      path,
      on: 'value',
      ...(hint === undefined ? {} : { hint }),
    },
  ];
  switch (shape.kind) {
    case 'choice':
      return shape.of.some((each) => each === value)
        ? []
        : wrong(`one of ${shape.of.join(', ')}`, typeof value === 'string' ? suggestion(value, shape.of) : undefined);
    case 'text':
      return typeof value === 'string' ? [] : wrong('a text');
    case 'version':
      return (typeof value === 'string' && /^\d{1,3}(?:\.\d{1,3})*$/.test(value)) ||
        (typeof value === 'number' && value > 0 && Number.isFinite(value))
        ? []
        : wrong('a version such as 17');
    case 'count':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? [] : wrong('a whole number from 0');
    case 'duration':
      return typeof value === 'string' && DURATION.test(value) ? [] : wrong('a duration such as 500ms, 1s or 2min');
    case 'window': {
      if (typeof value !== 'string') return wrong('a window such as "Mon-Fri 22:00-06:00 Europe/Zurich"');
      const read = readWindow(value);
      return 'hint' in read ? [{ code: 'config-window', text: `${name}: ${read.text}.`, hint: read.hint, path, on: 'value' }] : [];
    }
    case 'switch':
      return typeof value === 'boolean' ? [] : wrong('true or false');
    case 'list':
      return Array.isArray(value)
        ? value.flatMap((item: unknown, i) => faultsOf(item, itemShape(shape.of), [...path, i]))
        : wrong('a list of texts');
    case 'outputs':
      return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) =>
        typeof item === 'string' && readOutput(item) !== undefined
          ? []
          : wrong(
              `one of ${shape.of.join(', ')}, to a file with its path after a colon`,
              typeof item === 'string' ? suggestion(item.replace(/:.*/s, ''), shape.of) : undefined,
              item,
            ),
      );
    case 'map':
      if (!isObject(value)) return wrong('an object');
      return Object.entries(value).flatMap(([key, item]) => faultsOf(item, itemShape(shape.of), [...path, key]));
  }
}

const itemShape = (of: readonly string[] | undefined): Shape => (of === undefined ? { kind: 'text' } : { kind: 'choice', of });

function suggestion(value: string, known: readonly string[]): string | undefined {
  const near = didYouMean(value, known);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Longest value that is quoted in a message, in characters. */
const QUOTED = 40;

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}

/** For what has no file: a flag, a variable. */
export const withoutPlace = ({ code, text, hint }: Fault): Problem => ({ code, text, ...(hint === undefined ? {} : { hint }) });

import type { Problem } from '../model/problem.ts';
import { positionAt } from '../model/position.ts';
import type { Settings } from './settings.ts';
import { validate, type Fault } from './validate.ts';

/** A configuration as it was found: a text to be parsed, or the value that a module gave. */
export interface FoundConfig {
  readonly file: string;
  readonly content: { readonly text: string } | { readonly value: unknown };
  /** The configuration is what stands under this key: `sqlsafe` in package.json. */
  readonly under?: string;
}

export interface ReadConfig {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
}

/** Paths in a configuration start from its folder; here they start from where its name does. `**` starts anywhere. */
function rebase(settings: Settings, file: string): Settings {
  const slash = file.lastIndexOf('/');
  if (slash === -1) return settings;
  const moved = (path: string): string =>
    /^(?:\/|[A-Za-z]:|\*\*)/.test(path) ? path : `${file.slice(0, slash)}/${path.replace(/^\.\//, '')}`;
  const { files, ignorePatterns, format, overrides, stats } = settings;
  const movedOutput = (text: string): string => {
    const colon = text.indexOf(':');
    return colon === -1 ? text : `${text.slice(0, colon + 1)}${moved(text.slice(colon + 1))}`;
  };
  return {
    ...settings,
    ...(files === undefined ? {} : { files: files.map(moved) }),
    ...(stats === undefined ? {} : { stats: moved(stats) }),
    ...(ignorePatterns === undefined ? {} : { ignorePatterns: ignorePatterns.map(moved) }),
    ...(format === undefined ? {} : { format: format.map(movedOutput) }),
    ...(overrides === undefined ? {} : { overrides: overrides.map((each) => ({ ...each, from: file.slice(0, slash) || '/' })) }),
  };
}

/** Untrusted configuration → settings and all problems with their places. Texts may hold comments and trailing commas. */
export async function readConfig({ file, content, under }: FoundConfig): Promise<ReadConfig> {
  if ('value' in content) {
    const { settings, faults } = validate(content.value);
    return { settings: rebase(settings, file), problems: faults.map((fault) => problem(file, fault)) };
  }
  const text = content.text.startsWith('\uFEFF') ? content.text.slice(1) : content.text;
  // Most are plain JSON without a fault; the parser that knows comments and places is loaded for the rest.
  const quick = plainJson(text);
  if (quick !== undefined) {
    const { settings, faults } = validate(inner(quick.value, under));
    if (faults.length === 0) return { settings: rebase(settings, file), problems: [] };
  }
  return readCarefully(file, text, under);
}

function plainJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const inner = (value: unknown, under: string | undefined): unknown =>
  under === undefined ? value : (value as Record<string, unknown> | null)?.[under];

async function readCarefully(file: string, text: string, under: string | undefined): Promise<ReadConfig> {
  const { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } = await import('jsonc-parser');
  const errors: import('jsonc-parser').ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const placed = (offset: number): Pick<Problem, 'line' | 'column'> => {
    const { line, column } = positionAt(text, offset);
    return { line, column };
  };
  if (errors.length > 0 || tree === undefined) {
    const all = errors.length > 0 ? errors : [{ error: 4, offset: 0, length: 0 }];
    const problems = all.map(({ error, offset }): Problem => ({
      code: 'config-invalid-json',
      text: `${file} is not valid JSON: ${spaced(printParseErrorCode(error))}.`,
      file,
      ...placed(offset),
    }));
    return { settings: {}, problems };
  }
  const root = under === undefined ? tree : findNodeAtLocation(tree, [under]);
  const { settings, faults } = validate(root === undefined ? undefined : getNodeValue(root));
  return {
    settings: rebase(settings, file),
    problems: faults.map((fault) => {
      const node = findNodeAtLocation(root ?? tree, [...fault.path]);
      // A property's key and value share a parent whose first child is the key.
      const shown = fault.on === 'key' ? (node?.parent?.children?.[0] ?? node) : node;
      return { ...problem(file, fault), ...placed((shown ?? tree).offset) };
    }),
  };
}

/** `CommaExpected` → `comma expected`. */
const spaced = (code: string): string => code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();

const problem = (file: string, { code, text, hint }: Fault): Problem => ({ code, text, file, ...(hint === undefined ? {} : { hint }) });

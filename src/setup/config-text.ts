import { DEFAULT_POSTGRESQL_VERSION, type Dialect } from '../model/target.ts';

/** What a new configuration says. Texts are put in as JSON. */
export interface ConfigFacts {
  /** Path of the JSON schema from the configuration's folder, where it is installed. */
  readonly schema: string | undefined;
  readonly dialect: Dialect;
  readonly dbVersion: { readonly value: string; readonly from: string } | undefined;
  /** From the configuration's folder. */
  readonly files: readonly string[];
  /** The last migration that is there. */
  readonly last: string | undefined;
  /** Taken over from another tool: keys as in the configuration. */
  readonly taken: readonly (readonly [key: string, value: unknown, why: string])[];
}

/** `sqlsafe.jsonc`, with a word on each key. */
export function configText({ schema, dialect, dbVersion, files, last, taken }: ConfigFacts): string {
  const entries: { readonly why: string | undefined; readonly text: string }[] = [];
  const key = (name: string, value: unknown, why?: string): void => {
    entries.push({ why, text: `${JSON.stringify(name)}: ${indented(value)}` });
  };
  const has = (name: string): boolean => taken.some(([each]) => each === name);
  if (schema !== undefined) key('$schema', schema);
  key('dialect', dialect);
  if (!has('dbVersion'))
    key('dbVersion', dbVersion?.value ?? String(DEFAULT_POSTGRESQL_VERSION), dbVersion === undefined ? UNKNOWN : `From ${dbVersion.from}.`);
  if (files.length > 0 && !has('files')) key('files', files);
  for (const [name, value, why] of taken) key(name, value, why);
  const body = entries.flatMap(({ why, text }, at) => [
    ...(why === undefined ? [] : [`// ${why}`]),
    at === entries.length - 1 ? text : `${text},`,
  ]);
  const hint =
    last === undefined || has('startAfter')
      ? []
      : [
          '// To judge only what comes after a migration; those before it are still replayed:',
          `// , "startAfter": ${JSON.stringify(last)}`,
        ];
  return `{\n${[...body, ...hint].map((line) => `  ${line}`.replaceAll('\n', '\n  ')).join('\n')}\n}\n`;
}

const UNKNOWN = 'The major version of your production server: locks differ from version to version.';

const indented = (value: unknown): string =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') && value.join('').length < 80
    ? `[${value.map((each) => JSON.stringify(each)).join(', ')}]`
    : JSON.stringify(value, null, 2);

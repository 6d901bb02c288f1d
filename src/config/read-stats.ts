import type { Problem } from '../model/problem.ts';
import type { Stats } from '../model/stats.ts';
import { statsSchema, type Schema } from './stats-schema.ts';

/** Most problems of one file that are shown: a file of another kind has thousands. */
const SHOWN = 10;

/** An untrusted stats file → sizes, or all that is wrong with it. */
export function readStats(file: string, text: string): { readonly stats: Stats | undefined; readonly problems: readonly Problem[] } {
  const problem = (code: string, said: string, hint?: string): Problem => ({
    code,
    text: said,
    file,
    ...(hint === undefined ? {} : { hint }),
  });
  const failed = (...problems: readonly Problem[]) => ({ stats: undefined, problems });
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return failed(problem('stats-invalid-json', 'The stats file is not valid JSON.', HINT));
  }
  const version = (value as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== undefined && version !== 1) {
    const newer = typeof version === 'number' && version > 1;
    return failed(
      problem(
        'stats-unknown-version',
        `The stats file has schemaVersion ${JSON.stringify(version)}; this version of sqlsafe reads 1.`,
        newer ? 'A newer version of sqlsafe wrote it: use that one, or write it anew with this one.' : HINT,
      ),
    );
  }
  const faults = [...faultsOf(value, statsSchema, '')];
  if (faults.length === 0) return { stats: value as Stats, problems: [] };
  const shown = faults.slice(0, SHOWN).map((fault) => problem('stats-invalid', fault));
  const more = faults.length - SHOWN;
  return failed(
    ...shown,
    ...(more > 0 ? [problem('stats-invalid', `The stats file has ${more} more ${more === 1 ? 'fault' : 'faults'}.`, HINT)] : []),
  );
}

const HINT = 'Write it with: sqlsafe stats --url postgres://… -o FILE. What it may hold: sqlsafe schema stats';

/** What is wrong with a value, a sentence each. */
function* faultsOf(value: unknown, schema: Schema, path: string): Generator<string> {
  const name = path === '' ? 'The stats file' : path;
  const { anyOf } = schema;
  if (anyOf !== undefined) {
    if (value !== null) yield* faultsOf(value, anyOf[0], path);
    return;
  }
  if (schema.const !== undefined && value !== schema.const) yield `${name} must be ${JSON.stringify(schema.const)}${not(value)}.`;
  if (schema.enum !== undefined && !schema.enum.some((each) => each === value))
    yield `${name} must be one of ${schema.enum.join(', ')}${not(value)}.`;
  switch (schema.type) {
    case 'string':
      if (typeof value !== 'string') yield `${name} must be a text${not(value)}.`;
      else if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
        yield `${name} must look like 2026-11-02T08:30:00Z${not(value)}.`;
      return;
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value) || value < (schema.minimum ?? value))
        yield `${name} must be a number from 0${not(value)}.`;
      return;
    case 'array':
      if (!Array.isArray(value)) yield `${name} must be a list${not(value)}.`;
      else for (const [i, item] of value.entries()) yield* faultsOf(item, schema.items ?? {}, `${path}[${i}]`);
      return;
    case 'object':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) yield `${name} must be an object${not(value)}.`;
      else yield* faultsOfObject(value as { readonly [key: string]: unknown }, schema, path);
      return;
    case undefined:
  }
}

function* faultsOfObject(
  value: { readonly [key: string]: unknown },
  { properties = {}, required = [] }: Schema,
  path: string,
): Generator<string> {
  for (const [key, inner] of Object.entries(properties)) {
    const place = path === '' ? key : `${path}.${key}`;
    if (Object.hasOwn(value, key)) yield* faultsOf(value[key], inner, place);
    else if (required.includes(key)) yield `${place} is missing.`;
  }
}

/** Longest value that is quoted, in characters. */
const QUOTED = 40;
function not(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return ', not a list';
  if (typeof value === 'object' && value !== null) return ', not an object';
  const text = JSON.stringify(value) ?? typeof value;
  return `, not ${text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text}`;
}

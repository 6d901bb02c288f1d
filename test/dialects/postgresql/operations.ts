import { postgresqlFrontEnd } from '../../../src/dialects/postgresql/index.ts';
import type { ReadStatement } from '../../../src/engine/contracts.ts';
import { wasm } from '../../../src/io/wasm.ts';
import { nameText, type TypeName, typeText } from '../../../src/model/name.ts';
import type { Operation, Step } from '../../../src/model/operation.ts';
import { fileOf } from './support.ts';

const frontEnd = postgresqlFrontEnd(wasm);
const TARGET = { dialect: 'postgresql', version: [17, 0] } as const;

export const statementsOf = (text: string): readonly ReadStatement[] =>
  frontEnd.read([{ file: fileOf(text), span: { start: 0, end: text.length } }], TARGET).flatMap(({ statements }) => statements);
export const steps = (text: string): readonly Step[] => statementsOf(text).flatMap((statement) => statement.steps);
export const operations = (text: string): readonly Operation[] => steps(text).flatMap((step) => step.operations);

/** Steps of a procedure's body. */
export const bodySteps = (text: string): readonly Step[] => frontEnd.readBody(fileOf('CALL p()'), text, undefined);

/** One line an operation: its kind, then each field that says something. */
export const brief = (text: string): string[] => operations(text).map(lineOf);

export function lineOf(op: Operation): string {
  const { kind, span: _span, ...fields } = op;
  return [kind, ...fieldsOf(fields)].join(' ');
}

/** Clauses that operations point at. */
export const clauses = (text: string): string[] => operations(text).map(({ kind, span }) => `${kind}: ${text.slice(span.start, span.end)}`);

/** Whatever order they are made in: what it is about comes first. */
const FIRST = [
  'table',
  'relation',
  'sequence',
  'view',
  'type',
  'domain',
  'function',
  'as',
  'ifExists',
  'only',
  'inline',
  'name',
  'column',
  'constraint',
  'action',
  'what',
];
const rank = (key: string): number => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);

/** Fields whose `false` says something. */
const SAID = new Set([
  'valid',
  'enforced',
  'inherit',
  'withData',
  'stored',
  'always',
  'add',
  'grant',
  'from',
  'transactional',
  'populated',
]);

function fieldsOf(fields: Readonly<Record<string, unknown>>): string[] {
  const inOrder = Object.entries(fields).toSorted(([a], [b]) => rank(a) - rank(b));
  return inOrder.flatMap(([key, value]) => {
    if (value === false && SAID.has(key)) return [`!${key}`];
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return [];
    if (key === 'as' && value === 'table') return [];
    return value === true ? [key] : [`${key}=${shown(value)}`];
  });
}

function shown(value: unknown): string {
  if (value === undefined) return '-';
  if (typeof value !== 'object' || value === null) return `${value as string | number}`;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if ('modifiers' in value) return typeText(value as TypeName);
  if ('text' in value && 'form' in value) return `«${String(value.text)}»`;
  if ('name' in value && 'schema' in value) return nameText(value as TypeName);
  return `{${fieldsOf(value as Readonly<Record<string, unknown>>).join(' ')}}`;
}

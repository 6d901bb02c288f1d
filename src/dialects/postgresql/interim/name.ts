import type { Name, TypeName } from '../../../model/name.ts';
import { asKind, inside, integerOf, kindOf, node, nodes, strings, text, optional, type Node, type Wrapped } from './node.ts';

export const relationName = (rangeVar: Node): Name => ({ schema: optional(rangeVar['schemaname']), name: text(rangeVar['relname']) });

/** `[schema, name]`, `[name]` or `[database, schema, name]`; `pg_catalog` is left out. */
export function nameOf(parts: readonly string[]): Name {
  const name = parts.at(-1) ?? '';
  const schema = parts.at(-2);
  return { schema: schema === 'pg_catalog' ? undefined : schema, name };
}
export const nameOfList = (value: unknown): Name => nameOf(strings(value));

/** A name as DROP and COMMENT give it: a List of Strings, a TypeName, a String, or an object with arguments. */
export function objectName(wrapped: Wrapped | undefined): Name {
  switch (kindOf(wrapped)) {
    case 'List':
      return nameOfList(inside(wrapped)['items']);
    case 'TypeName':
      return nameOfList(inside(wrapped)['names']);
    case 'ObjectWithArgs':
      return nameOfList(inside(wrapped)['objname']);
    case 'String':
      return { schema: undefined, name: text(inside(wrapped)['sval']) };
    default:
      return { schema: undefined, name: '' };
  }
}

/** A name of three parts at most whose last is a column, constraint, trigger …: the relation before it. */
export function memberName(wrapped: Wrapped | undefined): { readonly relation: Name; readonly member: string } {
  const parts = strings(inside(wrapped)['items']);
  return { relation: nameOf(parts.slice(0, -1)), member: parts.at(-1) ?? '' };
}

const SERIAL: Readonly<Record<string, string>> = {
  serial: 'int4', serial4: 'int4', bigserial: 'int8', serial8: 'int8', smallserial: 'int2', serial2: 'int2',
};
/** Other spellings that the grammar leaves as they are written. */
const SYNONYMS: Readonly<Record<string, string>> = { decimal: 'numeric', int: 'int4', integer: 'int4', bigint: 'int8', smallint: 'int2', real: 'float4', float: 'float8', boolean: 'bool', character: 'bpchar' };

const UNKNOWN: TypeName = { schema: undefined, name: '', modifiers: [], dimensions: 0, serial: false };

export function typeName(value: unknown): TypeName {
  if (value === undefined) return UNKNOWN;
  const type = (asKind(value, 'TypeName') ?? value) as Node;
  const { schema, name } = nameOfList(type['names']);
  const dimensions = nodes(type['arrayBounds']).length;
  const modifiers = nodes(type['typmods']).map(modifierOf);
  const serial = schema === undefined ? SERIAL[name] : undefined;
  if (serial !== undefined) return { schema: undefined, name: serial, modifiers, dimensions, serial: true };
  const known = schema === undefined ? (SYNONYMS[name] ?? name) : name;
  return { schema, name: known, modifiers, dimensions, serial: false };
}

function modifierOf(wrapped: Wrapped): number {
  const constant = asKind(wrapped, 'A_Const');
  if (constant === undefined) return integerOf(wrapped);
  return Number(node(constant['ival'])['ival'] ?? 0);
}

import type { Node, TypeName as TypeNode } from 'libpg-query';
import type { TypeName } from '../../../model/name.ts';
import { all, strings } from './tree.ts';

/** Integer types with a sequence. Source: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL */
const SERIAL: ReadonlyMap<string, string> = new Map([
  ['smallserial', 'int2'],
  ['serial2', 'int2'],
  ['serial', 'int4'],
  ['serial4', 'int4'],
  ['bigserial', 'int8'],
  ['serial8', 'int8'],
]);

const NO_TYPE: TypeName = { schema: undefined, name: '', modifiers: [], dimensions: 0, serial: false };

/** The grammar has already turned SQL's names (`integer`, `double precision`) into the catalog's. */
export function typeName(node: TypeNode | undefined): TypeName {
  if (node === undefined) return NO_TYPE;
  const parts = strings(node.names);
  const name = parts.at(-1) ?? '';
  const schema = parts.at(-2);
  const integer = parts.length === 1 ? SERIAL.get(name) : undefined;
  return {
    schema: schema === 'pg_catalog' ? undefined : schema,
    name: integer ?? name,
    modifiers: modifiers(node.typmods),
    dimensions: node.arrayBounds?.length ?? 0,
    serial: integer !== undefined,
  };
}

const modifiers = (nodes: readonly Node[] | undefined): readonly number[] =>
  nodes === undefined
    ? NO_MODIFIERS
    : all(nodes, 'A_Const').flatMap(({ ival, fval }) =>
        ival !== undefined ? [ival.ival ?? 0] : fval !== undefined ? [Number(fval.fval)] : [],
      );
const NO_MODIFIERS: readonly number[] = [];

import type { AlterSeqStmt, CreateSeqStmt, Node } from 'libpg-query';
import type { Name } from '../../../model/name.ts';
import type { CreateSequence, Operation, SequenceNumbers } from '../../../model/operation.ts';
import { nameOfParts, relationName, type Scope, whole } from './scope.ts';
import { as, options, words } from './tree.ts';
import { typeName } from './type.ts';

export function createSequence(
  { sequence, options: given, if_not_exists: ifNotExists = false }: CreateSeqStmt,
  scope: Scope,
): readonly Operation[] {
  if (sequence === undefined) return [];
  const read = options(given);
  const owner = ownerOf(read.get('owned_by'));
  return [
    {
      kind: 'create-sequence',
      span: whole(scope),
      sequence: relationName(sequence, scope),
      ifNotExists,
      temporary: sequence.relpersistence === 't',
      type: typeOf(read),
      ownedBy: owner === 'none' ? undefined : owner,
      ...(sequence.relpersistence === 'u' ? { unlogged: true as const } : undefined),
      ...numbersOf(read),
    },
  ];
}

export function alterSequence(
  { sequence, options: given, missing_ok: ifExists = false }: AlterSeqStmt,
  scope: Scope,
): readonly Operation[] {
  if (sequence === undefined) return [];
  const read = options(given);
  return [
    {
      kind: 'alter-sequence',
      span: whole(scope),
      sequence: relationName(sequence, scope),
      ifExists,
      onlyOwnedBy: read.size === 1 && read.has('owned_by'),
      ownedBy: ownerOf(read.get('owned_by')),
      type: typeOf(read),
    },
  ];
}

function numbersOf(given: ReadonlyMap<string, Node | undefined>): { readonly numbers?: SequenceNumbers } {
  const number = (name: keyof SequenceNumbers): SequenceNumbers => {
    const node = given.get(name);
    const value = as(node, 'Integer')?.ival ?? (as(node, 'Integer') === undefined ? as(node, 'Float')?.fval : 0);
    return value === undefined ? {} : { [name]: Number(value) };
  };
  const numbers = { ...number('start'), ...number('increment'), ...number('minvalue'), ...number('maxvalue') };
  return Object.keys(numbers).length > 0 ? { numbers } : {};
}

const typeOf = (given: ReadonlyMap<string, Node | undefined>): CreateSequence['type'] => {
  const type = as(given.get('as'), 'TypeName');
  return type === undefined ? undefined : typeName(type);
};

/** OWNED BY table.column, or NONE. */
function ownerOf(node: Node | undefined): { readonly table: Name; readonly column: string } | 'none' | undefined {
  if (node === undefined) return undefined;
  const parts = words(node);
  return parts.length < 2 ? 'none' : { table: nameOfParts(parts.slice(0, -1)), column: parts.at(-1) ?? '' };
}

import type { Catalog } from '../../../model/catalog.ts';
import type { Operation } from '../../../model/operation.ts';
import { baseOf } from '../cast.ts';

/** A new index as far as its price goes. */
export interface BuiltKeys {
  /** Types of its columns; undefined for one that is not known. */
  readonly keys: readonly (string | undefined)[];
  /** It holds some of the rows; how many is not known. */
  readonly partial: boolean;
  /** false: costs of such an index were not measured. */
  readonly measured: boolean;
}

/** What the operation builds anew; undefined where it builds what is there. */
export function builtKeys(op: Operation, before: Catalog): BuiltKeys | undefined {
  switch (op.kind) {
    case 'create-index':
      return {
        keys: [...op.keys.map(({ column }) => column), ...op.include].map((column) => typeOf(op, column, before)),
        partial: op.where !== undefined,
        measured: op.method === 'btree',
      };
    case 'add-unique':
    case 'add-primary-key':
      return { keys: op.columns.map((column) => typeOf(op, column, before)), partial: false, measured: !op.withoutOverlaps };
    case 'add-exclude':
      return { keys: op.keys.map(({ column }) => typeOf(op, column, before)), partial: false, measured: false };
    default:
      return undefined;
  }
}

function typeOf(
  { table }: Operation & { readonly table: { readonly schema: string | undefined; readonly name: string } },
  name: string | undefined,
  before: Catalog,
) {
  const type = before.table(table)?.columns.find((each) => each.name === name)?.type;
  return type === undefined || type.dimensions > 0 ? undefined : baseOf(type, before).type.name;
}

import type { AlterTableCmd, ObjectType, RangeVar } from 'libpg-query';
import type { Name } from '../../../model/name.ts';
import type { AlterRelation, RenameRelation } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import { relationName, type Scope } from './scope.ts';
import { isOnly } from './tree.ts';

/**
 * What all operations on a table's parts have in common. It is spread last into each of them: V8 adds properties to an object that was
 * spread one at a time, which takes longer than all the rest of lowering.
 */
export interface OnTable {
  readonly span: Span;
  readonly table: Name;
  readonly ifExists: boolean;
  readonly only: boolean;
  readonly as: AlterRelation['as'];
}

/** One command of ALTER TABLE with its clause, in the scope's text. */
export interface Command {
  readonly node: AlterTableCmd;
  readonly on: OnTable;
  readonly clause: Span;
}

const WRITTEN: { readonly [T in ObjectType]?: RenameRelation['as'] } = {
  OBJECT_TABLE: 'table',
  OBJECT_INDEX: 'index',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'matview',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_FOREIGN_TABLE: 'foreign-table',
};

/** The word after ALTER, where it is one for relations. */
export const relationWord = (type: ObjectType | undefined): RenameRelation['as'] | undefined => WRITTEN[type ?? 'OBJECT_TABLE'];

export const onTable = (
  relation: RangeVar,
  type: ObjectType | undefined,
  ifExists: boolean | undefined,
  scope: Scope,
): Omit<OnTable, 'span'> => ({
  table: relationName(relation, scope),
  ifExists: ifExists === true,
  only: isOnly(relation),
  as: relationWord(type) ?? (type === 'OBJECT_TYPE' ? 'type' : 'table'),
});

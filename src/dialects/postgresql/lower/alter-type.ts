import type { AlterTableCmd } from 'libpg-query';
import type { Name } from '../../../model/name.ts';
import type { AlterCompositeType, Operation } from '../../../model/operation.ts';
import { type Scope, whole } from './scope.ts';
import { as } from './tree.ts';
import { typeName } from './type.ts';

const ACTIONS: Readonly<Record<string, AlterCompositeType['action']>> = {
  AT_AddColumn: 'add',
  AT_DropColumn: 'drop',
  AT_AlterColumnType: 'alter',
};

/** ALTER TYPE … ADD, DROP, ALTER ATTRIBUTE */
export function alterType(
  { subtype = 'AT_AddColumn', name, def, behavior, missing_ok: ifExists }: AlterTableCmd,
  type: Name,
  scope: Scope,
): readonly Operation[] {
  const action = ACTIONS[subtype];
  // OWNER TO is all else that there is for a type.
  if (action === undefined) return [{ kind: 'inert', span: whole(scope), what: 'ALTER TYPE' }];
  const column = as(def, 'ColumnDef');
  return [
    {
      kind: 'alter-composite-type',
      span: whole(scope),
      type,
      action,
      attribute: column?.colname ?? name ?? '',
      attributeType: column === undefined ? undefined : typeName(column.typeName),
      cascade: behavior === 'DROP_CASCADE',
      ...(ifExists === true ? { ifExists: true as const } : undefined),
    },
  ];
}

import type { Name } from '../model/name.ts';
import type { Operation, OperationKind } from '../model/operation.ts';

/** Operations that give something a name. */
export const NAMING = [
  'create-table',
  'add-column',
  'rename-relation',
  'rename-column',
  'rename-constraint',
  'create-index',
  'create-view',
  'create-matview',
  'create-sequence',
  'create-type',
  'create-domain',
  'create-function',
  'create-trigger',
  'create-policy',
  'add-check',
  'add-foreign-key',
  'add-unique',
  'add-primary-key',
] as const satisfies readonly OperationKind[];

/** The names that an operation gives, and what it makes in a schema that lasts. */
export interface Given {
  readonly names: readonly string[];
  readonly made: Name | undefined;
}

export function givenNames(op: Extract<Operation, { kind: (typeof NAMING)[number] }>): Given {
  switch (op.kind) {
    case 'create-table':
      return {
        names: [op.table.name, ...op.columns.map(({ name }) => name)],
        made: op.persistence === 'temporary' ? undefined : op.table,
      };
    case 'add-column':
      return { names: [op.column], made: undefined };
    case 'rename-relation':
    case 'rename-column':
    case 'rename-constraint':
      return { names: [op.to], made: undefined };
    case 'create-view':
      return { names: [op.view.name], made: op.temporary ? undefined : op.view };
    case 'create-matview':
      return { names: [op.view.name], made: op.view };
    case 'create-sequence':
      return { names: [op.sequence.name], made: op.temporary ? undefined : op.sequence };
    case 'create-type':
      return { names: [op.type.name], made: op.type };
    case 'create-domain':
      return { names: [op.domain.name], made: op.domain };
    case 'create-function':
      return { names: [op.function.name], made: op.function };
    default:
      return { names: op.name === undefined ? [] : [op.name], made: undefined };
  }
}

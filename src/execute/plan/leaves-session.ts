import type { Operation } from '../../model/operation.ts';
import type { StatementRun } from '../../model/section-run.ts';

/**
 * May it leave something behind in the session: a setting, a temporary table, a role, a lock let go? What calls functions or is not plain
 * DDL may. Where it is sure that nothing is left, nothing needs to be cleared away before the next file.
 */
export const leavesSession = ({ steps }: StatementRun): boolean => steps.some(({ operations }) => operations.some(mayLeave));

function mayLeave(op: Operation): boolean {
  switch (op.kind) {
    case 'create-table':
      // A query may call functions, and take its time.
      return op.persistence === 'temporary' || op.as !== undefined;
    case 'create-sequence':
      return op.temporary;
    case 'create-index':
    case 'drop-index':
    case 'add-column':
    case 'drop-column':
    case 'rename-column':
    case 'alter-column-type':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-default':
    case 'drop-default':
    case 'add-check':
    case 'add-foreign-key':
    case 'add-unique':
    case 'add-primary-key':
    case 'validate-constraint':
    case 'drop-constraint':
    case 'drop-table':
    case 'rename-relation':
    case 'create-function':
    case 'create-type':
    case 'create-schema':
    case 'create-trigger':
    case 'create-policy':
    case 'comment-on':
    case 'grant':
      return false;
    default:
      return true;
  }
}

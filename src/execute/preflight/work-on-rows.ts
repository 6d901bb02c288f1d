import type { Operation } from '../../model/operation.ts';
import type { Work } from '../../model/effect.ts';

/**
 * What an operation on a partitioned table may do to the rows of its partitions. The effects say it of the partitions that files made; of others, which
 * come and go with the calendar, only the server knows.
 */
export function workOnRows(op: Operation): { readonly table: string; readonly work: Work } | undefined {
  switch (op.kind) {
    case 'create-index':
      return op.only ? undefined : { table: op.table.name, work: 'build' };
    case 'alter-column-type':
      return { table: op.table.name, work: 'rewrite' };
    case 'add-unique':
    case 'add-primary-key':
    case 'add-exclude':
      return { table: op.table.name, work: 'build' };
    case 'add-check':
    case 'add-foreign-key':
      return op.valid ? { table: op.table.name, work: 'scan' } : undefined;
    case 'set-not-null':
    case 'validate-constraint':
      return { table: op.table.name, work: 'scan' };
    default:
      return undefined;
  }
}

import type { Failure } from '../../model/effect.ts';
import type { Name } from '../../model/name.ts';
import type { Operation } from '../../model/operation.ts';
import { type Context, failure, isTable } from './context.ts';

/**
 * DDL on a table whose rows the same transaction wrote, while checks of its deferred foreign keys wait for the end of it.
 * "May": whether a key is INITIALLY DEFERRED, and whether SET CONSTRAINTS came between, is not known here.
 * Source: https://www.postgresql.org/docs/current/sql-set-constraints.html
 */
export function pendingEvents(op: Operation, { before, session }: Context): Failure | null {
  if (!session.locks.some((held) => held.written === true)) return null;
  for (const name of tablesOf(op)) {
    const table = before.find(name);
    if (!isTable(table) || !session.locks.some((held) => held.relation === table.id && held.written === true)) continue;
    const deferred =
      table.constraints.some((each) => each.deferrable) || before.foreignKeysTo(table.id).some(({ constraint }) => constraint.deferrable);
    if (deferred) return failure('55006', `cannot change "${table.name}" because it has pending trigger events`, false);
  }
  return null;
}

/** Tables that must not be in use. */
function tablesOf(op: Operation): readonly Name[] {
  switch (op.kind) {
    case 'drop-table':
    case 'truncate':
      return op.tables;
    case 'create-index':
      return op.concurrently ? [] : [op.table];
    default:
      return 'only' in op && 'as' in op ? [op.table] : [];
  }
}

import type { Failure } from '../../model/effect.ts';
import type { Name } from '../../model/name.ts';
import type { Operation } from '../../model/operation.ts';
import { type Context, failure, isTable } from './context.ts';

/**
 * DDL on a table whose rows the same transaction wrote, while checks of its deferred foreign keys wait for the end of it, or that an open
 * cursor reads. "May" for the first: rows without a key, or none at all, leave nothing to check.
 * Source: https://www.postgresql.org/docs/current/sql-set-constraints.html
 */
export function pendingEvents(op: Operation, { before, session }: Context): Failure | null {
  if (!session.locks.some((held) => held.pending === true || held.cursor === true)) return null;
  for (const name of tablesOf(op)) {
    const table = before.find(name);
    const held = isTable(table) ? session.locks.find((each) => each.relation === table.id) : undefined;
    if (held?.cursor === true)
      return failure('55006', `cannot use "${name.name}" in this command because it is being used by active queries in this session`);
    if (held?.pending === true) return failure('55006', `cannot change "${name.name}" because it has pending trigger events`, false);
  }
  return null;
}

/** Tables that must not be in use. */
function tablesOf(op: Operation): readonly Name[] {
  switch (op.kind) {
    case 'drop-table':
    case 'truncate':
      return op.tables;
    case 'cluster':
      return op.table === undefined ? [] : [op.table];
    case 'create-index':
      return op.concurrently ? [] : [op.table];
    default:
      return 'only' in op && 'as' in op ? [op.table] : [];
  }
}

import type { Catalog } from '../model/catalog.ts';
import type { Effect, Effects } from '../model/effect.ts';
import type { Operation, OperationKind } from '../model/operation.ts';
import type { Session } from '../model/session.ts';
import type { Target } from '../model/target.ts';
import type { Context, Row } from './postgresql/context.ts';
import { combine } from './postgresql/duration/combine.ts';
import { piecesOf } from './postgresql/duration/pieces.ts';
import { newerSyntax } from './postgresql/newer-syntax.ts';
import { pendingEvents } from './postgresql/pending-events.ts';
import { TABLE } from './postgresql/table.ts';
import { runsInTransaction } from './postgresql/transactions.ts';

/**
 * What each operation locks, reads and rewrites on PostgreSQL 10 to 18, and where it fails.
 * `test/oracle` holds it against measurements on real servers.
 */
export const postgresql = {
  infer(op: Operation, before: Catalog, session: Session, target: Target, siblings: readonly Operation[]): Effects {
    const context: Context = { before, session, version: target.version[0], siblings };
    // Sound because each row takes the operations of its own kind.
    const meant = 'as' in op && op.as === 'foreign-table' && 'table' in op ? before.find(op.table) : undefined;
    if (meant?.kind === 'table' && meant.origin !== 'assumed')
      return { relations: [], fails: { code: '42809', message: `"${meant.name}" is not a foreign table`, certain: true } };
    const found = withoutWorkOnEmptied((TABLE[op.kind] as Row<OperationKind>)(op, context), before);
    if (found.fails !== null || session.locks.length === 0) return found;
    const fails = pendingEvents(op, context);
    return fails === null ? found : { relations: found.relations, fails };
  },
  newerSyntax,
  piecesOf,
  combine,
  transactional: (op: Operation, target: Target): boolean => runsInTransaction(op, target.version[0]),
};

/** What the open transaction truncated has no rows; its locks stay as they are. */
function withoutWorkOnEmptied(found: Effects, before: Catalog): Effects {
  if (!found.relations.some(({ work, id }) => work !== 'none' && id !== undefined)) return found;
  const isEmptied = (id: Effect['id']): boolean => {
    const relation = id === undefined ? undefined : before.get(id);
    const table = relation?.kind === 'index' ? before.get(relation.table) : relation;
    return table?.kind === 'table' && table.rows === 'none' && table.emptied === before.transaction;
  };
  const relations = found.relations.map((each): Effect => (each.work !== 'none' && isEmptied(each.id) ? { ...each, work: 'none' } : each));
  return { ...found, relations };
}

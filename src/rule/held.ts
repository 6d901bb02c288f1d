import type { Catalog } from '../model/catalog.ts';
import { atLeast, blocksOf } from '../model/effect.ts';
import { nameText, type Name } from '../model/name.ts';
import type { Operation } from '../model/operation.ts';
import type { HeldLock, Session } from '../model/session.ts';
import type { Statement } from '../model/source.ts';
import type { SectionView } from '../rule.ts';
import { lineAt } from './places.ts';

interface Where {
  readonly op: Operation;
  readonly section: SectionView;
  readonly statement: Statement;
}

/** Line of the statement that took a lock. The section counts its own statements, the session those of the file. */
export function lineOfLock(lock: HeldLock, { op, section, statement }: Where): string {
  const here = section.operations.find((each) => each.op === op)?.statement ?? statement.index;
  const taker = section.operations.find((each) => each.statement === lock.statement - statement.index + here);
  return taker === undefined ? '?' : String(lineAt(statement, taker.op.span.start));
}

/** The lock by which the open transaction keeps others from a table already. */
export function heldOn(table: Name, before: Catalog, session: Session, blocks: 'writes' | 'everything'): HeldLock | undefined {
  const id = before.find(table)?.id;
  return session.locks.find(
    ({ relation, name, lock }) => atLeast(blocksOf(lock), blocks) && (relation === undefined ? name.name === table.name : relation === id),
  );
}

/**
 * What readers feel while a statement stops writes of these tables: nothing, unless its transaction closed one of them before.
 * A sentence.
 */
export function readersText(tables: readonly Name[], where: Where & { readonly before: Catalog; readonly session: Session }): string {
  const { before, session } = where;
  for (const table of tables) {
    const held = heldOn(table, before, session, 'everything');
    if (held === undefined) continue;
    const which = tables.length > 1 ? ` of ${nameText(table)}` : '';
    return `Reads${which} wait too: ${held.lock} on it is held since line ${lineOfLock(held, where)}.`;
  }
  return 'Reads go on.';
}

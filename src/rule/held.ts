import type { Catalog } from '../model/catalog.ts';
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

/**
 * What readers feel while a statement stops writes of these tables: nothing, unless its transaction closed one of them before.
 * A sentence.
 */
export function readersText(tables: readonly Name[], where: Where & { readonly before: Catalog; readonly session: Session }): string {
  const { before, session } = where;
  for (const table of tables) {
    const id = before.find(table)?.id;
    const held = session.locks.find(
      ({ relation, name, lock }) =>
        lock === 'ACCESS EXCLUSIVE' && (relation === undefined ? nameText(name) === nameText(table) : relation === id),
    );
    if (held === undefined) continue;
    const which = tables.length > 1 ? ` of ${nameText(table)}` : '';
    return `Reads${which} wait too: ACCESS EXCLUSIVE on it is held since line ${lineOfLock(held, where)}.`;
  }
  return 'Reads go on.';
}

import type { Table } from '../../model/catalog.ts';
import type { Operation } from '../../model/operation.ts';
import type { CatalogStore } from '../catalog.ts';
import type { SessionStore } from '../session.ts';

/** Tables whose rows a statement of the open transaction left to be checked, or that an open cursor reads: DDL on them is refused. */
export function noteUses(store: CatalogStore, session: SessionStore, op: Operation): void {
  switch (op.kind) {
    case 'select':
      if (op.how === 'cursor')
        for (const { relation } of op.query.reads) {
          const read = store.find(relation);
          if (read !== undefined) session.noteUse(read, 'cursor');
        }
      return;
    case 'insert':
    case 'update':
    case 'delete': {
      const table = store.table(op.table);
      if (table !== undefined && waits(store, session, table, op)) session.noteUse(table, 'pending');
      return;
    }
    case 'inert':
      if (op.what === 'CLOSE') session.closeCursors();
      else if (op.what === 'SET CONSTRAINTS DEFERRED') session.setConstraints('deferred');
      else if (op.what === 'SET CONSTRAINTS IMMEDIATE') session.setConstraints('immediate');
      return;
    default:
  }
}

type Write = Extract<Operation, { kind: 'insert' | 'update' | 'delete' }>;

/** New keys of the table's own, or keys of it that others point at. */
function waits(store: CatalogStore, session: SessionStore, table: Table, op: Write): boolean {
  const said = session.view.constraints;
  const deferred = (key: Table['constraints'][number]): boolean =>
    key.enforced && key.deferrable && (said === undefined ? key.deferred === true : said === 'deferred');
  const given = (columns: readonly string[]): boolean => op.kind !== 'update' || columns.some((column) => op.columns.includes(column));
  if (op.kind !== 'delete' && table.constraints.some((key) => key.kind === 'foreign-key' && deferred(key) && given(key.columns)))
    return true;
  return (
    op.kind !== 'insert' &&
    store
      .foreignKeysTo(table.id)
      .some(
        ({ constraint }) =>
          deferred(constraint) &&
          isChecked(op.kind === 'delete' ? constraint.onDelete : constraint.onUpdate) &&
          given(constraint.references?.columns ?? []),
      )
  );
}

/** CASCADE and its like act at once. */
const isChecked = (action: string | undefined): boolean => action === undefined || action === 'no-action';

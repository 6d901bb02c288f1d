import type { Sequence } from '../../model/catalog.ts';
import type { CreateSequence, OperationOf } from '../../model/operation.ts';
import type { CatalogStore } from '../catalog.ts';
import { identifier } from './names.ts';
import { tableFor } from './tables.ts';

export function createSequence(store: CatalogStore, op: CreateSequence): void {
  const schema = op.temporary ? 'pg_temp' : store.schemaFor(op.sequence);
  const name = identifier(op.sequence.name);
  if (store.taken(schema, name)) return;
  store.put({
    id: store.nextId(),
    schema,
    name,
    kind: 'sequence',
    origin: 'created',
    transaction: store.transaction,
    temporary: op.temporary,
    ownedBy: owner(store, op.ownedBy),
    identity: false,
    type: op.type?.name ?? 'int8',
    unlogged: false,
  });
}

export function alterSequence(store: CatalogStore, op: OperationOf<'alter-sequence'>): void {
  const sequence = store.find(op.sequence);
  if (sequence?.kind !== 'sequence') return;
  store.put({
    ...sequence,
    ownedBy: op.ownedBy === undefined ? sequence.ownedBy : op.ownedBy === 'none' ? undefined : owner(store, op.ownedBy),
    type: op.type?.name ?? sequence.type,
  });
}

function owner(store: CatalogStore, by: CreateSequence['ownedBy']): Sequence['ownedBy'] {
  const table = by === undefined ? undefined : tableFor(store, by.table);
  return by === undefined || table === undefined ? undefined : { table: table.id, column: by.column };
}

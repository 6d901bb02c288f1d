import type { OperationOf } from '../../model/operation.ts';
import type { CatalogStore } from '../catalog.ts';
import { dropStatistics } from './attached.ts';
import { dropRelation } from './drop.ts';
import { moveFunction } from './functions.ts';
import { identifier } from './names.ts';
import { dropType, moveType } from './types.ts';

/** DROP of what is no relation. */
export function dropObject(store: CatalogStore, op: OperationOf<'drop-object'>): void {
  for (const name of op.names) {
    switch (op.what) {
      case 'type':
      case 'domain':
        dropType(store, name, op.cascade);
        break;
      case 'schema':
        dropSchema(store, name.name);
        break;
      case 'extension':
        store.putExtension(name.name, false);
        break;
      case 'publication':
        store.putPublication(name.name, undefined);
        break;
      case 'statistics':
        dropStatistics(store, name);
        break;
      default:
    }
  }
}

/** With all that stands in it: without CASCADE the server drops an empty one only. */
function dropSchema(store: CatalogStore, schema: string): void {
  for (const relation of store.relations()) if (relation.schema === schema) dropRelation(store, relation);
  for (const type of store.types()) if (type.schema === schema) dropType(store, type, true);
  for (const [first] of store.functionSets()) if (first?.schema === schema) store.putFunctions(first.schema, first.name, []);
  store.putSchema(schema, 'dropped');
}

export function renameObject(store: CatalogStore, op: OperationOf<'rename-object'>): void {
  const to = identifier(op.to);
  const moved = op.toSchema ? { schema: to } : { name: to };
  switch (op.what) {
    case 'type':
    case 'domain': {
      const type = store.type(op.name);
      if (type !== undefined) moveType(store, type, moved);
      return;
    }
    case 'function':
      return moveFunction(store, op.name, moved);
    case 'schema':
      return renameSchema(store, op.name.name, to);
    case 'other':
  }
}

function renameSchema(store: CatalogStore, from: string, to: string): void {
  const inside = ({ schema }: { readonly schema: string }): boolean => schema === from;
  for (const relation of store.relations().filter(inside)) store.put({ ...relation, schema: to });
  for (const type of store.types().filter(inside)) moveType(store, type, { schema: to });
  for (const [first] of store.functionSets()) if (first?.schema === from) moveFunction(store, first, { schema: to });
  store.putSchema(from, 'dropped');
  store.putSchema(to, 'known');
}

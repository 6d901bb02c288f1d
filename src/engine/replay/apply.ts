import type { Operation, OperationKind, OperationOf } from '../../model/operation.ts';
import type { CatalogStore } from '../catalog.ts';
import type { SessionStore } from '../session.ts';
import { alterAttached, alterPublication, createPolicy, createRule, createStatistics, createTrigger, dropAttached } from './attached.ts';
import {
  addColumn,
  addIdentity,
  alterColumnType,
  alterIdentity,
  dropColumn,
  dropDefault,
  dropExpression,
  dropIdentity,
  dropNotNull,
  setDefault,
  setExpression,
  setNotNull,
} from './columns.ts';
import {
  addCheck,
  addExclude,
  addForeignKey,
  addKey,
  addNotNull,
  alterConstraint,
  dropConstraint,
  renameConstraint,
  validateConstraint,
} from './constraints.ts';
import { createTable } from './create-table.ts';
import { copy, deleteRows, insert, merge, refresh, truncate } from './data.ts';
import { alterFunction, createFunction, dropFunction } from './functions.ts';
import { attachIndex, createIndex, dropIndexes, reindex } from './indexes.ts';
import { noteUses } from './pending.ts';
import { attachPartition, detachPartition, inherit } from './partitions.ts';
import { alterRelation, cluster, dropRelations, renameRelation, setSchema } from './relations.ts';
import { renameColumn } from './rename-column.ts';
import { dropObject, renameObject } from './schemas.ts';
import { alterSequence, createSequence } from './sequences.ts';
import { addEnumValue, alterCompositeType, alterDomain, createDomain, createType, renameEnumValue } from './types.ts';
import { createMatview, createView } from './views.ts';

type Replay<K extends OperationKind> = (store: CatalogStore, op: OperationOf<K>, session: SessionStore) => void;
/** Leaves the catalog as it is. */
const nothing = (): void => undefined;

const TABLE = {
  'create-table': createTable,
  'drop-table': dropRelations,
  truncate,
  'rename-relation': renameRelation,
  'set-schema': setSchema,
  'add-column': addColumn,
  'drop-column': dropColumn,
  'rename-column': renameColumn,
  'alter-column-type': alterColumnType,
  'set-not-null': setNotNull,
  'drop-not-null': dropNotNull,
  'set-default': setDefault,
  'drop-default': dropDefault,
  'add-identity': addIdentity,
  'alter-identity': alterIdentity,
  'drop-identity': dropIdentity,
  'set-expression': setExpression,
  'drop-expression': dropExpression,
  'set-column-attribute': nothing,
  'add-check': addCheck,
  'add-foreign-key': addForeignKey,
  'add-unique': addKey,
  'add-primary-key': addKey,
  'add-exclude': addExclude,
  'add-not-null': addNotNull,
  'validate-constraint': validateConstraint,
  'drop-constraint': dropConstraint,
  'alter-constraint': alterConstraint,
  'rename-constraint': renameConstraint,
  'create-index': createIndex,
  'drop-index': dropIndexes,
  reindex,
  'attach-index': attachIndex,
  'attach-partition': attachPartition,
  'detach-partition': detachPartition,
  inherit,
  'alter-relation': alterRelation,
  'move-tablespace': nothing,
  'create-trigger': createTrigger,
  'create-rule': createRule,
  'create-policy': createPolicy,
  'drop-attached': dropAttached,
  'alter-attached': alterAttached,
  'create-view': createView,
  'create-matview': createMatview,
  'drop-relation': dropRelations,
  'refresh-matview': refresh,
  'create-type': createType,
  'add-enum-value': addEnumValue,
  'rename-enum-value': renameEnumValue,
  'alter-composite-type': alterCompositeType,
  'create-domain': createDomain,
  'alter-domain': alterDomain,
  'create-sequence': createSequence,
  'alter-sequence': alterSequence,
  'create-function': createFunction,
  'alter-function': alterFunction,
  'drop-function': dropFunction,
  'drop-object': dropObject,
  'rename-object': renameObject,
  'create-schema': (store, op) => store.putSchema(op.schema, 'known'),
  'create-extension': (store, op) => store.putExtension(op.extension, true),
  'create-statistics': createStatistics,
  'alter-publication': alterPublication,
  'comment-on': nothing,
  grant: nothing,
  insert,
  update: nothing,
  delete: deleteRows,
  merge,
  select: nothing,
  copy,
  call: nothing,
  dynamic: nothing,
  vacuum: nothing,
  analyze: nothing,
  cluster,
  'lock-table': nothing,
  'server-command': nothing,
  transaction: (_store, op, session) => session.control(op),
  'set-setting': (_store, op, session) => session.set(op),
  inert: nothing,
  opaque: nothing,
} satisfies { readonly [K in OperationKind]: Replay<K> };

/** What an operation leaves behind in catalog and session. */
export function apply(store: CatalogStore, session: SessionStore, op: Operation): void {
  if (store.skips(op)) return;
  // Sound because each row takes the operations of its own kind.
  (TABLE[op.kind] as Replay<OperationKind>)(store, op, session);
  if (session.view.transaction !== undefined) noteUses(store, session, op);
}

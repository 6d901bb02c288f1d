import type { OperationKind } from '../../model/operation.ts';
import { addColumn } from './add-column.ts';
import { alterColumnType } from './alter-type.ts';
import {
  addIdentity,
  alterIdentity,
  dropColumn,
  dropDefault,
  dropExpression,
  dropIdentity,
  dropNotNull,
  renameColumn,
  setColumnAttribute,
  setDefault,
  setExpression,
  setNotNull,
} from './columns.ts';
import {
  addCheck,
  addExclude,
  addNotNull,
  addPrimaryKey,
  addUnique,
  alterConstraint,
  dropConstraint,
  renameConstraint,
  validateConstraint,
} from './constraints.ts';
import { failing, NOTHING, type Row } from './context.ts';
import { call, constraintsNow, copy, delete_, insert, merge, select, update } from './dml.ts';
import { dropIndex, dropRelation, dropTable } from './drop.ts';
import { addForeignKey } from './foreign-keys.ts';
import { attachIndex, createIndex, reindex } from './indexes.ts';
import { analyze, cluster, lockTable, truncate, vacuum } from './maintenance.ts';
import { addEnumValue, alterCompositeType, alterDomain, createDomain, createType, renameEnumValue } from './types.ts';
import {
  alterAttached,
  alterPublication,
  commentOn,
  createPolicy,
  createRule,
  createStatistics,
  createTrigger,
  dropAttached,
  grant,
} from './attached.ts';
import { alterFunction, alterSequence, createExtension, createFunction, createSchema, createSequence, renameObject } from './objects.ts';
import { dropFunction, dropObject } from './drop-object.ts';
import { attachPartition, detachPartition } from './partitions.ts';
import { alterRelation, createTable, inherit, moveTablespace, renameRelation, setSchema } from './relations.ts';
import { opaque, serverCommand, setSetting, transaction } from './transactions.ts';
import { createMatview, createView, refreshMatview } from './views.ts';

const nothing = (): typeof NOTHING => NOTHING;

/** One row for each kind of operation; a forgotten one does not compile. */
export const TABLE = {
  'create-table': createTable,
  'drop-table': dropTable,
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
  'set-column-attribute': setColumnAttribute,
  'add-check': addCheck,
  'add-foreign-key': addForeignKey,
  'add-unique': addUnique,
  'add-primary-key': addPrimaryKey,
  'add-exclude': addExclude,
  'add-not-null': addNotNull,
  'validate-constraint': validateConstraint,
  'drop-constraint': dropConstraint,
  'alter-constraint': alterConstraint,
  'rename-constraint': renameConstraint,
  'create-index': createIndex,
  'drop-index': dropIndex,
  reindex,
  'attach-index': attachIndex,
  'attach-partition': attachPartition,
  'detach-partition': detachPartition,
  inherit,
  'alter-relation': alterRelation,
  'move-tablespace': moveTablespace,
  'create-trigger': createTrigger,
  'create-rule': createRule,
  'create-policy': createPolicy,
  'drop-attached': dropAttached,
  'alter-attached': alterAttached,
  'create-view': createView,
  'create-matview': createMatview,
  'drop-relation': dropRelation,
  'refresh-matview': refreshMatview,
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
  'create-schema': createSchema,
  'create-extension': createExtension,
  'create-statistics': createStatistics,
  'alter-publication': alterPublication,
  'comment-on': commentOn,
  grant,
  insert,
  update,
  delete: delete_,
  merge,
  select,
  copy,
  call,
  dynamic: nothing,
  vacuum,
  analyze,
  cluster,
  'lock-table': lockTable,
  'server-command': serverCommand,
  transaction,
  'set-setting': setSetting,
  inert: (op, context) =>
    op.what === 'SET CONSTRAINTS IMMEDIATE'
      ? constraintsNow(context)
      : op.what === 'SECURITY LABEL'
        ? failing('22023', 'no security label providers have been loaded', false)
        : NOTHING,
  opaque,
} satisfies { readonly [K in OperationKind]: Row<K> };

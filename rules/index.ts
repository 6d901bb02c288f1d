// Written by `npm test -- -u`; the suite fails when it differs from the folder.
import type { Rule } from '../src/rule.ts';
import addCheckScanning from './add-check-scanning.ts';
import addColumnFailing from './add-column-failing.ts';
import addColumnRewriting from './add-column-rewriting.ts';
import addEnumValueFailing from './add-enum-value-failing.ts';
import addExcludeBlocking from './add-exclude-blocking.ts';
import addForeignKeyFailing from './add-foreign-key-failing.ts';
import addForeignKeyLingering from './add-foreign-key-lingering.ts';
import addForeignKeyScanning from './add-foreign-key-scanning.ts';
import addNotNullScanning from './add-not-null-scanning.ts';
import addPrimaryKeyBlocking from './add-primary-key-blocking.ts';
import addUniqueBlocking from './add-unique-blocking.ts';
import addUniqueFailing from './add-unique-failing.ts';
import alterColumnTypeBlocking from './alter-column-type-blocking.ts';
import alterColumnTypeDestroying from './alter-column-type-destroying.ts';
import alterColumnTypeFailing from './alter-column-type-failing.ts';
import alterColumnTypeRewriting from './alter-column-type-rewriting.ts';
import alterColumnTypeScanning from './alter-column-type-scanning.ts';
import alterRelationBlocking from './alter-relation-blocking.ts';
import attachPartitionScanning from './attach-partition-scanning.ts';
import clusterRewriting from './cluster-rewriting.ts';
import columnTypeStyle from './column-type-style.ts';
import createIndexBlocking from './create-index-blocking.ts';
import createIndexFailing from './create-index-failing.ts';
import createIndexLingering from './create-index-lingering.ts';
import createPolicyLingering from './create-policy-lingering.ts';
import createTableBlocking from './create-table-blocking.ts';
import createTableLingering from './create-table-lingering.ts';
import deleteBlocking from './delete-blocking.ts';
import detachPartitionBlocking from './detach-partition-blocking.ts';
import dropColumnBreaking from './drop-column-breaking.ts';
import dropConstraintDrifting from './drop-constraint-drifting.ts';
import dropDestroying from './drop-destroying.ts';
import dropIndexBlocking from './drop-index-blocking.ts';
import dropIndexFailing from './drop-index-failing.ts';
import dropIndexLingering from './drop-index-lingering.ts';
import dropRelationBreaking from './drop-relation-breaking.ts';
import dropTableBreaking from './drop-table-breaking.ts';
import migrationBlocking from './migration-blocking.ts';
import migrationDrifting from './migration-drifting.ts';
import migrationFailing from './migration-failing.ts';
import migrationIrreversible from './migration-irreversible.ts';
import migrationLingering from './migration-lingering.ts';
import migrationNotUnderstood from './migration-not-understood.ts';
import migrationOrder from './migration-order.ts';
import nameStyle from './name-style.ts';
import primaryKeyStyle from './primary-key-style.ts';
import refreshMatviewBlocking from './refresh-matview-blocking.ts';
import reindexBlocking from './reindex-blocking.ts';
import renameColumnBreaking from './rename-column-breaking.ts';
import renameObjectBreaking from './rename-object-breaking.ts';
import renameTableBreaking from './rename-table-breaking.ts';
import sessionBlocking from './session-blocking.ts';
import setExpressionRewriting from './set-expression-rewriting.ts';
import setNotNullScanning from './set-not-null-scanning.ts';
import setSchemaBreaking from './set-schema-breaking.ts';
import suppressionExpired from './suppression-expired.ts';
import suppressionUnknown from './suppression-unknown.ts';
import suppressionUnused from './suppression-unused.ts';
import suppressionWithoutReason from './suppression-without-reason.ts';
import transactionBlocking from './transaction-blocking.ts';
import transactionFailing from './transaction-failing.ts';
import transactionLingering from './transaction-lingering.ts';
import truncateDestroying from './truncate-destroying.ts';
import updateBlocking from './update-blocking.ts';
import vacuumRewriting from './vacuum-rewriting.ts';
import validateConstraintBlocking from './validate-constraint-blocking.ts';
import validateConstraintLingering from './validate-constraint-lingering.ts';

export const rules: readonly Rule[] = [
  addCheckScanning,
  addColumnFailing,
  addColumnRewriting,
  addEnumValueFailing,
  addExcludeBlocking,
  addForeignKeyFailing,
  addForeignKeyLingering,
  addForeignKeyScanning,
  addNotNullScanning,
  addPrimaryKeyBlocking,
  addUniqueBlocking,
  addUniqueFailing,
  alterColumnTypeBlocking,
  alterColumnTypeDestroying,
  alterColumnTypeFailing,
  alterColumnTypeRewriting,
  alterColumnTypeScanning,
  alterRelationBlocking,
  attachPartitionScanning,
  clusterRewriting,
  columnTypeStyle,
  createIndexBlocking,
  createIndexFailing,
  createIndexLingering,
  createPolicyLingering,
  createTableBlocking,
  createTableLingering,
  deleteBlocking,
  detachPartitionBlocking,
  dropColumnBreaking,
  dropConstraintDrifting,
  dropDestroying,
  dropIndexBlocking,
  dropIndexFailing,
  dropIndexLingering,
  dropRelationBreaking,
  dropTableBreaking,
  migrationBlocking,
  migrationDrifting,
  migrationFailing,
  migrationIrreversible,
  migrationLingering,
  migrationNotUnderstood,
  migrationOrder,
  nameStyle,
  primaryKeyStyle,
  refreshMatviewBlocking,
  reindexBlocking,
  renameColumnBreaking,
  renameObjectBreaking,
  renameTableBreaking,
  sessionBlocking,
  setExpressionRewriting,
  setNotNullScanning,
  setSchemaBreaking,
  suppressionExpired,
  suppressionUnknown,
  suppressionUnused,
  suppressionWithoutReason,
  transactionBlocking,
  transactionFailing,
  transactionLingering,
  truncateDestroying,
  updateBlocking,
  vacuumRewriting,
  validateConstraintBlocking,
  validateConstraintLingering,
];

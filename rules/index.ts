// Written by `npm test -- -u`; the suite fails when it differs from the folder.
import type { Rule } from '../src/rule.ts';
import addCheckDrifting from './add-check-drifting.ts';
import addCheckScanning from './add-check-scanning.ts';
import addColumnBreaking from './add-column-breaking.ts';
import addColumnFailing from './add-column-failing.ts';
import addColumnRewriting from './add-column-rewriting.ts';
import addEnumValueFailing from './add-enum-value-failing.ts';
import addExcludeBlocking from './add-exclude-blocking.ts';
import addForeignKeyBlocking from './add-foreign-key-blocking.ts';
import addForeignKeyDrifting from './add-foreign-key-drifting.ts';
import addForeignKeyFailing from './add-foreign-key-failing.ts';
import addForeignKeyLingering from './add-foreign-key-lingering.ts';
import addForeignKeyScanning from './add-foreign-key-scanning.ts';
import addNotNullScanning from './add-not-null-scanning.ts';
import addPrimaryKeyBlocking from './add-primary-key-blocking.ts';
import addUniqueBlocking from './add-unique-blocking.ts';
import addUniqueFailing from './add-unique-failing.ts';
import alterColumnTypeBlocking from './alter-column-type-blocking.ts';
import alterColumnTypeBreaking from './alter-column-type-breaking.ts';
import alterColumnTypeDestroying from './alter-column-type-destroying.ts';
import alterColumnTypeFailing from './alter-column-type-failing.ts';
import alterColumnTypeRewriting from './alter-column-type-rewriting.ts';
import alterColumnTypeScanning from './alter-column-type-scanning.ts';
import alterCompositeTypeBreaking from './alter-composite-type-breaking.ts';
import alterDomainScanning from './alter-domain-scanning.ts';
import alterPublicationBreaking from './alter-publication-breaking.ts';
import alterRelationBlocking from './alter-relation-blocking.ts';
import alterRelationBreaking from './alter-relation-breaking.ts';
import alterRelationDrifting from './alter-relation-drifting.ts';
import alterRelationLingering from './alter-relation-lingering.ts';
import alterRelationRewriting from './alter-relation-rewriting.ts';
import alterTableStyle from './alter-table-style.ts';
import analyzeStyle from './analyze-style.ts';
import attachPartitionScanning from './attach-partition-scanning.ts';
import clusterRewriting from './cluster-rewriting.ts';
import columnTypeStyle from './column-type-style.ts';
import constraintStyle from './constraint-style.ts';
import createFunctionDrifting from './create-function-drifting.ts';
import createIndexBlocking from './create-index-blocking.ts';
import createIndexFailing from './create-index-failing.ts';
import createIndexLingering from './create-index-lingering.ts';
import createMatviewScanning from './create-matview-scanning.ts';
import createPolicyDrifting from './create-policy-drifting.ts';
import createPolicyLingering from './create-policy-lingering.ts';
import createTableBlocking from './create-table-blocking.ts';
import createTableDestroying from './create-table-destroying.ts';
import createTableDrifting from './create-table-drifting.ts';
import createTableLingering from './create-table-lingering.ts';
import createTableScanning from './create-table-scanning.ts';
import deleteBlocking from './delete-blocking.ts';
import detachPartitionBlocking from './detach-partition-blocking.ts';
import domainStyle from './domain-style.ts';
import dropAttachedDrifting from './drop-attached-drifting.ts';
import dropColumnBreaking from './drop-column-breaking.ts';
import dropConstraintDrifting from './drop-constraint-drifting.ts';
import dropDestroying from './drop-destroying.ts';
import dropFunctionBreaking from './drop-function-breaking.ts';
import dropIndexBlocking from './drop-index-blocking.ts';
import dropIndexFailing from './drop-index-failing.ts';
import dropIndexLingering from './drop-index-lingering.ts';
import dropIndexScanning from './drop-index-scanning.ts';
import dropNotNullBreaking from './drop-not-null-breaking.ts';
import dropObjectBreaking from './drop-object-breaking.ts';
import dropRelationBreaking from './drop-relation-breaking.ts';
import dropTableBreaking from './drop-table-breaking.ts';
import enumStyle from './enum-style.ts';
import extensionStyle from './extension-style.ts';
import foreignKeyStyle from './foreign-key-style.ts';
import grantDrifting from './grant-drifting.ts';
import indexStyle from './index-style.ts';
import inheritanceStyle from './inheritance-style.ts';
import insertBreaking from './insert-breaking.ts';
import insertLingering from './insert-lingering.ts';
import insertStyle from './insert-style.ts';
import jsonStyle from './json-style.ts';
import lockTableBlocking from './lock-table-blocking.ts';
import mergeBlocking from './merge-blocking.ts';
import migrationBlocking from './migration-blocking.ts';
import migrationDrifting from './migration-drifting.ts';
import migrationFailing from './migration-failing.ts';
import migrationIrreversible from './migration-irreversible.ts';
import migrationLingering from './migration-lingering.ts';
import migrationNotUnderstood from './migration-not-understood.ts';
import migrationOrder from './migration-order.ts';
import nameStyle from './name-style.ts';
import notNullStyle from './not-null-style.ts';
import orReplaceStyle from './or-replace-style.ts';
import primaryKeyStyle from './primary-key-style.ts';
import refreshMatviewBlocking from './refresh-matview-blocking.ts';
import reindexBlocking from './reindex-blocking.ts';
import renameColumnBreaking from './rename-column-breaking.ts';
import renameObjectBreaking from './rename-object-breaking.ts';
import renameTableBreaking from './rename-table-breaking.ts';
import ruleStyle from './rule-style.ts';
import serverCommandDrifting from './server-command-drifting.ts';
import sessionBlocking from './session-blocking.ts';
import sessionDrifting from './session-drifting.ts';
import sessionLingering from './session-lingering.ts';
import setDefaultDrifting from './set-default-drifting.ts';
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
  addCheckDrifting,
  addCheckScanning,
  addColumnBreaking,
  addColumnFailing,
  addColumnRewriting,
  addEnumValueFailing,
  addExcludeBlocking,
  addForeignKeyBlocking,
  addForeignKeyDrifting,
  addForeignKeyFailing,
  addForeignKeyLingering,
  addForeignKeyScanning,
  addNotNullScanning,
  addPrimaryKeyBlocking,
  addUniqueBlocking,
  addUniqueFailing,
  alterColumnTypeBlocking,
  alterColumnTypeBreaking,
  alterColumnTypeDestroying,
  alterColumnTypeFailing,
  alterColumnTypeRewriting,
  alterColumnTypeScanning,
  alterCompositeTypeBreaking,
  alterDomainScanning,
  alterPublicationBreaking,
  alterRelationBlocking,
  alterRelationBreaking,
  alterRelationDrifting,
  alterRelationLingering,
  alterRelationRewriting,
  alterTableStyle,
  analyzeStyle,
  attachPartitionScanning,
  clusterRewriting,
  columnTypeStyle,
  constraintStyle,
  createFunctionDrifting,
  createIndexBlocking,
  createIndexFailing,
  createIndexLingering,
  createMatviewScanning,
  createPolicyDrifting,
  createPolicyLingering,
  createTableBlocking,
  createTableDestroying,
  createTableDrifting,
  createTableLingering,
  createTableScanning,
  deleteBlocking,
  detachPartitionBlocking,
  domainStyle,
  dropAttachedDrifting,
  dropColumnBreaking,
  dropConstraintDrifting,
  dropDestroying,
  dropFunctionBreaking,
  dropIndexBlocking,
  dropIndexFailing,
  dropIndexLingering,
  dropIndexScanning,
  dropNotNullBreaking,
  dropObjectBreaking,
  dropRelationBreaking,
  dropTableBreaking,
  enumStyle,
  extensionStyle,
  foreignKeyStyle,
  grantDrifting,
  indexStyle,
  inheritanceStyle,
  insertBreaking,
  insertLingering,
  insertStyle,
  jsonStyle,
  lockTableBlocking,
  mergeBlocking,
  migrationBlocking,
  migrationDrifting,
  migrationFailing,
  migrationIrreversible,
  migrationLingering,
  migrationNotUnderstood,
  migrationOrder,
  nameStyle,
  notNullStyle,
  orReplaceStyle,
  primaryKeyStyle,
  refreshMatviewBlocking,
  reindexBlocking,
  renameColumnBreaking,
  renameObjectBreaking,
  renameTableBreaking,
  ruleStyle,
  serverCommandDrifting,
  sessionBlocking,
  sessionDrifting,
  sessionLingering,
  setDefaultDrifting,
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

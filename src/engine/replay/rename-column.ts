import type { Constraint, Index, Table, View } from '../../model/catalog.ts';
import type { Condition, Expression } from '../../model/expression.ts';
import type { OperationOf } from '../../model/operation.ts';
import { isTable, type CatalogStore } from '../catalog.ts';
import { indexUses } from './drop.ts';
import { columnOf, current, heirsOf, mentioned, relationFor, withColumn } from './tables.ts';

type Rename = (name: string) => string;

/** RENAME COLUMN, with every place that names the column; the text of expressions stays as it was written. */
export function renameColumn(store: CatalogStore, op: OperationOf<'rename-column'>): void {
  const relation = relationFor(store, op.table);
  if (relation === undefined) return;
  const rename: Rename = (name) => (name === op.column ? op.to : name);
  if (relation.kind === 'view' || relation.kind === 'matview') renameOutput(store, relation, rename);
  else if (isTable(relation)) renameInTable(store, relation, op, rename);
}

function renameOutput(store: CatalogStore, view: View, rename: Rename): void {
  store.put({
    ...view,
    output: view.output?.map((column) => (column.name === undefined ? column : { ...column, name: rename(column.name) })),
  });
  renameInReaders(store, view.id, rename);
  for (const index of store.indexesOf(view.id)) store.put(indexWith(index, rename));
}

function renameInTable(store: CatalogStore, table: Table, op: OperationOf<'rename-column'>, rename: Rename): void {
  const known = table.complete || table.columns.some(({ name }) => name === op.column) ? table : withColumn(table, mentioned(op.column));
  store.put(tableWith(known, rename));
  for (const index of store.indexesOf(table.id)) if (indexUses(index, op.column)) store.put(indexWith(index, rename));
  for (const { table: referring, constraint } of store.foreignKeysTo(table.id)) {
    const { references } = constraint;
    if (references?.columns.includes(op.column) !== true) continue;
    const now = current(store, referring);
    const renamed = { ...references, columns: references.columns.map(rename) };
    store.put({
      ...now,
      constraints: now.constraints.map((each) => (each.name === constraint.name ? { ...each, references: renamed } : each)),
    });
  }
  for (const sequence of store.sequencesOf(table.id)) {
    if (sequence.ownedBy?.column === op.column) store.put({ ...sequence, ownedBy: { ...sequence.ownedBy, column: op.to } });
  }
  renameInReaders(store, table.id, rename);
  for (const heir of heirsOf(store, table)) {
    if (!op.only && columnOf(heir, op.column) !== undefined) renameInTable(store, heir, op, rename);
  }
}

function renameInReaders(store: CatalogStore, relation: number, rename: Rename): void {
  for (const view of store.viewsOf(relation)) {
    store.put({
      ...view,
      reads: view.reads.map((read) => (read.relation === relation ? { ...read, columns: read.columns.map(rename) } : read)),
    });
  }
}

function tableWith(table: Table, rename: Rename): Table {
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      name: rename(column.name),
      generated:
        column.generated === undefined
          ? undefined
          : {
              ...column.generated,
              columns: column.generated.columns.map(rename),
              expression: expressionWith(column.generated.expression, rename),
            },
    })),
    constraints: table.constraints.map((constraint) => constraintWith(constraint, rename)),
    partitionBy:
      table.partitionBy === undefined
        ? undefined
        : { ...table.partitionBy, columns: table.partitionBy.columns.map((column) => (column === undefined ? undefined : rename(column))) },
    triggers: table.triggers.map((trigger) => ({ ...trigger, columns: trigger.columns.map(rename) })),
    policies: table.policies.map((policy) => ({ ...policy, columns: policy.columns.map(rename) })),
    statistics: table.statistics.map((statistic) => ({ ...statistic, columns: statistic.columns.map(rename) })),
  };
}

const constraintWith = (constraint: Constraint, rename: Rename): Constraint => ({
  ...constraint,
  columns: constraint.columns.map(rename),
  expression: constraint.expression === undefined ? undefined : expressionWith(constraint.expression, rename),
});

const indexWith = (index: Index, rename: Rename): Index => ({
  ...index,
  keys: index.keys.map((key) => ({
    ...key,
    column: key.column === undefined ? undefined : rename(key.column),
    expression: key.expression === undefined ? undefined : expressionWith(key.expression, rename),
  })),
  include: index.include.map(rename),
  where: index.where === undefined ? undefined : expressionWith(index.where, rename),
});

const expressionWith = (expression: Expression, rename: Rename): Expression => ({
  ...expression,
  columns: expression.columns.map(rename),
  conjunction: expression.conjunction.map((condition) => conditionWith(condition, rename)),
  partial: expression.partial.map((condition) => conditionWith(condition, rename)),
  alternatives: expression.alternatives.map((arm) => arm.map((condition) => conditionWith(condition, rename))),
});
const conditionWith = (condition: Condition, rename: Rename): Condition => ({ ...condition, column: rename(condition.column) });

import type { Catalog, Column, Constraint, Index, Sequence, Table, View } from '../../model/catalog.ts';
import { columnOf } from './proof.ts';

/** What hangs on one column of a table. */
export interface ColumnUsers {
  readonly views: readonly View[];
  readonly policies: readonly string[];
  readonly triggers: readonly string[];
  readonly generated: readonly Column[];
  /** Indexes that sort by it, carry it, or compute with it. */
  readonly indexes: readonly Index[];
  /** Constraints of the table itself. */
  readonly constraints: readonly Constraint[];
  readonly sequences: readonly Sequence[];
  /** Foreign keys of other tables that point at it. */
  readonly referencing: readonly { readonly table: Table; readonly constraint: Constraint }[];
  readonly publications: readonly string[];
  readonly publicationFilters: readonly string[];
}

export function usersOfColumn(table: Table, column: string, catalog: Catalog): ColumnUsers {
  const publications = catalog.publicationsOf(table.id);
  return {
    views: catalog
      .viewsOf(table.id)
      .filter((view) =>
        view.reads.some((read) => read.relation === table.id && (read.columns.includes(column) || read.columns.includes('*'))),
      ),
    policies: table.policies.filter((policy) => policy.columns.includes(column)).map((policy) => policy.name),
    triggers: table.triggers.filter((trigger) => trigger.columns.includes(column)).map((trigger) => trigger.name),
    generated: table.columns.filter((each) => each.name !== column && each.generated?.columns.includes(column) === true),
    indexes: catalog.indexesOf(table.id).filter((index) => usesColumn(index, column)),
    constraints: table.constraints.filter((constraint) => constraintUses(constraint, column)),
    sequences: catalog.sequencesOf(table.id).filter((sequence) => sequence.ownedBy?.column === column),
    referencing: catalog.foreignKeysTo(table.id).filter(({ constraint }) => constraint.references?.columns.includes(column) === true),
    publications: publications.filter((each) => each.columns.includes(column)).map((each) => each.publication),
    publicationFilters: publications.filter((each) => each.filter.includes(column)).map((each) => each.publication),
  };
}

export const usesColumn = (index: Index, column: string): boolean =>
  index.include.includes(column) ||
  index.where?.columns.includes(column) === true ||
  index.keys.some((key) => key.column === column || key.expression?.columns.includes(column) === true);

export const constraintUses = (constraint: Constraint, column: string): boolean =>
  constraint.columns.includes(column) || constraint.expression?.columns.includes(column) === true;

/** A view's columns; undefined where they are not all known. */
export const outputNames = ({ output }: View): readonly string[] | undefined => {
  const names = output?.flatMap(({ name }) => name ?? []);
  return names !== undefined && names.length > 0 && names.length === output?.length ? names : undefined;
};

/** The column is there, or nobody can tell; system columns are always there. */
export const mayHaveColumn = (table: Table, column: string): boolean =>
  !table.complete || columnOf(table, column) !== undefined || SYSTEM_COLUMNS.has(column);
export const SYSTEM_COLUMNS = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid']);

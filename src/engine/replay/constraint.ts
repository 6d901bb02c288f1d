import type { Constraint, Table } from '../../model/catalog.ts';
import { isTable, type CatalogStore } from '../catalog.ts';
import { chooseName } from './names.ts';

/** A constraint as it is made unless something else is said. */
export const newConstraint = (store: CatalogStore, kind: Constraint['kind'], name: string, columns: readonly string[]): Constraint => ({
  kind,
  name,
  columns,
  valid: true,
  enforced: true,
  noInherit: false,
  inherited: false,
  deferrable: false,
  expression: undefined,
  index: undefined,
  references: undefined,
  transaction: store.transaction,
  deployment: store.deployment,
});

/** The name that the server gives a CHECK, FOREIGN KEY or NOT NULL. It looks at all constraints of the schema. */
export const constraintName = (
  store: CatalogStore,
  table: Table,
  columns: string | undefined,
  label: 'check' | 'fkey' | 'not_null',
): string =>
  chooseName(
    table.name,
    columns,
    label,
    (name) => store.constraintTaken(table.schema, name) || table.constraints.some((each) => each.name === name),
  );

/** From 18 on every NOT NULL is a constraint with a name. */
export const namesNotNull = (store: CatalogStore): boolean => store.version >= 18;

/** The table with a NOT NULL constraint for each column that lacks one, where the server has such; what a parent has goes by its name. */
export function withNotNullConstraints(store: CatalogStore, table: Table): Table {
  if (!namesNotNull(store)) return table;
  let named = table;
  for (const { name: column, notNull } of table.columns) {
    if (!notNull || notNullOf(named, column) !== undefined) continue;
    const above = parentsOf(store, table)
      .map((parent) => notNullOf(parent, column))
      .find((each) => each !== undefined && !each.noInherit);
    const name = above?.name ?? constraintName(store, named, column, 'not_null');
    const constraint = { ...newConstraint(store, 'not-null', name, [column]), inherited: above !== undefined };
    named = { ...named, constraints: [...named.constraints, constraint] };
  }
  return named;
}

export const notNullOf = (table: Table, column: string): Constraint | undefined =>
  table.constraints.find(({ kind, columns }) => kind === 'not-null' && columns[0] === column);

export const parentsOf = (store: CatalogStore, { partitionOf, inherits }: Table): readonly Table[] =>
  [...(partitionOf === undefined ? [] : [partitionOf.parent]), ...inherits].flatMap((id) => {
    const parent = store.get(id);
    return parent !== undefined && isTable(parent) ? parent : [];
  });

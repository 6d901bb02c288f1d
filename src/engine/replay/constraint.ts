import type { Constraint, Table } from '../../model/catalog.ts';
import type { CatalogStore } from '../catalog.ts';
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

/** The table with a NOT NULL constraint for each column that lacks one, where the server has such. */
export function withNotNullConstraints(store: CatalogStore, table: Table, inherited = false): Table {
  if (!namesNotNull(store)) return table;
  let named = table;
  for (const column of table.columns) {
    if (!column.notNull || named.constraints.some((each) => each.kind === 'not-null' && each.columns[0] === column.name)) continue;
    const constraint = newConstraint(store, 'not-null', constraintName(store, named, column.name, 'not_null'), [column.name]);
    named = { ...named, constraints: [...named.constraints, { ...constraint, inherited }] };
  }
  return named;
}

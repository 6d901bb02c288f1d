import type { Relation, Table } from '../../model/catalog.ts';
import type { AlterRelation, DropTable, OperationOf, RenameRelation, SetSchema } from '../../model/operation.ts';
import { isIndex, isTable, type CatalogStore } from '../catalog.ts';
import { renameConstraintOf } from './constraints.ts';
import { dropRelation } from './drop.ts';
import { identifier } from './names.ts';
import { current, relationFor, tableFor } from './tables.ts';

export function dropRelations(store: CatalogStore, op: DropTable | OperationOf<'drop-relation'>): void {
  for (const name of op.kind === 'drop-table' ? op.tables : op.names) {
    const found = store.find(name);
    if (found === undefined) store.markAbsent(name);
    else dropRelation(store, found);
  }
}

export function renameRelation(store: CatalogStore, op: RenameRelation): void {
  // What no file mentioned may well be no table, unless the statement says TABLE.
  const relation = op.as === 'table' || op.as === 'foreign-table' ? relationFor(store, op.relation) : store.find(op.relation);
  if (relation === undefined) {
    store.markAbsent(op.relation);
    return;
  }
  const to = identifier(op.to);
  if (store.taken(relation.schema, to)) return;
  const table = isIndex(relation) && relation.constraint !== undefined ? store.get(relation.table) : undefined;
  const constraint = table !== undefined && isTable(table) ? table.constraints.find(({ index }) => index === relation.id) : undefined;
  if (table !== undefined && isTable(table) && constraint !== undefined) renameConstraintOf(store, table, constraint, to);
  else store.put({ ...exposedBy(store, relation, to), name: to });
}

/** A table that takes over the name of an earlier one is what the application uses from then on. */
const exposedBy = (store: CatalogStore, relation: Relation, to: string): Relation =>
  isTable(relation) && relation.filled !== undefined && store.presence({ schema: relation.schema, name: to }) === 'absent'
    ? { ...relation, filled: 0 }
    : relation;

export function setSchema(store: CatalogStore, op: SetSchema): void {
  const relation = relationFor(store, op.relation);
  if (relation === undefined) return;
  moveToSchema(store, relation, op.to);
}

/** Indexes and owned sequences move with their table. */
function moveToSchema(store: CatalogStore, relation: Relation, schema: string): void {
  if (relation.schema === schema || store.taken(schema, relation.name)) return;
  store.put({ ...relation, schema });
  for (const index of store.indexesOf(relation.id)) store.put({ ...index, schema });
  for (const sequence of store.sequencesOf(relation.id)) store.put({ ...sequence, schema });
}

export function alterRelation(store: CatalogStore, op: AlterRelation): void {
  const relation = op.as === 'table' || op.as === 'foreign-table' ? relationFor(store, op.table) : store.find(op.table);
  if (relation === undefined) return;
  if (isIndex(relation) && op.action === 'set-tablespace') store.put({ ...relation, tablespace: op.names[0] });
  if (isTable(relation)) {
    const altered = altering(store, relation, op);
    if (altered !== relation) store.put(altered);
  }
}

function altering(store: CatalogStore, table: Table, { action, names }: AlterRelation): Table {
  const [name] = names;
  const index = (): number | undefined => store.indexesOf(table.id).find((each) => each.name === name)?.id;
  switch (action) {
    case 'set-logged':
      return { ...table, persistence: 'permanent' };
    case 'set-unlogged':
      return { ...table, persistence: 'unlogged' };
    case 'set-access-method':
      return { ...table, accessMethod: name ?? 'heap' };
    case 'set-tablespace':
      return { ...table, tablespace: name };
    case 'cluster-on':
      return { ...table, clusterOn: index() };
    case 'without-cluster':
      return { ...table, clusterOn: undefined };
    case 'replica-identity':
      return {
        ...table,
        replicaIdentity:
          name === 'FULL' ? 'full' : name === 'NOTHING' ? 'nothing' : name === 'DEFAULT' ? 'default' : (index() ?? table.replicaIdentity),
      };
    case 'enable-row-security':
      return { ...table, rowSecurity: true };
    case 'disable-row-security':
      return { ...table, rowSecurity: false };
    case 'of-type':
      return { ...table, ofType: name === undefined ? undefined : typeNamed(names) };
    case 'not-of':
      return { ...table, ofType: undefined };
    case 'enable-trigger':
    case 'disable-trigger': {
      const all = name === undefined || name === 'ALL' || name === 'USER';
      return {
        ...table,
        ...(name === 'ALL' ? { unchecked: action === 'disable-trigger' } : undefined),
        triggers: table.triggers.map((trigger) =>
          all || trigger.name === name ? { ...trigger, enabled: action === 'enable-trigger' } : trigger,
        ),
      };
    }
    default:
      return table;
  }
}

const typeNamed = (names: readonly string[]): Table['ofType'] => ({
  schema: names.length > 1 ? names[0] : undefined,
  name: names.at(-1) ?? '',
});

/** CLUSTER t USING i remembers the index. */
export function cluster(store: CatalogStore, op: OperationOf<'cluster'>): void {
  const table = op.table === undefined || op.index === undefined ? undefined : tableFor(store, op.table);
  const index = table === undefined ? undefined : store.indexesOf(table.id).find(({ name }) => name === op.index);
  if (table !== undefined && index !== undefined) store.put({ ...current(store, table), clusterOn: index.id });
}

import type { TypeEntry } from '../../model/catalog.ts';
import type { Name } from '../../model/name.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { CatalogStore } from '../catalog.ts';
import { dropColumnOf } from './drop.ts';
import { chooseName, identifier } from './names.ts';
import { current } from './tables.ts';

const plainType = (store: CatalogStore, name: Name, form: TypeEntry['form']): TypeEntry => ({
  schema: store.schemaFor(name),
  name: identifier(name.name),
  form,
  origin: 'created',
  transaction: store.transaction,
  labels: [],
  base: undefined,
  notNull: false,
  default: undefined,
  checks: [],
  attributes: [],
});

export function createType(store: CatalogStore, op: OperationOf<'create-type'>): void {
  const type = plainType(store, op.type, op.form);
  const existing = store.type({ schema: type.schema, name: type.name });
  // A shell waits for its body.
  if (existing !== undefined && existing.form !== 'shell' && existing.origin !== 'assumed') return;
  store.putType({ ...type, labels: op.labels.map((value) => ({ value, transaction: 0 })), attributes: op.attributes });
}

/** A type that no file created is taken as existing. */
const typeFor = (store: CatalogStore, name: Name, form: TypeEntry['form']): TypeEntry =>
  store.type(name) ?? { ...plainType(store, name, form), origin: 'assumed', transaction: 0 };

export function addEnumValue(store: CatalogStore, op: OperationOf<'add-enum-value'>): void {
  const type = typeFor(store, op.type, 'enum');
  if (type.labels.some(({ value }) => value === op.value)) return;
  store.putType({ ...type, labels: [...type.labels, { value: op.value, transaction: store.transaction }] });
}

export function renameEnumValue(store: CatalogStore, op: OperationOf<'rename-enum-value'>): void {
  const type = typeFor(store, op.type, 'enum');
  store.putType({ ...type, labels: type.labels.map((label) => (label.value === op.value ? { ...label, value: op.to } : label)) });
}

export function alterCompositeType(store: CatalogStore, op: OperationOf<'alter-composite-type'>): void {
  const type = store.type(op.type);
  if (type === undefined) return;
  const { attribute: name, attributeType } = op;
  const others = type.attributes.filter((each) => each.name !== name);
  switch (op.action) {
    case 'drop':
      return store.putType({ ...type, attributes: others });
    case 'add':
      return attributeType === undefined ? undefined : store.putType({ ...type, attributes: [...others, { name, type: attributeType }] });
    case 'alter':
      return attributeType === undefined
        ? undefined
        : store.putType({
            ...type,
            attributes: type.attributes.map((each) => (each.name === name ? { name, type: attributeType } : each)),
          });
    // To what is not said: the old name is gone.
    case 'rename':
      return store.putType({ ...type, attributes: others });
  }
}

export function createDomain(store: CatalogStore, op: OperationOf<'create-domain'>): void {
  const type = plainType(store, op.domain, 'domain');
  if (store.type({ schema: type.schema, name: type.name }) !== undefined) return;
  const checks: TypeEntry['checks'][number][] = [];
  for (const { name, expression } of op.checks) checks.push({ name: name ?? checkName(type.name, checks), valid: true, expression });
  store.putType({ ...type, base: op.type, notNull: op.notNull, default: op.default, checks });
}

const checkName = (domain: string, checks: TypeEntry['checks']): string =>
  chooseName(domain, undefined, 'check', (name) => checks.some((check) => check.name === name));

export function alterDomain(store: CatalogStore, op: OperationOf<'alter-domain'>): void {
  const type = typeFor(store, op.domain, 'domain');
  const { expression, constraint } = op;
  const checks = (change: (check: TypeEntry['checks'][number]) => TypeEntry['checks'][number]): void =>
    store.putType({ ...type, checks: type.checks.map((check) => (check.name === constraint ? change(check) : check)) });
  switch (op.action) {
    case 'add-check': {
      if (expression !== undefined)
        store.putType({
          ...type,
          checks: [...type.checks, { name: constraint ?? checkName(type.name, type.checks), valid: op.valid, expression }],
        });
      return;
    }
    case 'add-not-null':
    case 'set-not-null':
      return store.putType({ ...type, notNull: true });
    case 'drop-not-null':
      return store.putType({ ...type, notNull: false });
    case 'drop-constraint':
      return store.putType({ ...type, checks: type.checks.filter(({ name }) => name !== constraint) });
    case 'validate':
      return checks((check) => ({ ...check, valid: true }));
    case 'rename-constraint':
      return checks((check) => ({ ...check, name: op.to ?? check.name }));
    case 'set-default':
      return store.putType({ ...type, default: expression });
    case 'drop-default':
      return store.putType({ ...type, default: undefined });
  }
}

/** DROP TYPE and DROP DOMAIN; CASCADE takes the columns of that type with it. */
export function dropType(store: CatalogStore, name: Name, cascade: boolean): void {
  const type = store.type(name);
  if (type === undefined) return;
  if (cascade) {
    for (const { table, column } of store.columnsOfType(type)) dropColumnOf(store, current(store, table), column.name);
    for (const domain of domainsOver(store, type)) dropType(store, domain, true);
  }
  store.removeType(type);
}

const domainsOver = (store: CatalogStore, { schema, name }: TypeEntry): readonly TypeEntry[] =>
  store.types().filter(({ base }) => base?.name === name && (base.schema ?? schema) === schema);

/** Under another name or in another schema; columns follow. */
export function moveType(store: CatalogStore, type: TypeEntry, moved: Partial<Pick<TypeEntry, 'name' | 'schema'>>): void {
  const next = { ...type, ...moved };
  const domains = domainsOver(store, type);
  const named = (written: NonNullable<TypeEntry['base']>): NonNullable<TypeEntry['base']> => ({
    ...written,
    name: next.name,
    schema: written.schema === undefined && next.schema === type.schema ? undefined : next.schema,
  });
  for (const { table, column } of store.columnsOfType(type)) {
    if (column.type?.name !== type.name) continue;
    const now = current(store, table);
    store.put({
      ...now,
      columns: now.columns.map((each) =>
        each.name === column.name && each.type !== undefined ? { ...each, type: named(each.type) } : each,
      ),
    });
  }
  for (const domain of domains) if (domain.base !== undefined) store.putType({ ...domain, base: named(domain.base) });
  store.removeType(type);
  store.putType(next);
}

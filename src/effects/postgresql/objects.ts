import type { Relation, Table, TypeEntry } from '../../model/catalog.ts';
import type { Effect, Effects, Failure } from '../../model/effect.ts';
import { type Name, nameText } from '../../model/name.ts';
import type { DropObject } from '../../model/operation.ts';
import {
  type Context,
  effects,
  failing,
  inTransaction,
  isTable,
  mayBreak,
  missing,
  NOTHING,
  notInTransaction,
  onRelation,
  onTable,
  type Row,
  take,
  takeAll,
} from './context.ts';
import { dropRelations } from './drop.ts';
import { hasStorage, partitionTree, rewriteTable } from './family.ts';
import { queryFailure, readEffects, takeScanned } from './query.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';

// Objects that are no relations themselves, but that relations use.

// ---------------------------------------------------------------------------------------- types

const typeTaken = (name: Name, { before }: Context): boolean => {
  const found = before.type(name);
  return found !== undefined && found.origin !== 'assumed' && found.form !== 'shell';
};
const typeExists = (name: Name): Effects => failing('42710', `type "${name.name}" already exists`);

export const createType: Row<'create-type'> = (op, context) => (typeTaken(op.type, context) ? typeExists(op.type) : NOTHING);
export const createDomain: Row<'create-domain'> = (op, context) => (typeTaken(op.domain, context) ? typeExists(op.domain) : NOTHING);

/** Locks no table. Source: https://www.postgresql.org/docs/current/sql-altertype.html */
export const addEnumValue: Row<'add-enum-value'> = (op, context) => {
  const type = context.before.type(op.type);
  const bornHere = type !== undefined && type.origin !== 'assumed' && type.transaction === context.before.transaction;
  if (context.version < 12 && inTransaction(context) && !bornHere) return notInTransaction('ALTER TYPE ... ADD');
  const there = type?.labels.some((label) => label.value === op.value) === true;
  return there && !op.ifNotExists ? failing('42710', `enum label "${op.value}" already exists`) : NOTHING;
};

export const renameEnumValue: Row<'rename-enum-value'> = (op, { before }) => {
  const type = before.type(op.type);
  if (type === undefined || type.origin === 'assumed') return NOTHING;
  if (!type.labels.some((label) => label.value === op.value)) return failing('22023', `"${op.value}" is not an existing enum label`);
  return type.labels.some((label) => label.value === op.to) ? failing('42710', `enum label "${op.to}" already exists`) : NOTHING;
};

/** Columns of the type forbid a change of its attributes; tables OF the type follow with CASCADE. */
export const alterCompositeType: Row<'alter-composite-type'> = (op, context) => {
  const { before } = context;
  const type = before.type(op.type);
  if (type === undefined) return NOTHING;
  const known = type.origin !== 'assumed';
  const has = type.attributes.some((attribute) => attribute.name === op.attribute);
  if (known && op.action === 'add' && has) return failing('42701', `column "${op.attribute}" of relation "${type.name}" already exists`);
  if (known && op.action !== 'add' && !has) return failing('42703', `column "${op.attribute}" of relation "${type.name}" does not exist`);
  const [use] = op.action === 'alter' ? before.columnsOfType(type) : [];
  if (use !== undefined)
    return failing('0A000', `cannot alter type "${type.name}" because column "${use.table.name}.${use.column.name}" uses it`);
  const typed = before
    .relations()
    .filter((each): each is Table => isTable(each) && each.ofType !== undefined && before.type(each.ofType) === type);
  if (typed.length > 0 && !op.cascade) return failing('2BP01', `cannot alter type "${type.name}" because it is the type of a typed table`);
  if (op.action !== 'alter') return effects(takeAll(typed, 'ACCESS EXCLUSIVE', SOURCE.alterType));
  return effects(typed.flatMap((each) => rewriteTable(each, context, SOURCE.alterType, { because: 'the attribute has another type' })));
};

/** SHARE on every table that uses the domain, to check its rows. Source: https://www.postgresql.org/docs/current/sql-alterdomain.html */
export const alterDomain: Row<'alter-domain'> = (op, context) => {
  const { before } = context;
  const type = before.type(op.domain);
  if (type === undefined || type.form !== 'domain') return NOTHING;
  const named = op.constraint === undefined ? undefined : type.checks.find((check) => check.name === op.constraint);
  const known = type.origin !== 'assumed';
  if (op.action === 'add-check' && named !== undefined)
    return failing('42710', `constraint "${named.name}" for domain "${type.name}" already exists`);
  if ((op.action === 'validate' || op.action === 'rename-constraint') && known && named === undefined) {
    return failing('42704', `constraint "${op.constraint ?? ''}" of domain "${type.name}" does not exist`);
  }
  if (op.action === 'drop-constraint' && known && named === undefined && !op.ifExists && !type.notNull)
    return failing('42704', `constraint "${op.constraint ?? ''}" of domain "${type.name}" does not exist`);
  const checks =
    (op.action === 'add-check' && op.valid) ||
    op.action === 'validate' ||
    ((op.action === 'set-not-null' || op.action === 'add-not-null') && !type.notNull);
  if (!checks) return NOTHING;
  const tables = new Map(before.columnsOfType(type).map(({ table }) => [table.id, table]));
  const scan = { work: 'scan', because: 'every row is checked against the domain' } as const;
  const checked = [...tables.values()].filter((table) => hasStorage(table));
  const isNull = op.action === 'set-not-null' || op.action === 'add-not-null';
  const fails = mayBreak(checked, isNull ? '23502' : '23514', `some value of domain "${type.name}" violates the new constraint`);
  return effects(
    checked.map((table) => take(table, 'SHARE', SOURCE.alterDomain, scan)),
    fails,
  );
};

// ---------------------------------------------------------------------------------------- sequences, functions, schemas, extensions

export const createSequence: Row<'create-sequence'> = (op, context) => {
  const found = op.temporary ? undefined : context.before.find(op.sequence);
  if (found !== undefined && found.origin !== 'assumed' && !found.temporary)
    return op.ifNotExists ? NOTHING : failing('42P07', `relation "${op.sequence.name}" already exists`);
  const { ownedBy } = op;
  if (ownedBy === undefined) return NOTHING;
  return onTable(ownedBy.table, false, context, (table) =>
    mayHaveColumn(table, ownedBy.column)
      ? NOTHING
      : failing('42703', `column "${ownedBy.column}" of relation "${table.name}" does not exist`),
  );
};

/** SHARE ROW EXCLUSIVE: INSERTs that take a number wait. Source: https://www.postgresql.org/docs/current/sql-altersequence.html */
export const alterSequence: Row<'alter-sequence'> = (op, context) =>
  onRelation(op.sequence, 'sequence', op.ifExists, context, (sequence) => {
    if (sequence.kind !== 'sequence') return failing('42809', `cannot open relation "${sequence.name}"`);
    if (op.ownedBy !== undefined && sequence.identity) return failing('0A000', 'cannot change ownership of identity sequence');
    return effects([take(sequence, 'SHARE ROW EXCLUSIVE', SOURCE.alterSequence)]);
  });

/** A body in SQL is looked through: the tables that it writes to are locked until the transaction ends. */
export const createFunction: Row<'create-function'> = (op, context) => {
  const { before } = context;
  const there = before
    .functions(op.function)
    .find(
      (each) =>
        each.arguments.length === op.arguments.length && each.arguments.every((type, index) => sameArgument(type, op.arguments[index])),
    );
  if (there !== undefined && !op.replace) return failing('42723', `function "${op.function.name}" already exists with same argument types`);
  if (op.body === undefined) return NOTHING;
  const written = op.body.writes.flatMap((name) => {
    const table = before.find(name);
    return table === undefined ? [] : takeScanned(table, 'ROW EXCLUSIVE', false, context, true);
  });
  let fails: Failure | null = null;
  for (const query of op.body.queries) fails ??= queryFailure(query, context, false);
  return effects([...written, ...op.body.queries.flatMap((query) => readEffects(query, context, false))], fails);
};
const sameArgument = (a: { readonly name: string; readonly dimensions: number }, b: typeof a | undefined): boolean =>
  a.name === b?.name && a.dimensions > 0 === b.dimensions > 0;

export const alterFunction: Row<'alter-function'> = () => NOTHING;

/** What uses a function: defaults, generated columns, indexes, checks, triggers, views. */
export const dropFunction: Row<'drop-function'> = (op, context) => {
  const { before } = context;
  const found: Effect[] = [];
  for (const { name, arguments: types } of op.functions) {
    const all = before.functions(name);
    const meant =
      types === undefined
        ? all
        : all.filter(
            (each) => each.arguments.length === types.length && each.arguments.every((type, index) => sameArgument(type, types[index])),
          );
    if (meant.length === 0) continue;
    // With other functions of that name left, who uses which is not told apart.
    if (all.length > meant.length) continue;
    const used = usersOfFunction(name, context);
    const [first] = used;
    if (first !== undefined && !op.cascade)
      return failing('2BP01', `cannot drop function ${nameText(name)} because other objects depend on it: ${first.what}`);
    found.push(...used.flatMap((each) => each.effects));
  }
  return effects(found);
};

interface Use {
  readonly what: string;
  readonly effects: readonly Effect[];
}
function usersOfFunction(name: Name, context: Context): readonly Use[] {
  const { before } = context;
  const is = (other: Name): boolean =>
    other.name === name.name && (other.schema === undefined || name.schema === undefined || other.schema === name.schema);
  const calls = (expression: { readonly calls: readonly { readonly name: Name }[] } | undefined): boolean =>
    expression?.calls.some((call) => is(call.name)) === true;
  const locked = (...relations: readonly Relation[]): Effect[] => takeAll(relations, 'ACCESS EXCLUSIVE', SOURCE.dependencies);
  const uses: Use[] = [];
  for (const relation of before.relations()) {
    if (relation.kind === 'view' || relation.kind === 'matview') {
      if (relation.functions.some(is))
        uses.push({ what: `view ${relation.name}`, effects: dropRelations([relation], true, context).relations });
    } else if (relation.kind === 'index') {
      const table = before.get(relation.table);
      if (table !== undefined && (calls(relation.where) || relation.keys.some((key) => calls(key.expression))))
        uses.push({ what: `index ${relation.name}`, effects: locked(table, relation) });
    } else if (isTable(relation)) {
      const column = relation.columns.find((each) => calls(each.default) || calls(each.generated?.expression));
      const trigger = relation.triggers.find((each) => is(each.function));
      const check = relation.constraints.find((each) => calls(each.expression));
      const what =
        column !== undefined
          ? `default value for column ${column.name} of table ${relation.name}`
          : trigger !== undefined
            ? `trigger ${trigger.name} on table ${relation.name}`
            : check === undefined
              ? undefined
              : `constraint ${check.name} on table ${relation.name}`;
      if (what !== undefined) uses.push({ what, effects: locked(relation) });
    }
  }
  return uses;
}

export const createSchema: Row<'create-schema'> = (op, { before }) =>
  op.schema !== 'public' && before.schemaKnown(op.schema) && !op.ifNotExists
    ? failing('42P06', `schema "${op.schema}" already exists`, false)
    : NOTHING;
export const createExtension: Row<'create-extension'> = (op, { before }) =>
  before.extensionInstalled(op.extension) && !op.ifNotExists ? failing('42710', `extension "${op.extension}" already exists`) : NOTHING;

// ---------------------------------------------------------------------------------------- DROP TYPE, DOMAIN, SCHEMA, …

const refused = (what: string, name: Name): Effects =>
  failing('2BP01', `cannot drop ${what} ${nameText(name)} because other objects depend on it`);

export const dropObject: Row<'drop-object'> = (op, context) => {
  const found: Effect[] = [];
  for (const name of op.names) {
    const one = DROPS[op.what](op, name, context);
    if (one.fails !== null) return one;
    found.push(...one.relations);
  }
  return effects(found);
};

type Drop = (op: DropObject, name: Name, context: Context) => Effects;

const dropType: Drop = (op, name, context) => {
  const { before } = context;
  const type = before.type(name);
  if (type === undefined) return NOTHING;
  const tables = usersOfType(type, context);
  if (tables.length > 0 && !op.cascade) return refused(op.what, name);
  return effects(takeAll(tables, 'ACCESS EXCLUSIVE', SOURCE.dependencies));
};

function usersOfType(type: TypeEntry, { before }: Context): readonly Relation[] {
  const columns = before.columnsOfType(type).map(({ table }) => table);
  const typed =
    type.form === 'composite'
      ? before.relations().filter((each) => isTable(each) && each.ofType !== undefined && before.type(each.ofType) === type)
      : [];
  return [...new Map([...columns, ...typed].map((each) => [each.id, each])).values()];
}

const dropSchema: Drop = (op, name, context) => {
  const inside = context.before
    .relations()
    .filter((each) => each.schema === name.name && each.kind !== 'index' && !(each.kind === 'sequence' && each.ownedBy !== undefined));
  if (inside.length === 0) return NOTHING;
  if (!op.cascade) return refused('schema', name);
  return effects(dropRelations(inside, true, context).relations);
};

const dropCollation: Drop = (op, name, { before }) => {
  const tables = before
    .relations()
    .filter((each): each is Table => isTable(each) && each.columns.some((column) => column.collation?.name === name.name));
  if (tables.length > 0 && !op.cascade) return refused('collation', name);
  const indexes = tables.flatMap((table) =>
    before
      .indexesOf(table.id)
      .filter((index) =>
        index.keys.some((key) => table.columns.some((column) => column.name === key.column && column.collation?.name === name.name)),
      ),
  );
  return effects(takeAll([...tables, ...indexes], 'ACCESS EXCLUSIVE', SOURCE.dependencies));
};

const dropStatistics: Drop = (_op, name, { before }) => {
  const table = before.relations().find((each) => isTable(each) && each.statistics.some((statistics) => statistics.name === name.name));
  return table === undefined ? NOTHING : effects([take(table, 'SHARE UPDATE EXCLUSIVE', SOURCE.createStatistics)]);
};

const untouched: Drop = () => NOTHING;

const DROPS = {
  type: dropType,
  domain: dropType,
  schema: dropSchema,
  collation: dropCollation,
  statistics: dropStatistics,
  extension: untouched,
  publication: untouched,
  server: untouched,
  owned: untouched,
  role: untouched,
  other: untouched,
} satisfies { readonly [W in DropObject['what']]: Drop };

export const renameObject: Row<'rename-object'> = () => NOTHING;

// ---------------------------------------------------------------------------------------- what hangs on a table

/** Source: https://www.postgresql.org/docs/current/sql-createtrigger.html */
export const createTrigger: Row<'create-trigger'> = (op, context) =>
  onRelation(op.table, 'table', false, context, (relation) => {
    const { before } = context;
    if (!isTable(relation)) return effects([take(relation, 'SHARE ROW EXCLUSIVE', SOURCE.createTrigger)]);
    if (!op.replace && relation.triggers.some((each) => each.name === op.name))
      return failing('42710', `trigger "${op.name}" for relation "${relation.name}" already exists`);
    const absent = op.columns.find((column) => column !== '*' && !mayHaveColumn(relation, column));
    if (absent !== undefined) return failing('42703', `column "${absent}" of relation "${relation.name}" does not exist`);
    return effects(takeAll(partitionTree(relation, before), 'SHARE ROW EXCLUSIVE', SOURCE.createTrigger));
  });

export const createRule: Row<'create-rule'> = (op, context) =>
  onRelation(op.table, 'table', false, context, (relation) => {
    if (isTable(relation) && !op.replace && relation.rules.includes(op.name))
      return failing('42710', `rule "${op.name}" for relation "${relation.name}" already exists`);
    return effects([take(relation, 'ACCESS EXCLUSIVE', SOURCE.createRule)]);
  });

export const createPolicy: Row<'create-policy'> = (op, context) =>
  onTable(op.table, false, context, (table) => {
    if (table.policies.some((each) => each.name === op.name))
      return failing('42710', `policy "${op.name}" for table "${table.name}" already exists`);
    return effects([take(table, 'ACCESS EXCLUSIVE', SOURCE.createPolicy)]);
  });

const namesOf = (table: Table, what: 'trigger' | 'rule' | 'policy'): readonly string[] =>
  what === 'rule' ? table.rules : (what === 'trigger' ? table.triggers : table.policies).map((each) => each.name);

/** Removing one blocks readers as well. */
export const dropAttached: Row<'drop-attached'> = (op, context) =>
  onRelation(op.table, 'table', op.ifExists, context, (relation) => {
    if (!isTable(relation)) return effects([take(relation, 'ACCESS EXCLUSIVE', SOURCE.alterTrigger)]);
    if (relation.complete && !namesOf(relation, op.what).includes(op.name)) {
      return op.ifExists
        ? NOTHING
        : failing('42704', `${op.what} "${op.name}" for ${op.what === 'trigger' ? 'table' : 'relation'} "${relation.name}" does not exist`);
    }
    const below = op.what === 'trigger' ? partitionTree(relation, context.before) : [relation];
    return effects(takeAll(below, 'ACCESS EXCLUSIVE', SOURCE.alterTrigger));
  });

export const alterAttached: Row<'alter-attached'> = (op, context) =>
  onRelation(op.table, 'table', false, context, (relation) => {
    if (isTable(relation) && relation.complete && !namesOf(relation, op.what).includes(op.name))
      return failing('42704', `${op.what} "${op.name}" for table "${relation.name}" does not exist`);
    // DEPENDS ON EXTENSION only looks the table up.
    if (op.dependsOnExtension) return NOTHING;
    const below = op.what === 'trigger' && isTable(relation) ? partitionTree(relation, context.before) : [relation];
    return effects(takeAll(below, 'ACCESS EXCLUSIVE', SOURCE.alterTrigger));
  });

export const createStatistics: Row<'create-statistics'> = (op, context) =>
  onRelation(op.table, 'table', false, context, (relation) => {
    const absent = isTable(relation) ? op.columns.find((column) => !mayHaveColumn(relation, column)) : undefined;
    if (absent !== undefined) return failing('42703', `column "${absent}" does not exist`);
    if (op.expressions && context.version < 14) return failing('0A000', 'only simple column references are allowed in CREATE STATISTICS');
    return effects([take(relation, 'SHARE UPDATE EXCLUSIVE', SOURCE.createStatistics)]);
  });

/** Tables are locked as VACUUM locks them: reads and writes go on. */
export const alterPublication: Row<'alter-publication'> = (op, context) => {
  const found: Effect[] = [];
  let fails: Failure | null = null;
  for (const { table: name } of op.tables) {
    const one = onTable(name, false, context, (table) => effects([take(table, 'SHARE UPDATE EXCLUSIVE', SOURCE.createPublication)]));
    if (one.fails?.certain === true) return one;
    fails ??= one.fails;
    found.push(...one.relations);
  }
  return effects(found, fails);
};

/** What belongs to a table (constraint, trigger, policy, rule) only has it looked up. Source: https://www.postgresql.org/docs/current/sql-comment.html */
const COMMENTED_RELATIONS = {
  table: 'table',
  column: 'table',
  view: 'view',
  matview: 'matview',
  index: 'index',
  sequence: 'sequence',
  'foreign-table': 'foreign-table',
} as const;

export const commentOn: Row<'comment-on'> = (op, context) => {
  const { relation: name, what } = op;
  if (name === undefined) return NOTHING;
  if (!(what in COMMENTED_RELATIONS)) {
    const fails = context.before.find(name) === undefined ? missing(name, context) : null;
    return fails === null ? NOTHING : effects([], fails);
  }
  const kind = COMMENTED_RELATIONS[what as keyof typeof COMMENTED_RELATIONS];
  return onRelation(name, kind, false, context, (relation) => {
    if (what === 'column' && isTable(relation) && op.name !== undefined && !mayHaveColumn(relation, op.name))
      return failing('42703', `column "${op.name}" of relation "${relation.name}" does not exist`);
    return effects([take(relation, 'SHARE UPDATE EXCLUSIVE', SOURCE.comment)]);
  });
};

/** No lock up to 17, and from 18 on one that lets everything pass but ACCESS EXCLUSIVE. */
export const grant: Row<'grant'> = (op, context) => {
  for (const name of op.relations) {
    const fails = context.before.find(name) === undefined ? missing(name, context) : null;
    if (fails?.certain === true) return effects([], fails);
  }
  return NOTHING;
};

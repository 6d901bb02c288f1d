import type { Index, Relation, Table } from '../../model/catalog.ts';
import type { Effect, Effects, Failure, Lock } from '../../model/effect.ts';
import { nameText } from '../../model/name.ts';
import type { AlterRelation, CreateTable, RenameRelation } from '../../model/operation.ts';
import {
  type Context,
  effects,
  failing,
  failure,
  isTable,
  missing,
  NOTHING,
  onRelation,
  onTable,
  type Row,
  take,
  takeAll,
} from './context.ts';
import { sameType } from './cast.ts';
import { allColumns, definitionFailure, systemColumnClash } from './column-definition.ts';
import { renameLock } from './constraints.ts';
import { unknownIndexParameter } from './access-methods.ts';
import { unclusterable } from './maintenance.ts';
import { familyOf, hasStorage, partitionTree, rewriteTable } from './family.ts';
import { inheritedForeignKeys, inheritedIndexes, onDefault, outOfBounds, overlap, unfitBound, referencingKeys } from './partitions.ts';
import { columnOf, isNotNull, notNullConstraint } from './proof.ts';
import { queryFailure, readEffects } from './query.ts';
import { SOURCE } from './source.ts';
import { lockOfParameters, unknownParameter } from './storage-parameters.ts';

// ---------------------------------------------------------------------------------------- CREATE TABLE

/** Nobody waits for a new table, but for the tables that it names. Source: https://www.postgresql.org/docs/current/sql-createtable.html */
export const createTable: Row<'create-table'> = (op, context) => {
  const { before } = context;
  const existing = op.persistence === 'temporary' ? undefined : before.find(op.table);
  if (existing !== undefined && existing.origin !== 'assumed' && !existing.temporary) {
    return op.ifNotExists ? NOTHING : failing('42P07', `relation "${op.table.name}" already exists`);
  }
  const schema = op.table.schema;
  const keyed = op.partitionBy === undefined ? null : keyFailure(op, context);
  if (keyed !== null) return effects([], keyed);
  const fails =
    columnsFailure(op, context) ??
    sourcesMissing(op, context) ??
    (op.as === undefined ? null : queryFailure(op.as.query, context, op.as.withData));
  if (fails?.certain === true) return effects([], fails);
  const found: Effect[] = [];
  for (const name of op.inherits) {
    const parent = before.find(name);
    if (parent !== undefined) found.push(take(parent, 'SHARE UPDATE EXCLUSIVE', SOURCE.createTable));
  }
  if (op.as !== undefined) found.push(...readEffects(op.as.query, context, op.as.withData));
  if (op.partitionOf !== undefined) {
    const { parent: name, bound } = op.partitionOf;
    const partition = onTable(name, false, context, (parent) => {
      if (op.persistence === 'temporary' && !parent.temporary)
        return failing('42809', `cannot create a temporary relation as partition of permanent relation "${parent.name}"`);
      if (parent.complete && parent.partitionBy === undefined) return failing('42P17', `"${parent.name}" is not partitioned`);
      const overlapping = unfitBound(parent, bound, context) ?? overlap(parent, bound, before);
      if (overlapping !== null) return effects([], overlapping);
      return effects(
        [
          take(parent, 'ACCESS EXCLUSIVE', SOURCE.partitions),
          ...(parent.partitionBy === undefined ? [] : onDefault(parent, parent.partitionBy, bound, context)),
          ...inheritedIndexes(parent, undefined, context),
          ...inheritedForeignKeys(parent, undefined, true, context),
          ...referencingKeys(parent, context),
        ],
        outOfBounds(parent, [], bound, context),
      );
    });
    if (partition.fails?.certain === true) return partition;
    found.push(...partition.relations);
    return effects(found, fails ?? partition.fails);
  }
  const absentSchema =
    schema !== undefined && before.hasHistory && !before.schemaKnown(schema)
      ? failure('3F000', `schema "${schema}" does not exist`, false)
      : null;
  return effects(found, fails ?? absentSchema);
};

/** The partition key must be of columns that are there. */
function keyFailure({ partitionBy, columns, partitionOf, inherits, like, ofType }: CreateTable, { before }: Context): Failure | null {
  if (inherits.length > 0 || like.length > 0 || ofType !== undefined || partitionBy === undefined) return null;
  const parent = partitionOf === undefined ? undefined : before.table(partitionOf.parent);
  if (partitionOf !== undefined && parent?.complete !== true) return null;
  const names = new Set([...columns, ...(parent?.columns ?? [])].map(({ name }) => name));
  const absent = partitionBy.columns.find((name) => name !== undefined && !names.has(name));
  if (absent !== undefined) return failure('42703', `column "${absent}" named in partition key does not exist`);
  return partitionBy.strategy === 'list' && partitionBy.columns.length > 1
    ? failure('42P17', 'cannot use "list" partition strategy with more than one column')
    : null;
}

function columnsFailure(op: CreateTable, context: Context): Failure | null {
  const seen = new Set<string>();
  let untyped: Failure | null = null;
  const parent = op.partitionOf === undefined ? undefined : context.before.table(op.partitionOf.parent);
  const from = parent === undefined ? [] : (allColumns(parent) ?? []);
  for (const column of op.columns) {
    if (parent?.complete === true && columnOf(parent, column.name) === undefined)
      return failure('42703', `column "${column.name}" does not exist`);
    const system = systemColumnClash(column.name);
    if (system !== null) return system;
    if (seen.has(column.name)) return failure('42701', `column "${column.name}" specified more than once`);
    seen.add(column.name);
    const type = (parent === undefined ? undefined : columnOf(parent, column.name)?.type) ?? column.type;
    const known = op.inherits.length > 0 || op.like.length > 0 || op.ofType !== undefined ? undefined : [...from, ...op.columns];
    const wrong = definitionFailure({ ...column, type }, known, context, false);
    if (wrong?.certain === true) return wrong;
    untyped ??= wrong;
  }
  return untyped;
}

function sourcesMissing(op: CreateTable, context: Context): Failure | null {
  let fails: Failure | null = null;
  const parents = op.inherits.flatMap((name) => context.before.table(name) ?? []);
  for (const [index, parent] of parents.entries()) {
    if (parent.partitionBy !== undefined) return failure('42809', `cannot inherit from partitioned table "${parent.name}"`);
    if (parent.partitionOf !== undefined) return failure('42809', `cannot inherit from partition "${parent.name}"`);
    if (parents.indexOf(parent) !== index) return failure('42P07', `relation "${parent.name}" would be inherited from more than once`);
  }
  const types = new Map(op.columns.map(({ name, type }) => [name, type]));
  for (const { columns } of parents)
    for (const { name, type } of columns) {
      const other = types.get(name);
      if (other !== undefined && type !== undefined && !sameType(other, type))
        return failure('42804', `column "${name}" has a type conflict`);
      if (type !== undefined) types.set(name, type);
    }
  for (const name of [...op.inherits, ...op.like.map((like) => like.table)]) {
    const absent = context.before.find(name) === undefined ? missing(name, context) : null;
    if (absent?.certain === true) return absent;
    fails ??= absent;
  }
  return fails;
}

// ---------------------------------------------------------------------------------------- rename, move

const WORDS: { readonly [K in RenameRelation['as']]: string } = {
  table: 'a table',
  index: 'an index',
  view: 'a view',
  matview: 'a materialized view',
  sequence: 'a sequence',
  'foreign-table': 'a foreign table',
};
/** ALTER TABLE takes any relation, ALTER INDEX nearly any; the others take their own kind only. */
const refuses = (as: RenameRelation['as'], relation: Relation): boolean => as !== 'table' && as !== 'index' && relation.kind !== as;

const TEMPORARY = failure('0A000', 'cannot move objects into or out of temporary schemas');

const taken = (relation: Relation, schema: string, name: string, { before }: Context): boolean => {
  const other = before.find({ schema, name });
  return other !== undefined && other.origin !== 'assumed' && !(other.id === relation.id && schema !== relation.schema);
};

export const renameRelation: Row<'rename-relation'> = (op, context) =>
  onRelation(op.relation, op.as, op.ifExists, context, (relation) => {
    if (refuses(op.as, relation)) return failing('42809', `"${relation.name}" is not ${WORDS[op.as]}`);
    if (taken(relation, relation.schema, op.to, context)) return failing('42P07', `relation "${op.to}" already exists`);
    const lock: Lock = relation.kind === 'index' && op.as === 'index' ? renameLock(context) : 'ACCESS EXCLUSIVE';
    return effects([take(relation, lock, relation.kind === 'index' ? SOURCE.alterIndex : SOURCE.rename)]);
  });

export const setSchema: Row<'set-schema'> = (op, context) =>
  onRelation(op.relation, op.as, op.ifExists, context, (relation) => {
    const { before } = context;
    if (refuses(op.as, relation)) return failing('42809', `"${relation.name}" is not ${WORDS[op.as]}`);
    if (relation.kind === 'index') return failing('42809', `cannot change schema of index "${relation.name}"`);
    if (op.to === 'pg_temp') return effects([], TEMPORARY);
    if (op.to !== relation.schema && taken(relation, op.to, relation.name, context))
      return failing('42P07', `relation "${relation.name}" already exists in schema "${op.to}"`);
    if (relation.kind === 'sequence' && relation.ownedBy !== undefined)
      return failing('0A000', 'cannot move an owned sequence into another schema');
    const absent = before.hasHistory && !before.schemaKnown(op.to) ? failure('3F000', `schema "${op.to}" does not exist`, false) : null;
    return effects([take(relation, 'ACCESS EXCLUSIVE'), ...takeAll(before.sequencesOf(relation.id), 'ACCESS EXCLUSIVE')], absent);
  });

export const moveTablespace: Row<'move-tablespace'> = (op, context) => {
  const { before } = context;
  const wanted = before
    .relations()
    .filter((each) => (op.as === 'index' ? each.kind === 'index' : op.as === 'matview' ? each.kind === 'matview' : each.kind === 'table'));
  const there = wanted.filter((each) => !each.temporary && tablespaceOf(each) === op.from && op.from !== op.to);
  return effects(
    there.map((each) =>
      take(each, 'ACCESS EXCLUSIVE', SOURCE.alterTable, stored(each, context) ? { work: 'rewrite', because: COPIED } : undefined),
    ),
  );
};
const COPIED = 'its files are copied to the other tablespace';
const tablespaceOf = (relation: Relation): string => ('tablespace' in relation ? relation.tablespace : undefined) ?? 'pg_default';
const stored = (relation: Relation, { before }: Context): boolean => {
  const holder = relation.kind === 'index' ? before.get(relation.table) : relation;
  return holder === undefined || hasStorage(holder);
};

export const inherit: Row<'inherit'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) =>
    onTable(op.parent, false, context, (parent) => {
      if (!op.add) {
        if (table.partitionOf !== undefined) return failing('42809', 'cannot change inheritance of a partition');
        if (table.complete && !table.inherits.includes(parent.id))
          return failing('42P01', `relation "${parent.name}" is not a parent of relation "${table.name}"`);
        return effects([take(table, 'ACCESS EXCLUSIVE')]);
      }
      if (table.ofType !== undefined) return failing('42809', 'cannot change inheritance of typed table');
      if (parent.partitionBy !== undefined) return failing('42809', `cannot inherit from partitioned table "${parent.name}"`);
      if (table.partitionOf !== undefined || table.partitionBy !== undefined)
        return failing('42809', 'cannot change inheritance of a partition');
      if (familyOf(table, context.before).some(({ id }) => id === parent.id)) return failing('42P07', 'circular inheritance not allowed');
      if (table.inherits.includes(parent.id)) return failing('42P07', `relation "${parent.name}" would be inherited from more than once`);
      const absent = table.complete ? parent.columns.find((column) => columnOf(table, column.name) === undefined) : undefined;
      if (absent !== undefined) return failing('42804', `child table is missing column "${absent.name}"`);
      const unlike = table.complete && parent.complete ? inheritanceClash(table, parent) : null;
      if (unlike !== null) return effects([], unlike);
      return effects([take(table, 'ACCESS EXCLUSIVE'), take(parent, 'SHARE UPDATE EXCLUSIVE')]);
    }),
  );

/** A child must be at least what its parent is. */
function inheritanceClash(table: Table, parent: Table): Failure | null {
  for (const column of parent.columns) {
    const own = columnOf(table, column.name);
    if (own?.type !== undefined && column.type !== undefined && !sameType(own.type, column.type))
      return failure('42804', `child table "${table.name}" has different type for column "${column.name}"`);
    if (own !== undefined && isNotNull(parent, column.name) && !own.notNull && notNullConstraint(parent, column.name)?.noInherit !== true)
      return failure('42804', `column "${column.name}" in child table "${table.name}" must be marked NOT NULL`);
    if (own !== undefined && (own.generated === undefined) !== (column.generated === undefined))
      return failure(
        '42804',
        `column "${column.name}" in child table must ${own.generated === undefined ? '' : 'not '}be a generated column`,
      );
  }
  const check = parent.constraints.find(
    (each) => each.kind === 'check' && !each.noInherit && !table.constraints.some((own) => own.kind === 'check' && own.name === each.name),
  );
  return check === undefined ? null : failure('42804', `child table is missing constraint "${check.name}"`);
}

// ---------------------------------------------------------------------------------------- properties

type Action = AlterRelation['action'];
type ActionRow = (op: AlterRelation, relation: Relation, context: Context) => Effects;

const just =
  (lock: Lock): ActionRow =>
  (_op, relation) =>
    effects([take(relation, lock, sourceOf(relation))]);
const sourceOf = ({ kind }: Relation): string =>
  ({
    table: SOURCE.alterTable,
    'foreign-table': SOURCE.alterTable,
    index: SOURCE.alterIndex,
    view: SOURCE.alterView,
    matview: SOURCE.alterMatview,
    sequence: SOURCE.alterSequence,
  })[kind];

const setLogged: ActionRow = (op, relation, context) => {
  const { before, version } = context;
  const to = op.action === 'set-logged' ? 'permanent' : 'unlogged';
  const word = to === 'permanent' ? 'LOGGED' : 'UNLOGGED';
  if (relation.kind === 'sequence')
    return version < 15
      ? failing('42809', `"${relation.name}" is not a table`)
      : effects([take(relation, 'ACCESS EXCLUSIVE', SOURCE.alterSequence)]);
  if (relation.kind !== 'table') return failing('42809', `ALTER action SET ${word} cannot be performed on relation "${relation.name}"`);
  if (relation.persistence === 'temporary')
    return failing('42P16', `cannot change logged status of table "${relation.name}" because it is temporary`);
  if (relation.partitionBy !== undefined)
    return version < 18
      ? effects([take(relation, 'ACCESS EXCLUSIVE')])
      : failing('42809', `ALTER action SET ${word} cannot be performed on relation "${relation.name}"`);
  if (relation.persistence === to && relation.complete) return effects([take(relation, 'ACCESS EXCLUSIVE')]);
  const neighbours =
    to === 'unlogged'
      ? before.foreignKeysTo(relation.id).map(({ table }) => table)
      : relation.constraints
          .flatMap((each) => (each.references === undefined ? [] : (before.get(each.references.table) ?? [])))
          .filter(isTable);
  const clash = neighbours.find((each) => each.id !== relation.id && each.persistence !== 'temporary' && each.persistence !== to);
  if (clash !== undefined)
    return failing(
      '42P16',
      `could not change table "${relation.name}" to ${word.toLowerCase()} because it references ${to === 'unlogged' ? 'logged' : 'unlogged'} table "${clash.name}"`,
    );
  const rewritten = rewriteTable(relation, context, SOURCE.alterTable, {
    because: `the table is written anew as ${word}`,
    certain: relation.complete,
  });
  return effects([...rewritten, ...(version < 15 ? [] : takeAll(before.sequencesOf(relation.id), 'ACCESS EXCLUSIVE'))]);
};

const setAccessMethod: ActionRow = (op, relation, context) => {
  const [written = 'heap'] = op.names;
  const to = written.toLowerCase() === 'default' ? 'heap' : written;
  const from = isTable(relation) ? relation.accessMethod : 'heap';
  if (isTable(relation) && relation.partitionBy !== undefined) {
    return context.version < 17
      ? failing('42809', 'cannot change access method of a partitioned table')
      : effects([take(relation, 'ACCESS EXCLUSIVE')]);
  }
  if (to === from) return effects([take(relation, 'ACCESS EXCLUSIVE', sourceOf(relation))]);
  return effects(rewriteTable(relation, context, sourceOf(relation), { because: `the table is written anew for access method ${to}` }));
};

const setTablespace: ActionRow = (op, relation, context) => {
  const [to] = op.names;
  const same = to === tablespaceOf(relation) && relation.origin !== 'assumed';
  const copied = !same && stored(relation, context);
  return effects([
    take(
      relation,
      'ACCESS EXCLUSIVE',
      sourceOf(relation),
      copied ? { work: 'rewrite', because: COPIED, certain: relation.origin !== 'assumed' || to !== 'pg_default' } : undefined,
    ),
  ]);
};

const setOptions: ActionRow = (op, relation, { before, version }) => {
  const holder = relation.kind === 'index' ? before.get(relation.table) : relation;
  if (holder?.kind === 'table' && holder.partitionBy !== undefined && op.action === 'set-options') {
    return relation.kind === 'index'
      ? failing('42809', `ALTER action SET cannot be performed on relation "${relation.name}"`)
      : failing(version < 16 ? '22023' : '42809', 'cannot specify storage parameters for a partitioned table');
  }
  if (relation.kind === 'index' && op.action === 'set-options') {
    const odd = unknownIndexParameter(relation.method, op.names);
    if (odd !== undefined && relation.origin !== 'assumed') return failing('22023', `unrecognized parameter "${odd}"`);
  }
  const unknown = op.action === 'set-options' ? unknownParameter(relation.kind, op.names, version) : undefined;
  if (unknown !== undefined) return failing('22023', `unrecognized parameter "${unknown}"`);
  return effects([take(relation, lockOfParameters(relation.kind, op.names, op.action === 'reset-options'), sourceOf(relation))]);
};

/** An index of the relation, named by the statement. */
function onOwnIndex(
  relation: Relation,
  name: string | undefined,
  context: Context,
  then: (index: Index) => Effects,
  otherwise: () => Effects,
): Effects {
  const index = context.before.indexesOf(relation.id).find((each) => each.name === name);
  if (index !== undefined) return then(index);
  const known = isTable(relation) ? relation.complete : relation.origin !== 'assumed';
  return known ? failing('42704', `index "${name ?? ''}" for table "${relation.name}" does not exist`) : otherwise();
}

const clusterOn: ActionRow = (op, relation, context) => {
  const own = take(relation, 'SHARE UPDATE EXCLUSIVE', sourceOf(relation));
  return onOwnIndex(
    relation,
    op.names[0],
    context,
    (index) => {
      if (isTable(relation) && relation.partitionBy !== undefined)
        return failing('0A000', 'cannot mark index clustered in partitioned table');
      const unfit = unclusterable(index);
      if (unfit !== null) return effects([], unfit);
      return effects([own, take(index, 'SHARE UPDATE EXCLUSIVE', sourceOf(relation))]);
    },
    () => effects([own]),
  );
};

const replicaIdentity: ActionRow = (op, relation, context) => {
  const [name] = op.names;
  const own = take(relation, 'ACCESS EXCLUSIVE');
  if (name === undefined || ['FULL', 'NOTHING', 'DEFAULT'].includes(name)) return effects([own]);
  return onOwnIndex(
    relation,
    name,
    context,
    (index) => {
      const wrong = unfitIdentity(index, relation);
      return wrong === undefined
        ? effects([own, take(index, 'SHARE')])
        : failing(wrong.code, `index "${index.name}" cannot be used as replica identity because ${wrong.because}`);
    },
    () => effects([own]),
  );
};

function unfitIdentity(index: Index, relation: Relation): { readonly code: string; readonly because: string } | undefined {
  if (!index.unique) return { code: '42809', because: 'it is not unique' };
  if (index.keys.some((key) => key.column === undefined)) return { code: '0A000', because: 'it has expressions' };
  if (index.where !== undefined) return { code: '0A000', because: 'it is partial' };
  const nullable = isTable(relation)
    ? index.keys.find((key) => key.column !== undefined && columnOf(relation, key.column) !== undefined && !isNotNull(relation, key.column))
    : undefined;
  return nullable === undefined ? undefined : { code: '42809', because: `column "${nullable.column ?? ''}" is nullable` };
}

/** The role that created it, most likely: then nothing changes but the lock. */
const SELF = new Set(['', 'current_user', 'current_role', 'session_user']);
const owner: ActionRow = ({ names: [to = ''] }, relation, { before }) => {
  if (SELF.has(to.toLowerCase())) return effects([take(relation, 'ACCESS EXCLUSIVE', sourceOf(relation))]);
  if (relation.kind === 'sequence' && relation.ownedBy !== undefined)
    return failing('0A000', `cannot change owner of sequence "${relation.name}"`);
  const parts =
    relation.kind === 'index' || relation.kind === 'sequence' ? [] : [...before.indexesOf(relation.id), ...before.sequencesOf(relation.id)];
  return effects(takeAll([relation, ...parts], 'ACCESS EXCLUSIVE', sourceOf(relation)));
};

/** From 11 on partitions have triggers of their own for those of their parent. */
const onTrigger: ActionRow = (op, relation, { before }) => {
  const [name = 'ALL'] = op.names;
  if (
    isTable(relation) &&
    relation.complete &&
    !['ALL', 'USER'].includes(name.toUpperCase()) &&
    !relation.triggers.some((each) => each.name === name)
  ) {
    return failing('42704', `trigger "${name}" for table "${relation.name}" does not exist`);
  }
  const descends = isTable(relation) && !op.only && relation.triggers.length > 0;
  return effects(takeAll(descends ? partitionTree(relation, before) : [relation], 'SHARE ROW EXCLUSIVE'));
};

const onRule: ActionRow = ({ names: [name = ''] }, relation) =>
  isTable(relation) && relation.complete && !relation.rules.includes(name)
    ? failing('42704', `rule "${name}" for relation "${relation.name}" does not exist`)
    : effects([take(relation, 'ACCESS EXCLUSIVE', sourceOf(relation))]);

const onTyped: ActionRow = (op, relation, context) => {
  if (op.action === 'not-of' && isTable(relation) && relation.complete && relation.ofType === undefined)
    return failing('42809', `"${relation.name}" is not a typed table`);
  const [type] = op.names;
  const known = type === undefined ? undefined : context.before.type({ schema: undefined, name: type });
  const differs =
    op.action === 'of-type' && known !== undefined && isTable(relation) && relation.complete && differ(relation, known.attributes);
  return differs
    ? failing('42804', `table has a different structure than type "${type ?? ''}"`)
    : effects([take(relation, 'ACCESS EXCLUSIVE')]);
};
const differ = (table: Table, attributes: readonly { readonly name: string }[]): boolean =>
  table.columns.length !== attributes.length || table.columns.some((column, index) => column.name !== attributes[index]?.name);

const ACTIONS = {
  'set-logged': setLogged,
  'set-unlogged': setLogged,
  'set-access-method': setAccessMethod,
  'set-tablespace': setTablespace,
  'set-options': setOptions,
  'reset-options': setOptions,
  'cluster-on': clusterOn,
  'without-cluster': (_op, relation) =>
    isTable(relation) && relation.partitionBy !== undefined
      ? failing('0A000', 'cannot mark index clustered in partitioned table')
      : effects([take(relation, 'SHARE UPDATE EXCLUSIVE', sourceOf(relation))]),
  'without-oids': just('ACCESS EXCLUSIVE'),
  'replica-identity': replicaIdentity,
  owner,
  'of-type': onTyped,
  'not-of': onTyped,
  'enable-row-security': just('ACCESS EXCLUSIVE'),
  'disable-row-security': just('ACCESS EXCLUSIVE'),
  'force-row-security': just('ACCESS EXCLUSIVE'),
  'no-force-row-security': just('ACCESS EXCLUSIVE'),
  'enable-trigger': onTrigger,
  'disable-trigger': onTrigger,
  'enable-rule': onRule,
  'disable-rule': onRule,
  'depends-on-extension': just('ACCESS EXCLUSIVE'),
  'foreign-options': (_op, relation) =>
    relation.kind === 'table' && relation.origin !== 'assumed'
      ? failing('42809', `"${relation.name}" is not a foreign table`)
      : effects([take(relation, 'ACCESS EXCLUSIVE', sourceOf(relation))]),
} satisfies { readonly [A in Action]: ActionRow };

const OF_TABLES = [
  'enable-row-security',
  'disable-row-security',
  'force-row-security',
  'no-force-row-security',
  'enable-trigger',
  'disable-trigger',
  'replica-identity',
  'of-type',
  'not-of',
] as const;
/** What is done to tables only, or to what has rows only. */
const UNFIT: { readonly [K in Relation['kind']]?: ReadonlySet<Action> } = {
  view: new Set<Action>([
    ...OF_TABLES.filter((each) => !each.includes('trigger')),
    'cluster-on',
    'without-cluster',
    'set-tablespace',
    'set-access-method',
  ]),
  matview: new Set<Action>(OF_TABLES.filter((each) => each !== 'replica-identity')),
  index: new Set<Action>([...OF_TABLES, 'cluster-on', 'without-cluster', 'set-access-method']),
  sequence: new Set<Action>([...OF_TABLES, 'cluster-on', 'without-cluster', 'set-tablespace', 'set-access-method', 'set-options']),
};

export const alterRelation: Row<'alter-relation'> = (op, context) =>
  onRelation(op.table, op.as === 'type' ? 'table' : op.as, op.ifExists, context, (relation) => {
    if (op.as !== 'type' && (refuses(op.as, relation) || (op.as === 'index' && relation.kind !== 'index')))
      return failing('42809', `"${nameText(op.table)}" is not ${WORDS[op.as]}`);
    if (UNFIT[relation.kind]?.has(op.action) === true && relation.origin !== 'assumed')
      return failing('42809', `ALTER action cannot be performed on relation "${relation.name}"`);
    return ACTIONS[op.action](op, relation, context);
  });

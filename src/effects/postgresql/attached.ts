import type { Relation, Table } from '../../model/catalog.ts';
import type { Effect, Failure } from '../../model/effect.ts';
import { type Name, nameText } from '../../model/name.ts';
import type { CreateTrigger } from '../../model/operation.ts';
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
  perhapsMissing,
  type Row,
  take,
  takeAll,
} from './context.ts';
import { partitionTree } from './family.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn, outputNames } from './users.ts';

// What hangs on a table.

/** Those that every server has. */
const TRIGGER_FUNCTIONS = new Set([
  'suppress_redundant_updates_trigger',
  'tsvector_update_trigger',
  'tsvector_update_trigger_column',
  'lo_manage',
  'moddatetime',
]);

/** Source: https://www.postgresql.org/docs/current/sql-createtrigger.html */
export const createTrigger: Row<'create-trigger'> = (op, context) =>
  onRelation(op.table, 'table', false, context, (relation) => {
    const { before } = context;
    const unfit = unfitTrigger(op, relation);
    if (unfit !== null) return effects([], unfit);
    if (!isTable(relation)) return effects([take(relation, 'SHARE ROW EXCLUSIVE', SOURCE.createTrigger)]);
    const odd = op.columns.find((column, index) => op.columns.indexOf(column) !== index);
    if (odd !== undefined) return failing('42701', `column "${odd}" specified more than once`);
    if (!op.replace && relation.triggers.some((each) => each.name === op.name))
      return failing('42710', `trigger "${op.name}" for relation "${relation.name}" already exists`);
    const absent = op.columns.find((column) => column !== '*' && !mayHaveColumn(relation, column));
    if (absent !== undefined) return failing('42703', `column "${absent}" of relation "${relation.name}" does not exist`);
    const unknown =
      before.functions(op.function).length === 0 && !TRIGGER_FUNCTIONS.has(op.function.name)
        ? perhapsMissing('42883', `function ${nameText(op.function)}() does not exist`, context)
        : null;
    // A trigger for each row is made on the partitions too.
    const below = op.row === false ? [relation] : partitionTree(relation, before);
    const clash = below.slice(1).find((each) => each.triggers.some(({ name, inherited }) => name === op.name && inherited !== true));
    if (clash !== undefined) return failing('42710', `trigger "${op.name}" for relation "${clash.name}" already exists`);
    return effects(takeAll(below, 'SHARE ROW EXCLUSIVE', SOURCE.createTrigger), unknown ?? notTrigger(op, context));
  });

/** A function that returns something else. */
function notTrigger({ function: name }: CreateTrigger, { before }: Context): Failure | null {
  const [entry, ...others] = before.functions(name);
  return entry !== undefined && others.length === 0 && entry.language === 'sql'
    ? failure('42P17', `function ${nameText(name)} must return type trigger`)
    : null;
}

function unfitTrigger(op: CreateTrigger, relation: Relation): Failure | null {
  const partitioned = relation.kind === 'table' && relation.partitionBy !== undefined;
  if (relation.kind === 'view')
    return op.row !== false && op.timing !== 'instead' ? failure('42809', `"${relation.name}" is a view`) : null;
  if (relation.kind === 'matview' || relation.kind === 'index' || relation.kind === 'sequence')
    return failure('42809', `"${relation.name}" is not a table or view`);
  if (op.timing === 'instead') return failure('42809', `"${relation.name}" is a table`);
  if (op.transitions !== true) return null;
  if (op.timing !== 'after') return failure('42P17', 'transition table name can only be specified for an AFTER trigger');
  return partitioned && op.row !== false ? failure('0A000', `"${relation.name}" is a partitioned table`) : null;
}

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
    const absent = op.relations.length > 0 ? undefined : op.columns.find((column) => column !== '*' && !mayHaveColumn(table, column));
    // "May": a sub-select over a function has columns of its own.
    const unknown = absent === undefined ? null : failure('42703', `column "${absent}" does not exist`, false);
    return effects([take(table, 'ACCESS EXCLUSIVE', SOURCE.createPolicy)], unknown);
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
    const own = op.what === 'trigger' ? relation.triggers.find(({ name }) => name === op.name) : undefined;
    if (own?.inherited === true)
      return failing('2BP01', `cannot drop trigger ${op.name} on table ${relation.name} because the trigger of its parent requires it`);
    const below = op.what === 'trigger' && own?.statement !== true ? partitionTree(relation, context.before) : [relation];
    return effects(takeAll(below, 'ACCESS EXCLUSIVE', SOURCE.alterTrigger));
  });

export const alterAttached: Row<'alter-attached'> = (op, context) =>
  onRelation(op.table, 'table', false, context, (relation) => {
    if (isTable(relation) && relation.complete && !namesOf(relation, op.what).includes(op.name))
      return failing('42704', `${op.what} "${op.name}" for table "${relation.name}" does not exist`);
    // DEPENDS ON EXTENSION only looks the table up.
    if (op.dependsOnExtension) return NOTHING;
    if (
      isTable(relation) &&
      op.to !== undefined &&
      !(op.to === op.name && context.version >= 15) &&
      namesOf(relation, op.what).includes(op.to)
    )
      return failing('42710', `${op.what} "${op.to}" for relation "${relation.name}" already exists`);
    if (
      isTable(relation) &&
      op.what === 'trigger' &&
      context.version >= 15 &&
      relation.triggers.some(({ name, inherited }) => name === op.name && inherited)
    )
      return failing('0A000', `cannot rename trigger "${op.name}" on table "${relation.name}"`);
    const unknown = isTable(relation) ? op.columns.find((column) => column !== '*' && !mayHaveColumn(relation, column)) : undefined;
    if (unknown !== undefined) return failing('42703', `column "${unknown}" does not exist`, op.what !== 'policy');
    // The partitions' triggers are renamed along from 15 on.
    const below =
      op.what === 'trigger' && context.version >= 15 && isTable(relation) ? partitionTree(relation, context.before) : [relation];
    return effects(takeAll(below, 'ACCESS EXCLUSIVE', SOURCE.alterTrigger));
  });

export const createStatistics: Row<'create-statistics'> = (op, context) =>
  onRelation(op.table, 'table', false, context, (relation) => {
    const taken = op.name === undefined ? undefined : statisticsNamed(op.name, context);
    if (taken !== undefined)
      return op.ifNotExists === true
        ? effects([take(relation, 'SHARE UPDATE EXCLUSIVE', SOURCE.createStatistics)])
        : failing('42710', `statistics object "${op.name?.name ?? ''}" already exists`);
    if (relation.kind === 'view' || relation.kind === 'index' || relation.kind === 'sequence')
      return failing('42809', `cannot define statistics for relation "${relation.name}"`);
    const odd = op.kinds?.find((kind) => !STATISTICS.has(kind));
    if (odd !== undefined) return failing('42601', `unrecognized statistics kind "${odd}"`);
    const absent = isTable(relation) ? op.columns.find((column) => !mayHaveColumn(relation, column)) : undefined;
    if (absent !== undefined) return failing('42703', `column "${absent}" does not exist`);
    if (!op.expressions && op.columns.length < 2) return failing('42P17', 'extended statistics require at least 2 columns');
    if (new Set(op.columns).size < op.columns.length) return failing('42701', 'duplicate column name in statistics definition');
    if (op.expressions && context.version < 14) return failing('0A000', 'only simple column references are allowed in CREATE STATISTICS');
    return effects([take(relation, 'SHARE UPDATE EXCLUSIVE', SOURCE.createStatistics)]);
  });

const STATISTICS = new Set(['ndistinct', 'dependencies', 'mcv']);
export const statisticsNamed = ({ name }: Name, { before }: Context): Table | undefined =>
  before.relations().find((each): each is Table => isTable(each) && each.statistics.some((statistics) => statistics.name === name));

/** Tables are locked as VACUUM locks them: reads and writes go on. */
export const alterPublication: Row<'alter-publication'> = (op, context) => {
  const found: Effect[] = [];
  const members = context.before.publicationTables(op.publication);
  if (op.action === 'create' && members !== undefined) return failing('42710', `publication "${op.publication}" already exists`);
  let fails: Failure | null =
    op.action !== 'create' && members === undefined
      ? perhapsMissing('42704', `publication "${op.publication}" does not exist`, context)
      : null;
  if (op.action === 'set' && op.tables.length > 0)
    for (const id of members ?? []) {
      const old = context.before.get(id);
      if (old !== undefined) found.push(take(old, 'SHARE UPDATE EXCLUSIVE', SOURCE.createPublication));
    }
  for (const { table: name, columns, where } of op.tables) {
    const table = context.before.table(name);
    const isMember = table !== undefined && members?.includes(table.id) === true;
    if (op.action === 'add' && isMember)
      return failing('42710', `relation "${name.name}" is already member of publication "${op.publication}"`);
    if (op.action === 'drop' && table !== undefined && members !== undefined && !isMember)
      return failing('42704', `relation "${name.name}" is not part of the publication`);
    const absent =
      table === undefined ? undefined : [...columns, ...(where?.columns ?? [])].find((column) => !mayHaveColumn(table, column));
    if (absent !== undefined) return failing('42703', `column "${absent}" of relation "${name.name}" does not exist`);
    const named = context.before.find(name);
    if (named !== undefined && !isTable(named)) return failing('22023', `cannot add relation "${named.name}" to publication`);
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
    const holder = context.before.find(name);
    const fails = holder === undefined ? missing(name, context) : null;
    if (fails !== null) return effects([], fails);
    if (!isTable(holder) || !holder.complete || op.name === undefined) return NOTHING;
    const list =
      what === 'constraint'
        ? holder.constraints.map((each) => each.name)
        : what === 'other'
          ? undefined
          : namesOf(holder, what as 'trigger');
    return list?.includes(op.name) === false ? failing('42704', `${what} "${op.name}" for table "${holder.name}" does not exist`) : NOTHING;
  }
  const kind = COMMENTED_RELATIONS[what as keyof typeof COMMENTED_RELATIONS];
  return onRelation(name, kind, false, context, (relation) => {
    if (what !== 'column' && relation.kind !== kind && relation.origin !== 'assumed')
      return failing('42809', `"${relation.name}" is not a ${kind === 'matview' ? 'materialized view' : kind.replace('-', ' ')}`);
    const shown = what === 'column' && 'output' in relation ? outputNames(relation) : undefined;
    if (op.name !== undefined && shown?.includes(op.name) === false)
      return failing('42703', `column "${op.name}" of relation "${relation.name}" does not exist`);
    if (what === 'column' && isTable(relation) && op.name !== undefined && !mayHaveColumn(relation, op.name))
      return failing('42703', `column "${op.name}" of relation "${relation.name}" does not exist`);
    return effects([take(relation, 'SHARE UPDATE EXCLUSIVE', SOURCE.comment)]);
  });
};

/** No lock up to 17, and from 18 on one that lets everything pass but ACCESS EXCLUSIVE. */
export const grant: Row<'grant'> = (op, context) => {
  for (const name of op.relations) {
    const fails = context.before.find(name) === undefined ? missing(name, context) : null;
    if (fails !== null) return effects([], fails);
  }
  return NOTHING;
};

import type { Table } from '../../model/catalog.ts';
import type { Effect, Failure } from '../../model/effect.ts';
import { nameText } from '../../model/name.ts';
import { effects, failing, isTable, missing, NOTHING, onRelation, onTable, perhapsMissing, type Row, take, takeAll } from './context.ts';
import { partitionTree } from './family.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';

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
    if (!isTable(relation)) return effects([take(relation, 'SHARE ROW EXCLUSIVE', SOURCE.createTrigger)]);
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
    return effects(takeAll(below, 'SHARE ROW EXCLUSIVE', SOURCE.createTrigger), unknown);
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
    // The partitions' triggers are renamed along from 15 on.
    const below =
      op.what === 'trigger' && context.version >= 15 && isTable(relation) ? partitionTree(relation, context.before) : [relation];
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
    if (fails !== null) return effects([], fails);
  }
  return NOTHING;
};

import type { FunctionEntry, Relation } from '../../model/catalog.ts';
import type { Effect, Failure, Lock } from '../../model/effect.ts';
import type { Query } from '../../model/operation.ts';
import { type Context, failure, isTable, missing, take } from './context.ts';
import { familyOf } from './family.ts';
import { sequencesIn } from './sequence-use.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';

// What a query locks beside the table that it writes to. Plain reads (ACCESS SHARE) are left out.

/** The table with the tables below it, and the indexes that a plan has to look at: all in one mode. */
export function takeScanned(relation: Relation, lock: Lock, planned: boolean, context: Context, only = false): Effect[] {
  const family = isTable(relation) && !only ? familyOf(relation, context.before) : [relation];
  return family.flatMap((each) => takePlanned(each, lock, planned, context));
}

export function takePlanned(relation: Relation, lock: Lock, planned: boolean, { before, version }: Context): Effect[] {
  const own = take(relation, lock, SOURCE.locks);
  // Up to 15 the indexes of a partitioned table are not looked at.
  const bare = !planned || (relation.kind === 'table' && relation.partitionBy !== undefined && version < 16);
  return bare ? [own] : [own, ...before.indexesOf(relation.id).map((index) => take(index, lock, SOURCE.locks))];
}

/** `planned` is false where the query is only looked through (PREPARE, a function's body). */
export function readEffects(query: Query, context: Context, planned: boolean): Effect[] {
  const found: Effect[] = [];
  for (const read of query.reads) {
    if (read.lock === 'ACCESS SHARE') continue;
    const relation = context.before.find(read.relation);
    if (relation !== undefined) found.push(...takeRead(relation, read.lock, planned, context));
  }
  if (!planned) return found;
  found.push(...sequencesIn(query.calls, context));
  for (const call of query.calls) for (const entry of calledFunctions(call, context)) found.push(...writesOf(entry, context));
  return found;
}

/** FOR UPDATE of a view locks the rows of the tables behind it. */
function takeRead(relation: Relation, lock: Lock, planned: boolean, context: Context): Effect[] {
  const own = takeScanned(relation, lock, planned, context);
  if (relation.kind !== 'view') return own;
  const behind = relation.reads.flatMap((read) => context.before.get(read.relation) ?? []);
  return [...own, ...behind.flatMap((each) => takeRead(each, lock, planned, context))];
}

const calledFunctions = (call: Query['calls'][number], { before }: Context): readonly FunctionEntry[] =>
  before.functions(call.name).filter((entry) => entry.arguments.length === call.arguments);

/** Tables that a function's body writes to. */
function writesOf(entry: FunctionEntry, context: Context): Effect[] {
  return entry.writes.flatMap((name) => {
    const table = context.before.find(name);
    return table === undefined ? [] : takeScanned(table, 'ROW EXCLUSIVE', false, context);
  });
}

/** A relation or column that a query names and that isn't there. `executed`: it is run, not only looked through. */
export function queryFailure(query: Query, context: Context, executed = true, depth = 0): Failure | null {
  let fails: Failure | null = null;
  for (const read of query.reads) {
    const relation = context.before.find(read.relation);
    if (relation === undefined) {
      const absent = missing(read.relation, context);
      if (absent?.certain === true) return absent;
      fails ??= absent;
    } else if (isTable(relation)) {
      const absent = read.columns.find((column) => column !== '*' && !mayHaveColumn(relation, column));
      if (absent !== undefined) return failure('42703', `column "${absent}" does not exist`);
    } else if (relation.kind === 'matview' && !relation.populated && executed)
      return failure('55000', `materialized view "${relation.name}" has not been populated`);
  }
  return !executed || depth > 3 ? fails : (bodyFailure(query, context, depth) ?? fails);
}

/** SQL functions are read when they are called: by then a table or column may have another name. */
function bodyFailure(query: Query, context: Context, depth: number): Failure | null {
  for (const call of query.calls) {
    const found = calledFunctions(call, context);
    const [only] = found;
    if (found.length !== 1 || only?.language !== 'sql') continue;
    for (const inner of only.queries) {
      const fails = queryFailure(inner, context, true, depth + 1);
      if (fails?.certain === true) return fails;
    }
  }
  return null;
}

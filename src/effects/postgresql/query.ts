import type { FunctionEntry, Relation } from '../../model/catalog.ts';
import type { Effect, Failure, Lock } from '../../model/effect.ts';
import type { Query } from '../../model/operation.ts';
import { type Context, failure, isTable, missing, take } from './context.ts';
import { familyOf } from './family.ts';
import { baseOf } from './cast.ts';
import { labelFailure, stringFailure } from './literal.ts';
import { missingSequence, nameIn, sequencesIn } from './sequence-use.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';
import { unknownFunction } from './volatility.ts';

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
  if (executed) {
    const sequence = missingSequence(query.calls, context);
    if (sequence !== null) return sequence;
    const beyond = beyondSequence(query.calls, context);
    if (beyond !== null) return beyond;
    const unset = unsetSequence(query.calls, context);
    if (unset !== null) return unset;
  }
  fails ??= unknownCall(query.calls, context);
  const constant = constantFailure(query, context);
  if (constant !== null) return constant;
  return !executed || depth > 3 ? fails : (bodyFailure(query, context, depth) ?? fails);
}

const unknownCall = (calls: Query['calls'], { before }: Context): Failure | null => {
  const name = unknownFunction({ calls }, before);
  return name === undefined ? null : failure('42883', `function ${name}() does not exist`, false);
};

/** A number that the sequence's type, or where it starts, has no room for. A sequence's own MAXVALUE is not known here. */
function beyondSequence(calls: Query['calls'], { before }: Context): Failure | null {
  for (const { name, literals, number } of calls) {
    const sequence =
      name.name !== 'setval' || number === undefined || literals[0] === undefined ? undefined : before.find(nameIn(literals[0]));
    if (sequence?.kind !== 'sequence' || number === undefined || sequence.origin === 'assumed') continue;
    const largest = LARGEST[sequence.type];
    if (largest !== undefined && number > largest)
      return failure('22003', `setval: value ${number} is out of bounds for sequence "${sequence.name}"`);
  }
  return null;
}
const LARGEST: { readonly [type: string]: number } = { int2: 2 ** 15 - 1, int4: 2 ** 31 - 1 };

/** "May": whether this session took a number before, by other ways. */
function unsetSequence(calls: Query['calls'], { before, session }: Context): Failure | null {
  for (const { name, literals } of calls) {
    const text = name.name === 'currval' ? literals[0] : undefined;
    const sequence = text === undefined ? undefined : before.find(nameIn(text));
    const taken =
      sequence === undefined || session.locks.some(({ relation, lock }) => relation === sequence.id && lock === 'ROW EXCLUSIVE');
    if (!taken && !calls.some((call) => call.name.name === 'nextval'))
      return failure('55000', `currval of sequence "${sequence.name}" is not yet defined in this session`, false);
  }
  return null;
}

/** A new enum label that is not committed yet, and strings that are no value of the column that they are compared with. */
function constantFailure({ labels, compared, reads }: Query, context: Context): Failure | null {
  for (const { value, type } of labels ?? []) {
    const fails = labelFailure(value, type, context);
    if (fails !== null) return fails;
  }
  if (compared === undefined) return null;
  const [only] = reads;
  const table = only === undefined || reads.length > 1 ? undefined : context.before.table(only.relation);
  for (const { column, values } of table === undefined ? [] : compared) {
    const type = table?.columns.find(({ name }) => name === column)?.type;
    const fails =
      type === undefined
        ? undefined
        : values.map((value) => stringFailure(value, baseOf(type, context.before).type, context)).find((each) => each !== null);
    if (fails !== undefined && fails !== null) return fails;
  }
  return null;
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

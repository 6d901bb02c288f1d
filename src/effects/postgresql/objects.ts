import type { Effects, Failure } from '../../model/effect.ts';
import { nameText, type TypeName } from '../../model/name.ts';
import type { CreateSequence, RenameObject } from '../../model/operation.ts';
import { type Context, effects, failing, failure, NOTHING, perhapsMissing, onRelation, onTable, type Row, take } from './context.ts';
import { missingType } from './missing-type.ts';
import { queryFailure, readEffects, takeScanned } from './query.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';

// Sequences, functions, schemas, extensions.

export const createSequence: Row<'create-sequence'> = (op, context) => {
  const found = op.temporary ? undefined : context.before.find(op.sequence);
  if (found !== undefined && found.origin !== 'assumed' && !found.temporary)
    return op.ifNotExists ? NOTHING : failing('42P07', `relation "${op.sequence.name}" already exists`);
  const { ownedBy } = op;
  const wrong = unfitSequence(op, context);
  if (wrong !== null) return effects([], wrong);
  if (ownedBy === undefined) return NOTHING;
  return onTable(ownedBy.table, false, context, (table) =>
    mayHaveColumn(table, ownedBy.column)
      ? NOTHING
      : failing('42703', `column "${ownedBy.column}" of relation "${table.name}" does not exist`),
  );
};

const noInteger = (type: TypeName | undefined): Failure | null =>
  type === undefined || ['int2', 'int4', 'int8'].includes(type.name)
    ? null
    : failure('22023', 'sequence type must be smallint, integer, or bigint');

function unfitSequence({ unlogged, type, numbers }: CreateSequence, { version }: Context): Failure | null {
  if (unlogged === true && version < 15) return failure('0A000', 'unlogged sequences are not supported');
  const untyped = noInteger(type);
  if (untyped !== null || numbers === undefined) return untyped;
  const { increment = 1, minvalue = increment > 0 ? 1 : -Infinity, maxvalue = increment > 0 ? Infinity : -1, start } = numbers;
  if (increment === 0) return failure('22023', 'INCREMENT must not be zero');
  if (minvalue >= maxvalue) return failure('22023', `MINVALUE (${minvalue}) must be less than MAXVALUE (${maxvalue})`);
  return start !== undefined && (start < minvalue || start > maxvalue) ? failure('22023', `START value (${start}) is out of bounds`) : null;
}

/** SHARE ROW EXCLUSIVE: INSERTs that take a number wait. Source: https://www.postgresql.org/docs/current/sql-altersequence.html */
export const alterSequence: Row<'alter-sequence'> = (op, context) =>
  onRelation(op.sequence, 'sequence', op.ifExists, context, (sequence) => {
    if (sequence.kind !== 'sequence') return failing('42809', `cannot open relation "${sequence.name}"`);
    const wrong = noInteger(op.type);
    if (wrong !== null) return effects([], wrong);
    if (op.ownedBy !== undefined && sequence.identity) return failing('0A000', 'cannot change ownership of identity sequence');
    const own = effects([take(sequence, 'SHARE ROW EXCLUSIVE', SOURCE.alterSequence)]);
    const { ownedBy } = op;
    if (ownedBy === undefined || ownedBy === 'none') return own;
    const owner = onTable(ownedBy.table, false, context, (table) =>
      mayHaveColumn(table, ownedBy.column)
        ? NOTHING
        : failing('42703', `column "${ownedBy.column}" of relation "${table.name}" does not exist`),
    );
    return owner.fails?.certain === true ? owner : effects(own.relations, owner.fails);
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
  const named = before.functions(op.function).find((each) => sameArguments(each.arguments, op.arguments));
  if (named !== undefined && op.replace && named.procedure !== op.procedure) return failing('42809', 'cannot change routine kind');
  const language =
    LANGUAGES.has(op.language) || !before.hasHistory ? null : failure('42704', `language "${op.language}" does not exist`, false);
  if (language !== null) return effects([], language);
  let untyped: Failure | null = null;
  for (const type of op.arguments) untyped ??= missingType(type, context);
  if (untyped !== null) return effects([], untyped);
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
const LANGUAGES = new Set([
  'sql',
  'plpgsql',
  'c',
  'internal',
  'plpython3u',
  'plperl',
  'plperlu',
  'pltcl',
  'plv8',
  'plr',
  'plrust',
  'pljava',
]);
const sameArguments = (a: readonly TypeName[], b: readonly TypeName[]): boolean =>
  a.length === b.length && a.every((type, index) => sameArgument(type, b[index]));
export const sameArgument = (a: { readonly name: string; readonly dimensions: number }, b: typeof a | undefined): boolean =>
  a.name === b?.name && a.dimensions > 0 === b.dimensions > 0;

export const alterFunction: Row<'alter-function'> = () => NOTHING;

const reserved = (schema: string): Failure | null =>
  schema.startsWith('pg_') ? failure('42939', `unacceptable schema name "${schema}"`) : null;
export const createSchema: Row<'create-schema'> = (op, { before }) =>
  reserved(op.schema) !== null
    ? effects([], reserved(op.schema))
    : before.schemaKnown(op.schema) && !op.ifNotExists
      ? failing('42P06', `schema "${op.schema}" already exists`, false)
      : NOTHING;
export const createExtension: Row<'create-extension'> = (op, { before }) =>
  before.extensionInstalled(op.extension) && !op.ifNotExists ? failing('42710', `extension "${op.extension}" already exists`) : NOTHING;

export const renameObject: Row<'rename-object'> = (op, context) =>
  op.toSchema && op.to === 'pg_temp' ? failing('0A000', 'cannot move objects into or out of temporary schemas') : renamed(op, context);

function renamed({ what, name, to, toSchema }: RenameObject, context: Context): Effects {
  const { before } = context;
  if (toSchema) {
    const absent = before.hasHistory && !before.schemaKnown(to) ? failure('3F000', `schema "${to}" does not exist`, false) : null;
    return effects([], absent);
  }
  if (what === 'schema') {
    const absent =
      before.hasHistory && !before.schemaKnown(name.name) ? failure('3F000', `schema "${name.name}" does not exist`, false) : null;
    const taken = before.schemaKnown(to) ? failure('42P06', `schema "${to}" already exists`) : null;
    return effects([], reserved(to) ?? taken ?? absent);
  }
  if (what === 'type' || what === 'domain') {
    const entry = before.type(name);
    if (entry === undefined && before.find(name) === undefined)
      return effects([], perhapsMissing('42704', `type "${nameText(name)}" does not exist`, context));
    const other = entry === undefined ? undefined : before.type({ schema: entry.schema, name: to });
    return other !== undefined && other.origin !== 'assumed' ? failing('42710', `type "${to}" already exists`) : NOTHING;
  }
  if (what !== 'function') return NOTHING;
  const [own, ...others] = before.functions(name);
  if (own === undefined) return effects([], perhapsMissing('42883', `function ${nameText(name)} does not exist`, context));
  const clash =
    others.length === 0 && before.functions({ schema: name.schema, name: to }).some((each) => sameArguments(each.arguments, own.arguments));
  return clash ? failing('42723', `function ${to} already exists in schema "${own.schema}"`) : NOTHING;
}

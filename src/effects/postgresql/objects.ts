import type { Failure } from '../../model/effect.ts';
import { effects, failing, NOTHING, onRelation, onTable, type Row, take } from './context.ts';
import { queryFailure, readEffects, takeScanned } from './query.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';

// Sequences, functions, schemas, extensions.

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
export const sameArgument = (a: { readonly name: string; readonly dimensions: number }, b: typeof a | undefined): boolean =>
  a.name === b?.name && a.dimensions > 0 === b.dimensions > 0;

export const alterFunction: Row<'alter-function'> = () => NOTHING;

export const createSchema: Row<'create-schema'> = (op, { before }) =>
  before.schemaKnown(op.schema) && !op.ifNotExists ? failing('42P06', `schema "${op.schema}" already exists`, false) : NOTHING;
export const createExtension: Row<'create-extension'> = (op, { before }) =>
  before.extensionInstalled(op.extension) && !op.ifNotExists ? failing('42710', `extension "${op.extension}" already exists`) : NOTHING;

export const renameObject: Row<'rename-object'> = (op) =>
  op.toSchema && op.to === 'pg_temp' ? failing('0A000', 'cannot move objects into or out of temporary schemas') : NOTHING;

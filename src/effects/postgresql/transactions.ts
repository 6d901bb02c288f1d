import type { Operation } from '../../model/operation.ts';
import { milliseconds } from '../../model/session.ts';
import { failing, inTransaction, NOTHING, notInTransaction, type Row } from './context.ts';

// What depends on whether a transaction is open.

/** Sources: https://www.postgresql.org/docs/current/sql-savepoint.html, https://www.postgresql.org/docs/current/plpgsql-transactions.html */
export const transaction: Row<'transaction'> = (op, { session }) => {
  const where = session.transaction;
  const wanted = op.action === 'release' || op.action === 'rollback-to' ? op.name : undefined;
  if (
    wanted !== undefined &&
    where !== undefined &&
    where !== 'string' &&
    where !== 'do' &&
    !session.savepoints.some(({ name }) => name === wanted)
  )
    return failing('3B001', `savepoint "${wanted}" does not exist`);
  if (session.block === true && (op.action === 'commit' || op.action === 'rollback'))
    return failing('2D000', 'invalid transaction termination');
  const isSavepoint = op.action === 'savepoint' || op.action === 'release' || op.action === 'rollback-to';
  // The implicit transaction of a string of statements takes no savepoints.
  if (isSavepoint && (where === undefined || where === 'string'))
    return failing('25P01', `${WORDS[op.action]} can only be used in transaction blocks`);
  return NOTHING;
};
const WORDS: { readonly [action: string]: string } = {
  savepoint: 'SAVEPOINT',
  release: 'RELEASE SAVEPOINT',
  'rollback-to': 'ROLLBACK TO SAVEPOINT',
};

const DURATIONS = new Set(['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout']);

/** A timeout that the server can't read. Source: https://www.postgresql.org/docs/current/config-setting.html */
export const setSetting: Row<'set-setting'> = ({ name, values }) => {
  const [value] = values ?? [];
  const wrong =
    value !== undefined && DURATIONS.has(name.toLowerCase()) && milliseconds(value) === undefined && value.toLowerCase() !== 'default';
  return wrong ? failing('22023', `invalid value for parameter "${name}": "${value}"`) : NOTHING;
};

export const serverCommand: Row<'server-command'> = (op, context) =>
  !op.transactional && inTransaction(context) ? notInTransaction(op.command) : NOTHING;

/** What the grammar refuses the server refuses, unless something was meant to be filled in first. */
export const opaque: Row<'opaque'> = (op, { version }) => {
  if (op.reason !== 'syntax') return NOTHING;
  const unsupported = UNSUPPORTED.test(op.detail) && !(version < 17 && op.detail.includes('enum value'));
  return failing(unsupported ? '0A000' : '42601', op.detail === '' ? 'syntax error' : op.detail, op.hint === undefined);
};
/** The grammar knows it, and says that the server can't do it. */
const UNSUPPORTED = /cannot be marked|not (?:yet )?(?:implemented|supported)/;

/**
 * false: the server refuses the operation inside a transaction block, whatever the schema is.
 * REFRESH MATERIALIZED VIEW CONCURRENTLY is the one concurrent form that may run in one.
 * Source: the reference page of each command
 */
export function runsInTransaction(op: Operation, version: number): boolean {
  switch (op.kind) {
    case 'create-index':
    case 'drop-index':
    case 'detach-partition':
      return !op.concurrently;
    case 'reindex':
      return !op.concurrently && (op.scope === 'index' || op.scope === 'table');
    case 'vacuum':
      return false;
    case 'cluster':
      return op.table !== undefined;
    case 'add-enum-value':
      return version >= 12;
    case 'server-command':
      return op.transactional;
    default:
      return true;
  }
}

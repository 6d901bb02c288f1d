import type { AlterDatabaseStmt, AlterSubscriptionStmt, CreateSubscriptionStmt } from 'libpg-query';
import type { Operation } from '../../../model/operation.ts';
import { type Scope, whole } from './scope.ts';
import { isOn, options } from './tree.ts';

// Commands that touch no table of ours, and of which most can't run inside a transaction.

/** A command as it is whatever its parts say. */
export const serverCommand =
  (command: string, { transactional = false, destroys = false } = {}) =>
  (_node: unknown, scope: Scope): readonly Operation[] => [
    { kind: 'server-command', span: whole(scope), command, transactional, destroys },
  ];

/** Moving a database to another tablespace copies it. */
export const alterDatabase = ({ options: given }: AlterDatabaseStmt, scope: Scope): readonly Operation[] =>
  serverCommand('ALTER DATABASE', { transactional: !options(given).has('tablespace') })(undefined, scope);

/** A replication slot is made outside of the transaction, unless told otherwise. */
export function createSubscription({ options: given }: CreateSubscriptionStmt, scope: Scope): readonly Operation[] {
  const read = options(given);
  const isOff = (name: string): boolean => read.has(name) && !isOn(read, name);
  return serverCommand('CREATE SUBSCRIPTION', { transactional: isOff('create_slot') || isOff('connect') })(undefined, scope);
}

const REFRESHING: ReadonlySet<string> = new Set([
  'ALTER_SUBSCRIPTION_SET_PUBLICATION',
  'ALTER_SUBSCRIPTION_ADD_PUBLICATION',
  'ALTER_SUBSCRIPTION_DROP_PUBLICATION',
]);

export function alterSubscription(
  { kind = 'ALTER_SUBSCRIPTION_OPTIONS', options: given }: AlterSubscriptionStmt,
  scope: Scope,
): readonly Operation[] {
  const read = options(given);
  const refreshes = kind === 'ALTER_SUBSCRIPTION_REFRESH' || (REFRESHING.has(kind) && !(read.has('refresh') && !isOn(read, 'refresh')));
  return serverCommand('ALTER SUBSCRIPTION', { transactional: !refreshes })(undefined, scope);
}

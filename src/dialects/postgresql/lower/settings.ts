import type { DiscardStmt, FuncCall, SelectStmt, TransactionStmt, TransactionStmtKind, VariableSetStmt } from 'libpg-query';
import type { Operation, SetSetting, TransactionControl } from '../../../model/operation.ts';
import { literalOf } from './condition.ts';
import { type Scope, whole } from './scope.ts';
import { all, as, strings } from './tree.ts';

const ACTIONS: { readonly [K in TransactionStmtKind]?: TransactionControl['action'] } = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
  TRANS_STMT_SAVEPOINT: 'savepoint',
  TRANS_STMT_RELEASE: 'release',
  TRANS_STMT_ROLLBACK_TO: 'rollback-to',
  TRANS_STMT_PREPARE: 'prepare',
};

/** BEGIN, COMMIT, ROLLBACK, savepoints. */
export function transaction(
  { kind = 'TRANS_STMT_BEGIN', chain, savepoint_name: savepoint, gid }: TransactionStmt,
  scope: Scope,
): readonly Operation[] {
  const action = ACTIONS[kind];
  if (action !== undefined) return [{ kind: 'transaction', span: whole(scope), action, chain: chain === true, name: savepoint ?? gid }];
  const command = kind === 'TRANS_STMT_COMMIT_PREPARED' ? 'COMMIT PREPARED' : 'ROLLBACK PREPARED';
  return [{ kind: 'server-command', span: whole(scope), command, transactional: false, destroys: false }];
}

/** SET and RESET. */
export function setSetting({ kind, name = '', args, is_local: local = false }: VariableSetStmt, scope: Scope): readonly Operation[] {
  const base = { kind: 'set-setting', span: whole(scope), local } as const;
  switch (kind) {
    case 'VAR_SET_VALUE':
      return [{ name, values: (args ?? []).flatMap((value) => literalOf(value) ?? []), ...base }];
    case 'VAR_SET_DEFAULT':
    case 'VAR_RESET':
      return [{ name, values: undefined, ...base }];
    case 'VAR_RESET_ALL':
      return [{ name: 'all', values: undefined, ...base }];
    default:
      // SET TRANSACTION …, SET … FROM CURRENT
      return [{ kind: 'inert', span: whole(scope), what: `SET ${name}` }];
  }
}

/** DISCARD ALL resets the session too. */
export function discard({ target }: DiscardStmt, scope: Scope): readonly Operation[] {
  const span = whole(scope);
  if (target !== 'DISCARD_ALL') return [{ kind: 'inert', span, what: 'DISCARD' }];
  return [
    { kind: 'server-command', span, command: 'DISCARD ALL', transactional: false, destroys: false },
    { kind: 'set-setting', span, name: 'all', values: undefined, local: false },
  ];
}

/** Settings that the columns of a SELECT set: `SELECT set_config('lock_timeout', '2s', false)`. */
export const settingsOf = ({ targetList }: SelectStmt, scope: Scope): readonly SetSetting[] =>
  all(targetList, 'ResTarget').flatMap(({ val }) => {
    const call = as(val, 'FuncCall');
    return call === undefined ? [] : (settingOf(call, scope) ?? []);
  });

function settingOf({ funcname, args = [] }: FuncCall, scope: Scope): SetSetting | undefined {
  if (strings(funcname).at(-1) !== 'set_config') return undefined;
  const [name, value, local] = args.map((argument) => literalOf(argument));
  return name === undefined || value === undefined
    ? undefined
    : { kind: 'set-setting', span: whole(scope), name, values: [value], local: local === 'true' };
}

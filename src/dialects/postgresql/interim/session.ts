import type { Operation, TransactionControl } from '../../../model/operation.ts';
import { constantText } from './expression.ts';
import { asKind, inside, is, nodes, optional, text, type Node, type Source } from './node.ts';
import { splitPath } from './data.ts';

const ACTIONS: Readonly<Record<string, TransactionControl['action']>> = {
  TRANS_STMT_BEGIN: 'begin', TRANS_STMT_START: 'begin', TRANS_STMT_COMMIT: 'commit', TRANS_STMT_ROLLBACK: 'rollback', TRANS_STMT_SAVEPOINT: 'savepoint',
  TRANS_STMT_RELEASE: 'release', TRANS_STMT_ROLLBACK_TO: 'rollback-to', TRANS_STMT_PREPARE: 'prepare',
};

export function transaction({ span }: Source, statement: Node): Operation[] {
  const action = ACTIONS[text(statement['kind'])];
  if (action === undefined) return [{ kind: 'inert', span, what: 'COMMIT PREPARED' }];
  return [{ kind: 'transaction', span, action, chain: is(statement['chain']), name: optional(statement['savepoint_name']) ?? optional(statement['gid']) }];
}

export function setSetting({ span }: Source, statement: Node): Operation[] {
  const name = text(statement['name']).toLowerCase();
  const local = is(statement['is_local']);
  switch (statement['kind']) {
    case 'VAR_RESET_ALL':
      return [{ kind: 'set-setting', span, name: 'all', values: undefined, local }];
    case 'VAR_RESET':
    case 'VAR_SET_DEFAULT':
      return [{ kind: 'set-setting', span, name, values: undefined, local }];
    case 'VAR_SET_VALUE': {
      const values = nodes(statement['args']).map((each) => constantText(each) ?? constantText(inside(asKind(each, 'TypeCast') === undefined ? undefined : each)['arg'] as Node) ?? text(inside(each)['sval']));
      return [{ kind: 'set-setting', span, name, values: name === 'search_path' ? values.flatMap(splitPath) : values, local }];
    }
    // SET TRANSACTION …, SET x FROM CURRENT
    default:
      return [{ kind: 'inert', span, what: 'SET' }];
  }
}

import type {
  AlterTableMoveAllStmt,
  CallStmt,
  ClusterStmt,
  CopyStmt,
  ExecuteStmt,
  LockStmt,
  ReindexStmt,
  TruncateStmt,
  VacuumStmt,
} from 'libpg-query';
import { LOCKS } from '../../../model/effect.ts';
import type { MoveTablespace, Operation, Reindex } from '../../../model/operation.ts';
import { queryOf, readSelect } from './query.ts';
import { nameOf, relationName, type Scope, whole } from './scope.ts';
import { write } from './dml.ts';
import { all, as, isOn, isOnly, options, strings } from './tree.ts';
import { newLevel, startWalk, visit } from './walk.ts';

export function truncate({ relations, behavior, restart_seqs: restartIdentity = false }: TruncateStmt, scope: Scope): readonly Operation[] {
  const tables = all(relations, 'RangeVar');
  return [
    {
      kind: 'truncate',
      span: whole(scope),
      tables: tables.map((each) => relationName(each, scope)),
      only: tables.some(isOnly),
      cascade: behavior === 'DROP_CASCADE',
      restartIdentity,
    },
  ];
}

export function lockTable({ relations, mode = 1, nowait = false }: LockStmt, scope: Scope): readonly Operation[] {
  const tables = all(relations, 'RangeVar');
  return [
    {
      kind: 'lock-table',
      span: whole(scope),
      tables: tables.map((each) => relationName(each, scope)),
      mode: LOCKS[mode - 1] ?? 'ACCESS EXCLUSIVE',
      nowait,
      only: tables.some(isOnly),
    },
  ];
}

/** VACUUM and ANALYZE. */
export function vacuum({ rels, options: given, is_vacuumcmd: isVacuum = false }: VacuumStmt, scope: Scope): readonly Operation[] {
  const read = options(given);
  const tables = all(rels, 'VacuumRelation').flatMap(({ relation }) => (relation === undefined ? [] : relationName(relation, scope)));
  const columns = all(rels, 'VacuumRelation').flatMap(({ relation, va_cols: named }) =>
    relation === undefined || named === undefined ? [] : { table: relationName(relation, scope), columns: strings(named) },
  );
  const base = { span: whole(scope), tables, skipLocked: isOn(read, 'skip_locked'), ...(columns.length > 0 ? { columns } : undefined) };
  const notWithFull = NOT_WITH_FULL.find((name) => (name === 'parallel' ? read.has(name) : isOn(read, name)));
  if (!isVacuum) return [{ kind: 'analyze', ...base }];
  return [
    {
      kind: 'vacuum',
      full: isOn(read, 'full'),
      analyze: isOn(read, 'analyze'),
      ...(notWithFull === undefined ? undefined : { notWithFull }),
      ...base,
    },
  ];
}
const NOT_WITH_FULL = ['parallel', 'disable_page_skipping'];

export const cluster = ({ relation, indexname: index }: ClusterStmt, scope: Scope): readonly Operation[] => [
  { kind: 'cluster', span: whole(scope), table: relation === undefined ? undefined : relationName(relation, scope), index },
];

const SCOPES: Readonly<Record<string, Reindex['scope']>> = {
  REINDEX_OBJECT_INDEX: 'index',
  REINDEX_OBJECT_TABLE: 'table',
  REINDEX_OBJECT_SCHEMA: 'schema',
  REINDEX_OBJECT_SYSTEM: 'system',
  REINDEX_OBJECT_DATABASE: 'database',
};

export function reindex({ kind = 'REINDEX_OBJECT_INDEX', relation, name, params }: ReindexStmt, scope: Scope): readonly Operation[] {
  const target = relation !== undefined ? relationName(relation, scope) : name === undefined ? undefined : { schema: undefined, name };
  return [
    { kind: 'reindex', span: whole(scope), scope: SCOPES[kind] ?? 'index', target, concurrently: isOn(options(params), 'concurrently') },
  ];
}

const MOVED: Readonly<Record<string, MoveTablespace['as']>> = { OBJECT_INDEX: 'index', OBJECT_MATVIEW: 'matview' };

export const moveTablespace = (
  { objtype = 'OBJECT_TABLE', orig_tablespacename: from = '', new_tablespacename: to = '' }: AlterTableMoveAllStmt,
  scope: Scope,
): readonly Operation[] => [{ kind: 'move-tablespace', span: whole(scope), as: MOVED[objtype] ?? 'table', from, to }];

export function copy(node: CopyStmt, scope: Scope): readonly Operation[] {
  const { relation, query } = node;
  const select = as(query, 'SelectStmt');
  const written = query === undefined || select !== undefined ? [] : write(query, scope);
  return [
    ...written,
    {
      kind: 'copy',
      span: whole(scope),
      table: relation === undefined ? undefined : relationName(relation, scope),
      from: node.is_from === true,
      freeze: isOn(options(node.options), 'freeze'),
      program: node.is_program === true,
      query: select === undefined ? undefined : readSelect(select, scope).query,
    },
  ];
}

/** CALL; its arguments are evaluated first. */
export function call({ funccall }: CallStmt, scope: Scope): readonly Operation[] {
  const { funcname, args = [] } = funccall ?? {};
  const walk = startWalk(scope);
  visit(walk, args, newLevel());
  const called: Operation = { kind: 'call', span: whole(scope), procedure: nameOf(funcname), arguments: args.length };
  return walk.calls.length === 0 && walk.reads.size === 0
    ? [called]
    : [{ kind: 'select', span: whole(scope), query: queryOf(walk, { unfiltered: true }), how: 'select' }, called];
}

/** What was prepared may be in another file. */
export const execute = ({ name = '' }: ExecuteStmt, scope: Scope): readonly Operation[] => [
  { kind: 'dynamic', span: whole(scope), detail: `the prepared statement ${name}` },
];

import type { Operation } from '../../../model/operation.ts';
import type { Lock } from '../../../model/effect.ts';
import { afterWord, expressionText } from './clauses.ts';
import { constantText, expression, isStringConstant } from './expression.ts';
import { relationName } from './name.ts';
import { asKind, inside, is, kindOf, node, nodes, text, type Node, type Source, type Wrapped } from './node.ts';
import { isLimited, isUnfiltered, NO_QUERY, queryOf } from './query.ts';
import { selectInto } from './create.ts';

const RETURNING: ReadonlySet<string> = new Set(['returning']);

/** SELECT, INSERT, UPDATE, DELETE, MERGE and what stands in their WITH. */
export function data(source: Source, wrapped: Wrapped): Operation[] {
  const statement = inside(wrapped);
  const within = nodes(node(statement['withClause'])['ctes']).flatMap((cte) => {
    const inner = inside(cte)['ctequery'] as Wrapped;
    return kindOf(inner) === 'SelectStmt' ? [] : data(source, inner);
  });
  return [...within, ...own(source, wrapped, statement)];
}

function own(source: Source, wrapped: Wrapped, statement: Node): Operation[] {
  const { span } = source;
  const relation = node(statement['relation']);
  const base = { span, table: relationName(relation), only: !is(relation['inh']) };
  switch (kindOf(wrapped)) {
    case 'SelectStmt':
      return select(source, statement);
    case 'InsertStmt': {
      const from = asKind(statement['selectStmt'], 'SelectStmt');
      const columns = nodes(statement['cols']).map((each) => text(inside(each)['name']));
      const rows = nodes(from?.['valuesLists']);
      const conflict = node(statement['onConflictClause'])['action'];
      return [{
        ...base, kind: 'insert',
        columns: columns.length === 0 ? undefined : columns,
        source: from === undefined ? 'default' : rows.length > 0 ? 'values' : 'select',
        rows: rows.length,
        onConflict: conflict === 'ONCONFLICT_NOTHING' ? 'nothing' : conflict === 'ONCONFLICT_UPDATE' ? 'update' : undefined,
        query: from === undefined ? NO_QUERY : queryOf({ SelectStmt: withOuter(from, statement) }),
        strings: rows.slice(0, ROWS_LOOKED_AT).flatMap((row) => nodes(inside(row)['items']).flatMap((value, at) => {
          const plain = asKind(value, 'TypeCast')?.['arg'] as Wrapped | undefined ?? value;
          return isStringConstant(plain) ? [{ column: columns[at] ?? at, value: constantText(plain) ?? '' }] : [];
        })),
      }];
    }
    case 'UpdateStmt': {
      const targets = nodes(statement['targetList']).map((each) => inside(each));
      return [{
        ...base, kind: 'update',
        columns: targets.map((each) => text(each['name'])),
        where: whereOf(source, statement),
        limited: isLimited(statement['whereClause']) || isLimited(statement['fromClause']),
        query: queryOf({ Source: { targetList: statement['targetList'], whereClause: statement['whereClause'], fromClause: statement['fromClause'], withClause: statement['withClause'] } }, isUnfiltered(statement['whereClause'])),
        strings: targets.flatMap((each) => {
          const value = each['val'] as Wrapped;
          const plain = asKind(value, 'TypeCast')?.['arg'] as Wrapped | undefined ?? value;
          return isStringConstant(plain) ? [{ column: text(each['name']), value: constantText(plain) ?? '' }] : [];
        }),
      }];
    }
    case 'DeleteStmt':
      return [{
        ...base, kind: 'delete',
        where: whereOf(source, statement),
        limited: isLimited(statement['whereClause']) || isLimited(statement['usingClause']),
        query: queryOf({ Source: { whereClause: statement['whereClause'], fromClause: statement['usingClause'], withClause: statement['withClause'] } }, isUnfiltered(statement['whereClause'])),
      }];
    case 'MergeStmt':
      return [{ ...base, kind: 'merge', query: queryOf({ Source: { sourceRelation: statement['sourceRelation'], joinCondition: statement['joinCondition'], withClause: statement['withClause'], mergeWhenClauses: statement['mergeWhenClauses'] } }) }];
    default:
      return [];
  }
}

/** Values of a huge INSERT beyond these are like those before. */
const ROWS_LOOKED_AT = 100;

const withOuter = (select: Node, statement: Node): Node => (statement['withClause'] === undefined ? select : { ...select, withClause: statement['withClause'] });

function whereOf(source: Source, statement: Node) {
  const where = statement['whereClause'] as Wrapped | undefined;
  if (where === undefined) return undefined;
  const at = afterWord(source, source.span, 'where');
  return expression(where, at === undefined ? '' : expressionText(source, at, source.span.end, RETURNING));
}

export function select(source: Source, statement: Node): Operation[] {
  if (statement['intoClause'] !== undefined) return selectInto(source, statement);
  const { span } = source;
  const query = queryOf({ SelectStmt: statement });
  const settings = query.calls.flatMap(({ name, literals }): Operation[] => {
    const [setting, value, local] = literals;
    return name.name === 'set_config' && setting !== undefined && value !== undefined
      ? [{ kind: 'set-setting', span, name: setting.toLowerCase(), values: setting.toLowerCase() === 'search_path' ? splitPath(value) : [value], local: local === 'true' || local === 't' }]
      : [];
  });
  return [{ kind: 'select', span, query, how: 'select' }, ...settings];
}

export const splitPath = (value: string): readonly string[] => value.split(',').map((each) => each.trim().replace(/^"(.*)"$/, '$1'));

const MODES: readonly Lock[] = ['ACCESS SHARE', 'ROW SHARE', 'ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE'];

export const lockTable = ({ span }: Source, statement: Node): Operation[] => {
  const relations = nodes(statement['relations']).map((each) => inside(each));
  return [{
    kind: 'lock-table', span,
    tables: relations.map(relationName),
    mode: MODES[Number(statement['mode'] ?? 8) - 1] ?? 'ACCESS EXCLUSIVE',
    nowait: is(statement['nowait']),
    only: relations.some((each) => !is(each['inh'])),
  }];
};

export const truncate = ({ span }: Source, statement: Node): Operation[] => {
  const relations = nodes(statement['relations']).map((each) => inside(each));
  return [{
    kind: 'truncate', span,
    tables: relations.map(relationName),
    only: relations.length > 0 && relations.every((each) => !is(each['inh'])),
    cascade: statement['behavior'] === 'DROP_CASCADE',
    restartIdentity: is(statement['restart_seqs']),
  }];
};

export const copy = ({ span }: Source, statement: Node): Operation[] => {
  const option = (name: string): Node | undefined => nodes(statement['options']).map((each) => inside(each)).find((each) => each['defname'] === name);
  const freeze = option('freeze');
  const relation = statement['relation'];
  return [{
    kind: 'copy', span,
    table: relation === undefined ? undefined : relationName(node(relation)),
    from: is(statement['is_from']),
    freeze: freeze !== undefined && !['false', 'off', '0'].includes(optionText(freeze['arg'] as Wrapped | undefined)),
    program: is(statement['is_program']),
    query: statement['query'] === undefined ? undefined : queryOf(statement['query'] as Wrapped),
  }];
};
const optionText = (wrapped: Wrapped | undefined): string => text(inside(wrapped)['sval'] ?? inside(wrapped)['boolval']).toLowerCase();

/** EXPLAIN, PREPARE, DECLARE … CURSOR: what their statement would lock, without its doing. */
export function planned(source: Source, wrapped: Wrapped, how: 'prepare' | 'explain' | 'cursor'): Operation[] {
  if (kindOf(wrapped) === 'SelectStmt') return [{ kind: 'select', span: source.span, query: queryOf(wrapped), how }];
  const operations = data(source, wrapped);
  return operations.map((op): Operation => {
    if (op.kind !== 'insert' && op.kind !== 'update' && op.kind !== 'delete' && op.kind !== 'merge') return op;
    const target = { relation: op.table, columns: [], lock: 'ROW EXCLUSIVE' as const };
    return { kind: 'select', span: op.span, query: { ...op.query, reads: [target, ...op.query.reads] }, how };
  });
}


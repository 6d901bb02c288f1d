import type {
  AlterDomainStmt,
  AlterEnumStmt,
  CompositeTypeStmt,
  CreateDomainStmt,
  CreateEnumStmt,
  CreateRangeStmt,
  DefineStmt,
} from 'libpg-query';
import type { AlterDomain, Operation } from '../../../model/operation.ts';
import { element, following } from './clauses.ts';
import { parenthesised, readColumn } from './column.ts';
import { expression } from './expression.ts';
import { nameOf, relationName, type Scope, whole } from './scope.ts';
import { all, as, placeOf, strings } from './tree.ts';
import { typeName } from './type.ts';

export const createEnum = ({ typeName: type, vals }: CreateEnumStmt, scope: Scope): readonly Operation[] => [
  { kind: 'create-type', span: whole(scope), type: nameOf(type), form: 'enum', labels: strings(vals), attributes: [] },
];

export const createRange = ({ typeName: type }: CreateRangeStmt, scope: Scope): readonly Operation[] => [
  { kind: 'create-type', span: whole(scope), type: nameOf(type), form: 'range', labels: [], attributes: [] },
];

export function createComposite({ typevar, coldeflist }: CompositeTypeStmt, scope: Scope): readonly Operation[] {
  if (typevar === undefined) return [];
  const attributes = all(coldeflist, 'ColumnDef').map(({ colname = '', typeName: type }) => ({ name: colname, type: typeName(type) }));
  return [{ kind: 'create-type', span: whole(scope), type: relationName(typevar, scope), form: 'composite', labels: [], attributes }];
}

/** CREATE TYPE of a base type; also CREATE AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH …, which lock no relation. */
export function define({ kind, defnames, definition }: DefineStmt, scope: Scope): readonly Operation[] {
  const span = whole(scope);
  if (kind !== 'OBJECT_TYPE') return [{ kind: 'inert', span, what: `CREATE ${(kind ?? '').replace('OBJECT_', '')}` }];
  return [
    { kind: 'create-type', span, type: nameOf(defnames), form: definition === undefined ? 'shell' : 'base', labels: [], attributes: [] },
  ];
}

export function alterEnum(node: AlterEnumStmt, scope: Scope): readonly Operation[] {
  const base = { span: whole(scope), type: nameOf(node.typeName) };
  const { oldVal: old, newVal: value = '' } = node;
  if (old !== undefined) return [{ ...base, kind: 'rename-enum-value', value: old, to: value }];
  return [
    {
      ...base,
      kind: 'add-enum-value',
      value,
      ifNotExists: node.skipIfNewValExists === true,
      placed: node.newValNeighbor !== undefined,
      ...(node.newValNeighbor === undefined ? undefined : { neighbour: node.newValNeighbor }),
    },
  ];
}

export function createDomain(
  { domainname, typeName: type, collClause, constraints }: CreateDomainStmt,
  scope: Scope,
): readonly Operation[] {
  const { definition, constraints: read } = readColumn(
    { ...(constraints === undefined ? {} : { constraints }), ...(collClause === undefined ? {} : { collClause }) },
    scope.span.end,
    scope,
  );
  const checks = read.flatMap(({ node, reach }) =>
    node.contype === 'CONSTR_CHECK' && node.raw_expr !== undefined
      ? [{ name: node.conname, expression: parenthesised(node.raw_expr, reach, scope) }]
      : [],
  );
  return [
    {
      kind: 'create-domain',
      span: whole(scope),
      domain: nameOf(domainname),
      type: typeName(type),
      notNull: definition.notNull,
      default: definition.default,
      checks,
    },
  ];
}

export function alterDomain(node: AlterDomainStmt, scope: Scope): readonly Operation[] {
  const { subtype = '', typeName: type, name, def, missing_ok: ifExists = false } = node;
  const constraint = as(def, 'Constraint');
  const base = {
    kind: 'alter-domain',
    span: whole(scope),
    domain: nameOf(type),
    constraint: constraint?.conname ?? name,
    to: undefined,
    expression: undefined,
    valid: true,
    ifExists,
  } as const;
  const plain = PLAIN_ACTIONS[subtype];
  if (plain !== undefined) return [{ ...base, action: plain }];
  if (subtype === 'T') {
    if (def === undefined) return [{ ...base, action: 'drop-default' }];
    return [
      { ...base, action: 'set-default', expression: expression(def, following(scope.text, scope.span, 'default') ?? scope.span, scope) },
    ];
  }
  if (constraint === undefined) return [{ kind: 'inert', span: whole(scope), what: 'ALTER DOMAIN' }];
  const valid = constraint.skip_validation !== true;
  if (constraint.contype === 'CONSTR_NOTNULL' || constraint.raw_expr === undefined) return [{ ...base, action: 'add-not-null', valid }];
  const span = element(scope.text, { start: scope.locate(placeOf(constraint)), end: scope.span.end });
  return [{ ...base, action: 'add-check', expression: parenthesised(constraint.raw_expr, span, scope), valid }];
}

/** `AlterDomainType` in src/include/nodes/parsenodes.h, as characters. */
const PLAIN_ACTIONS: Readonly<Record<string, AlterDomain['action']>> = {
  N: 'drop-not-null',
  O: 'set-not-null',
  X: 'drop-constraint',
  V: 'validate',
};

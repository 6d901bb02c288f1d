import type { CreateSchemaStmt, Node } from 'libpg-query';
import type { Operation } from '../../../model/operation.ts';
import { type Scope, whole } from './scope.ts';
import { as } from './tree.ts';

/** CREATE SCHEMA; its elements are carried out after it, tables before what refers to them. */
export function createSchema(
  { schemaname, authrole, schemaElts = [], if_not_exists: ifNotExists = false }: CreateSchemaStmt,
  scope: Scope,
): readonly Operation[] {
  const schema = schemaname ?? authrole?.rolename ?? '';
  const create: Operation = { kind: 'create-schema', span: whole(scope), schema, ifNotExists };
  if (schemaElts.length === 0) return [create];
  const within = { schema, relations: new Set(schemaElts.flatMap((element) => definedBy(element) ?? [])) };
  const inOrder = schemaElts.toSorted((a, b) => rank(a) - rank(b));
  return [create, ...inOrder.flatMap((element) => scope.lower(element, { ...scope, within }))];
}

const definedBy = (element: Node): string | undefined =>
  (as(element, 'CreateStmt')?.relation ?? as(element, 'ViewStmt')?.view ?? as(element, 'CreateSeqStmt')?.sequence)?.relname;

/** Source: `transformCreateSchemaStmtElements` in src/backend/parser/parse_utilcmd.c */
const ORDER = ['CreateSeqStmt', 'CreateStmt', 'ViewStmt', 'IndexStmt', 'CreateTrigStmt', 'GrantStmt'];
const rank = (element: Node): number => ORDER.findIndex((tag) => tag in element);

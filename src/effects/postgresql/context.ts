import type { Catalog, Relation, Table } from '../../model/catalog.ts';
import { blocksOf, type Effect, type Effects, type Failure, type Lock, type RelationKind, type Work } from '../../model/effect.ts';
import { type Name, nameText } from '../../model/name.ts';
import type { Operation, OperationKind, OperationOf } from '../../model/operation.ts';
import type { Session } from '../../model/session.ts';
import { SOURCE } from './source.ts';

/** What a row of the table is given beside its operation. */
export interface Context {
  readonly before: Catalog;
  readonly session: Session;
  /** Major version of the server. */
  readonly version: number;
  /** All operations of the step, in the order in which they take effect. */
  readonly siblings: readonly Operation[];
}

export type Row<K extends OperationKind> = (op: OperationOf<K>, context: Context) => Effects;

export const NOTHING: Effects = { relations: [], fails: null };

export const failure = (code: string, message: string, certain = true): Failure => ({ code, message, certain });
/** It ends in an error before anybody could notice a lock. */
export const failing = (code: string, message: string, certain = true): Effects => ({
  relations: [],
  fails: failure(code, message, certain),
});
export const effects = (relations: readonly Effect[], fails: Failure | null = null): Effects => ({ relations, fails });

/** Beside the lock: how much is read or written, and why. */
export interface Cost {
  readonly work: Work;
  readonly because: string;
  readonly certain?: boolean;
}

/** The lock that an operation takes on one relation. */
export function take(relation: Relation, lock: Lock, source: string = SOURCE.alterTable, cost?: Cost): Effect {
  return {
    id: relation.id === UNKNOWN ? undefined : relation.id,
    schema: relation.schema,
    name: relation.name,
    kind: relation.kind,
    lock,
    blocks: blocksOf(lock),
    work: cost?.work ?? 'none',
    certain: cost?.certain ?? true,
    because: cost?.because ?? '',
    source,
  };
}

export const takeAll = (relations: readonly Relation[], lock: Lock, source: string = SOURCE.alterTable, cost?: Cost): Effect[] =>
  relations.map((relation) => take(relation, lock, source, cost));

/** Identity of a relation that no file created; it has no entry in the catalog. */
const UNKNOWN = -1;

/** A table of which the statement's own text is all that is known. */
function unknownTable(name: Name, kind: Table['kind'], context: Context): Table {
  return {
    id: UNKNOWN,
    schema: name.schema ?? context.session.searchPath[0] ?? 'public',
    name: name.name,
    kind,
    origin: 'assumed',
    transaction: 0,
    temporary: false,
    persistence: 'permanent',
    columns: [],
    complete: false,
    constraints: [],
    partitionBy: undefined,
    partitionOf: undefined,
    inherits: [],
    ofType: undefined,
    triggers: [],
    policies: [],
    rules: [],
    rowSecurity: false,
    statistics: [],
    accessMethod: 'heap',
    tablespace: undefined,
    clusterOn: undefined,
    replicaIdentity: 'default',
    rows: 'unknown',
    filled: undefined,
    deployment: 0,
  };
}

export const isTable = (relation: Relation | undefined): relation is Table =>
  relation?.kind === 'table' || relation?.kind === 'foreign-table';

/** Every server has its own catalogs. */
const isSystem = ({ schema, name }: Name): boolean =>
  schema === undefined ? name.startsWith('pg_') : schema === 'pg_catalog' || schema === 'information_schema';

/** The server's words for a relation that isn't there; "may" where no file ever mentioned it. DROP INDEX has a code of its own. */
export function missing(name: Name, context: Context, what = 'relation', code = '42P01'): Failure | null {
  if (isSystem(name)) return null;
  const presence = context.before.presence(name);
  const message = `${what} "${nameText(name)}" does not exist`;
  if (presence === 'absent') return failure(code, message);
  return presence === 'unknown' && context.before.hasHistory ? failure(code, message, false) : null;
}

/** As {@link missing}, for what is no relation and was never mentioned. */
export const perhapsMissing = (code: string, message: string, { before }: Context): Failure | null =>
  before.hasHistory ? failure(code, message, false) : null;

/** Hands on what is found under the name; a relation that no file mentions is taken as existing. */
export function onRelation(
  name: Name,
  assumed: RelationKind,
  ifExists: boolean,
  context: Context,
  then: (relation: Relation) => Effects,
  what = 'relation',
): Effects {
  const found = context.before.find(name);
  if (found !== undefined) return then(found);
  const fails = missing(name, context, what);
  if (fails?.certain === true) return ifExists ? NOTHING : effects([], fails);
  const result = then(unknownRelation(name, assumed, context));
  // IF EXISTS of a name that the history never mentions: it may well not be there.
  if (ifExists && fails !== null)
    return effects(
      result.relations.map((effect) => ({ ...effect, certain: false })),
      result.fails,
    );
  return fails === null || result.fails !== null ? result : effects(result.relations, fails);
}

function unknownRelation(name: Name, kind: RelationKind, context: Context): Relation {
  if (kind === 'table' || kind === 'foreign-table') return unknownTable(name, kind, context);
  const entry = {
    id: UNKNOWN,
    schema: name.schema ?? context.session.searchPath[0] ?? 'public',
    name: name.name,
    origin: 'assumed',
    transaction: 0,
    temporary: false,
  } as const;
  if (kind === 'view' || kind === 'matview')
    return { ...entry, kind, reads: [], functions: [], output: undefined, populated: true, rows: 'unknown', filled: undefined };
  if (kind === 'sequence') return { ...entry, kind, ownedBy: undefined, identity: false, type: 'int8', unlogged: false };
  return {
    ...entry,
    kind,
    table: UNKNOWN,
    unique: false,
    valid: true,
    method: 'btree',
    keys: [],
    include: [],
    where: undefined,
    constraint: undefined,
    parent: undefined,
    tablespace: undefined,
  };
}

/** As {@link onRelation}, for what works on tables only. */
export function onTable(name: Name, ifExists: boolean, context: Context, then: (table: Table) => Effects): Effects {
  return onRelation(name, 'table', ifExists, context, (relation) =>
    isTable(relation) ? then(relation) : failing('42809', `"${relation.name}" is not a table`),
  );
}

/** Rows that are there may refuse it; a table that was never filled can't. */
export const mayBreak = (tables: readonly Table[], code: string, message: string): Failure | null =>
  tables.some((table) => table.rows !== 'none') ? failure(code, message, false) : null;

/** The same statement adds the column, and nothing fills it: it is NULL in every row. */
export const isBornEmpty = (column: string, { siblings }: Context): boolean =>
  siblings.some(
    (each) =>
      each.kind === 'add-column' &&
      each.column === column &&
      each.definition.default === undefined &&
      each.definition.identity === undefined &&
      each.definition.generated === undefined &&
      !each.definition.type.serial,
  );

/** A transaction is open around the statement: what can't be undone is refused. */
export const inTransaction = (context: Context): boolean => context.session.transaction !== undefined;

/** Refused in a transaction block, in a function and in a string of several statements alike. */
export const notInTransaction = (what: string): Effects => failing('25001', `${what} cannot run inside a transaction block`);

import type {
  AlterPublicationStmt,
  CommentStmt,
  CreateExtensionStmt,
  CreatePublicationStmt,
  CreateStatsStmt,
  GrantStmt,
  Node,
  ObjectType,
} from 'libpg-query';
import type { AlterPublication, CommentOn, Operation } from '../../../model/operation.ts';
import { following, unwrapped } from './clauses.ts';
import { expression } from './expression.ts';
import { nameOf, nameOfParts, relationName, type Scope, whole } from './scope.ts';
import { all, options, placeOf, strings, textOf, words } from './tree.ts';

export const createExtension = (
  { extname: extension = '', if_not_exists: ifNotExists = false }: CreateExtensionStmt,
  scope: Scope,
): readonly Operation[] => [{ kind: 'create-extension', span: whole(scope), extension, ifNotExists }];

export function createStatistics(
  { relations, defnames, exprs, stat_types: types, if_not_exists: ifNotExists }: CreateStatsStmt,
  scope: Scope,
): readonly Operation[] {
  const [table] = all(relations, 'RangeVar');
  if (table === undefined) return [];
  const parts = all(exprs, 'StatsElem');
  return [
    {
      kind: 'create-statistics',
      span: whole(scope),
      table: relationName(table, scope),
      name: defnames === undefined ? undefined : nameOf(defnames),
      columns: parts.flatMap(({ name }) => name ?? []),
      expressions: parts.some(({ expr }) => expr !== undefined),
      ...(ifNotExists === true ? { ifNotExists: true as const } : undefined),
      ...(types === undefined ? undefined : { kinds: strings(types) }),
    },
  ];
}

export const createPublication = (
  { pubname, pubobjects, for_all_tables: allTables = false, options: given }: CreatePublicationStmt,
  scope: Scope,
): readonly Operation[] => [publication(pubname, 'create', pubobjects, allTables, given, scope)];

const ACTIONS: Readonly<Record<string, AlterPublication['action']>> = {
  AP_AddObjects: 'add',
  AP_DropObjects: 'drop',
  AP_SetObjects: 'set',
};

export function alterPublication(
  { pubname, pubobjects, action = 'AP_AddObjects', options: given }: AlterPublicationStmt,
  scope: Scope,
): readonly Operation[] {
  // SET (options) leaves the tables out, and the grammar the action.
  const does = given === undefined || pubobjects !== undefined ? (ACTIONS[action] ?? 'set') : 'options';
  return [publication(pubname, does, pubobjects, false, given, scope)];
}

function publication(
  name = '',
  action: AlterPublication['action'],
  objects: readonly Node[] | undefined,
  allTables: boolean,
  given: readonly Node[] | undefined,
  scope: Scope,
): Operation {
  const parts = all(objects, 'PublicationObjSpec');
  const tables = parts.flatMap(({ pubtable }) => {
    const { relation, columns, whereClause } = pubtable ?? {};
    if (relation === undefined) return [];
    const start = scope.locate(placeOf(relation));
    const where =
      whereClause === undefined
        ? undefined
        : expression(
            whereClause,
            unwrapped(scope.text, following(scope.text, { start, end: scope.span.end }, 'where') ?? scope.span),
            scope,
          );
    return [{ table: relationName(relation, scope), columns: strings(columns), where }];
  });
  const schemas = parts.flatMap((part) => (part.pubtable !== undefined ? [] : [part.name ?? 'CURRENT_SCHEMA']));
  const publish = textOf(options(given).get('publish'));
  return {
    kind: 'alter-publication',
    span: whole(scope),
    publication: name,
    action,
    tables,
    allTables,
    schemas,
    ...(publish === undefined ? {} : { publish: publish.toLowerCase().split(/[\s,]+/) }),
  };
}

const COMMENTED: { readonly [T in ObjectType]?: CommentOn['what'] } = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'matview',
  OBJECT_INDEX: 'index',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_FOREIGN_TABLE: 'foreign-table',
};
/** The last word names a part of the relation that the words before it name. */
const COMMENTED_PART: { readonly [T in ObjectType]?: CommentOn['what'] } = {
  OBJECT_COLUMN: 'column',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_POLICY: 'policy',
  OBJECT_RULE: 'rule',
};

export function commentOn({ objtype = 'OBJECT_TABLE', object }: CommentStmt, scope: Scope): readonly Operation[] {
  const base = { kind: 'comment-on', span: whole(scope) } as const;
  const parts = words(object);
  const relation = COMMENTED[objtype];
  if (relation !== undefined) return [{ what: relation, relation: nameOfParts(parts), name: undefined, ...base }];
  const part = COMMENTED_PART[objtype];
  if (part !== undefined) return [{ what: part, relation: nameOfParts(parts.slice(0, -1)), name: parts.at(-1), ...base }];
  return [{ what: 'other', relation: undefined, name: parts.at(-1), ...base }];
}

/** GRANT and REVOKE on relations lock them. */
export function grant({ is_grant: isGrant = false, targtype, objects }: GrantStmt, scope: Scope): readonly Operation[] {
  const relations = targtype === 'ACL_TARGET_OBJECT' ? all(objects, 'RangeVar').map((each) => relationName(each, scope)) : [];
  return [{ kind: 'grant', span: whole(scope), relations, grant: isGrant }];
}

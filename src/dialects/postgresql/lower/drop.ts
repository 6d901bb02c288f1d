import type { DropOwnedStmt, DropRoleStmt, DropStmt, Node, ObjectType, RoleSpec } from 'libpg-query';
import type { Name } from '../../../model/name.ts';
import type { DropAttached, DropObject, DropRelation, Operation } from '../../../model/operation.ts';
import { routineArguments } from './routine.ts';
import { nameOfParts, type Scope, whole } from './scope.ts';
import { all, as, strings, words } from './tree.ts';

const RELATIONS: { readonly [T in ObjectType]?: DropRelation['what'] } = {
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'matview',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_FOREIGN_TABLE: 'foreign-table',
};
const ATTACHED: { readonly [T in ObjectType]?: DropAttached['what'] } = {
  OBJECT_TRIGGER: 'trigger',
  OBJECT_RULE: 'rule',
  OBJECT_POLICY: 'policy',
};
const OBJECTS: { readonly [T in ObjectType]?: DropObject['what'] } = {
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'domain',
  OBJECT_SCHEMA: 'schema',
  OBJECT_EXTENSION: 'extension',
  OBJECT_COLLATION: 'collation',
  OBJECT_PUBLICATION: 'publication',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_FOREIGN_SERVER: 'server',
};

/** DROP of anything. */
export function drop(node: DropStmt, scope: Scope): readonly Operation[] {
  const { objects = [], removeType: type = 'OBJECT_TABLE' } = node;
  const base = { span: whole(scope), ifExists: node.missing_ok === true, cascade: node.behavior === 'DROP_CASCADE' };
  // A cast has no name.
  const names = objects.map(objectName).filter(({ name }) => name !== '');

  const relation = RELATIONS[type];
  if (relation !== undefined) return [{ kind: 'drop-relation', what: relation, names, ...base }];
  const attached = ATTACHED[type];
  if (attached !== undefined) return objects.map((object) => dropAttached(attached, object, base.ifExists, scope));
  switch (type) {
    case 'OBJECT_TABLE':
      return [{ kind: 'drop-table', tables: names, ...base }];
    case 'OBJECT_INDEX':
      return [{ kind: 'drop-index', indexes: names, concurrently: node.concurrent === true, ...base }];
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
    case 'OBJECT_AGGREGATE':
      return [
        {
          kind: 'drop-function',
          functions: objects.map((object, index) => ({
            name: names[index] ?? NAMELESS,
            arguments: routineArguments(as(object, 'ObjectWithArgs')),
          })),
          ...base,
        },
      ];
    default:
      return [{ kind: 'drop-object', what: OBJECTS[type] ?? 'other', names, ...base }];
  }
}

const NAMELESS: Name = { schema: undefined, name: '' };

/** Objects are named by a list of words, one word, a type, or a routine with its arguments. */
export function objectName(object: Node): Name {
  const parts = as(object, 'TypeName')?.names ?? as(object, 'ObjectWithArgs')?.objname;
  return nameOfParts(parts === undefined ? words(object) : strings(parts));
}

function dropAttached(what: DropAttached['what'], object: Node, ifExists: boolean, scope: Scope): Operation {
  const parts = words(object);
  return { kind: 'drop-attached', span: whole(scope), what, table: nameOfParts(parts.slice(0, -1)), name: parts.at(-1) ?? '', ifExists };
}

const roleNames = (roles: readonly Node[] | undefined): readonly Name[] =>
  all(roles, 'RoleSpec').map(({ rolename, roletype = '' }: Partial<Pick<RoleSpec, 'rolename'>> & { readonly roletype?: string }) => ({
    schema: undefined,
    name: rolename ?? roletype.replace('ROLESPEC_', '').toLowerCase(),
  }));

export const dropOwned = ({ roles, behavior }: DropOwnedStmt, scope: Scope): readonly Operation[] => [
  {
    kind: 'drop-object',
    span: whole(scope),
    what: 'owned',
    names: roleNames(roles),
    ifExists: false,
    cascade: behavior === 'DROP_CASCADE',
  },
];
export const dropRole = ({ roles, missing_ok: ifExists = false }: DropRoleStmt, scope: Scope): readonly Operation[] => [
  { kind: 'drop-object', span: whole(scope), what: 'role', names: roleNames(roles), ifExists, cascade: false },
];

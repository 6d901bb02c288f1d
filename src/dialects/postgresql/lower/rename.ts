import type { AlterObjectDependsStmt, AlterObjectSchemaStmt, ObjectType, RenameStmt } from 'libpg-query';
import type { AlterAttached, Operation, RenameObject } from '../../../model/operation.ts';
import { objectName } from './drop.ts';
import { onTable, relationWord } from './on-table.ts';
import { nameOf, relationName, type Scope, whole } from './scope.ts';
import { as } from './tree.ts';

const ATTACHED: { readonly [T in ObjectType]?: AlterAttached['what'] } = {
  OBJECT_TRIGGER: 'trigger',
  OBJECT_RULE: 'rule',
  OBJECT_POLICY: 'policy',
};
const OBJECTS: { readonly [T in ObjectType]?: RenameObject['what'] } = {
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'domain',
  OBJECT_SCHEMA: 'schema',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function',
  OBJECT_AGGREGATE: 'function',
};

/** ALTER … RENAME */
export function rename(node: RenameStmt, scope: Scope): readonly Operation[] {
  const { renameType = 'OBJECT_TABLE', relation, object, newname: to = '', subname = '' } = node;
  const span = whole(scope);
  if (relation === undefined) {
    if (renameType === 'OBJECT_DOMCONSTRAINT' && object !== undefined) {
      return [
        {
          kind: 'alter-domain',
          span,
          domain: objectName(object),
          action: 'rename-constraint',
          constraint: subname,
          to,
          expression: undefined,
          valid: true,
          ifExists: false,
        },
      ];
    }
    const what = OBJECTS[renameType];
    // Roles, databases, languages … : no relation depends on what they are called.
    const name = object === undefined ? { schema: undefined, name: subname } : objectName(object);
    return [{ kind: 'rename-object', span, what: what ?? 'other', name, to, toSchema: false }];
  }
  const on = { ...onTable(relation, node.relationType, node.missing_ok, scope), span };
  const word = relationWord(renameType);
  if (word !== undefined) return [{ kind: 'rename-relation', span, relation: on.table, as: word, to, ifExists: on.ifExists }];
  const attached = ATTACHED[renameType];
  if (attached !== undefined)
    return [{ kind: 'alter-attached', span, what: attached, table: on.table, name: subname, to, dependsOnExtension: false, columns: [] }];
  switch (renameType) {
    case 'OBJECT_COLUMN':
      return [{ kind: 'rename-column', column: subname, to, ...on }];
    case 'OBJECT_TABCONSTRAINT':
      return [{ ...on, as: 'table', kind: 'rename-constraint', constraint: subname, to }];
    case 'OBJECT_ATTRIBUTE':
      return [
        {
          kind: 'alter-composite-type',
          span,
          type: on.table,
          action: 'rename',
          attribute: subname,
          attributeType: undefined,
          cascade: node.behavior === 'DROP_CASCADE',
        },
      ];
    default:
      return [{ kind: 'inert', span, what: 'RENAME' }];
  }
}

/** ALTER … SET SCHEMA */
export function setSchema(
  { objectType, relation, object, newschema: to = '', missing_ok: ifExists = false }: AlterObjectSchemaStmt,
  scope: Scope,
): readonly Operation[] {
  const span = whole(scope);
  if (relation !== undefined)
    return [{ kind: 'set-schema', span, relation: relationName(relation, scope), as: relationWord(objectType) ?? 'table', to, ifExists }];
  if (object === undefined) return [];
  return [
    { kind: 'rename-object', span, what: OBJECTS[objectType ?? 'OBJECT_TYPE'] ?? 'other', name: objectName(object), to, toSchema: true },
  ];
}

/** ALTER … DEPENDS ON EXTENSION */
export function dependsOnExtension({ objectType, relation, object, extname }: AlterObjectDependsStmt, scope: Scope): readonly Operation[] {
  const span = whole(scope);
  if (relation !== undefined) {
    const what = ATTACHED[objectType ?? 'OBJECT_TABLE'];
    const on = onTable(relation, objectType, false, scope);
    if (what === undefined) return [{ ...on, span, kind: 'alter-relation', action: 'depends-on-extension', names: [extname?.sval ?? ''] }];
    const name = object === undefined ? '' : objectName(object).name;
    return [{ kind: 'alter-attached', span, what, table: on.table, name, to: undefined, dependsOnExtension: true, columns: [] }];
  }
  const routine = as(object, 'ObjectWithArgs');
  return routine === undefined
    ? [{ kind: 'inert', span, what: 'DEPENDS ON EXTENSION' }]
    : [{ kind: 'alter-function', span, function: nameOf(routine.objname), volatility: undefined, to: undefined }];
}

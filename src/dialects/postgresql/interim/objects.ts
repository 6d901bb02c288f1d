import type { AlterDomain, CreateType, DropObject, Operation } from '../../../model/operation.ts';
import { expression } from './expression.ts';
import { memberName, nameOf, nameOfList, objectName, relationName, typeName } from './name.ts';
import { asKind, inside, is, node, nodes, optional, strings, stringOf, text, type Node, type Source, type Wrapped } from './node.ts';
import { queryOf } from './query.ts';
import { wordOf } from './alter-table.ts';

// DROP, RENAME, SET SCHEMA, COMMENT, GRANT, types, domains, sequences, triggers, policies, publications.

const RELATIONS = { OBJECT_VIEW: 'view', OBJECT_MATVIEW: 'matview', OBJECT_SEQUENCE: 'sequence', OBJECT_FOREIGN_TABLE: 'foreign-table' } as const;
const OBJECTS: Readonly<Record<string, DropObject['what']>> = {
  OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'domain', OBJECT_SCHEMA: 'schema', OBJECT_EXTENSION: 'extension', OBJECT_COLLATION: 'collation', OBJECT_PUBLICATION: 'publication',
  OBJECT_STATISTIC_EXT: 'statistics', OBJECT_FOREIGN_SERVER: 'server', OBJECT_ROLE: 'role',
};
const ATTACHED = { OBJECT_TRIGGER: 'trigger', OBJECT_RULE: 'rule', OBJECT_POLICY: 'policy' } as const;
const has = <T extends object>(table: T, key: string): key is keyof T & string => key in table;

export function drop({ span }: Source, statement: Node): Operation[] {
  const type = text(statement['removeType']);
  const objects = nodes(statement['objects']);
  const ifExists = is(statement['missing_ok']);
  const cascade = statement['behavior'] === 'DROP_CASCADE';
  if (type === 'OBJECT_TABLE') return [{ kind: 'drop-table', span, tables: objects.map(objectName), ifExists, cascade }];
  if (type === 'OBJECT_INDEX') return [{ kind: 'drop-index', span, indexes: objects.map(objectName), concurrently: is(statement['concurrent']), ifExists, cascade }];
  if (has(RELATIONS, type)) return [{ kind: 'drop-relation', span, what: RELATIONS[type], names: objects.map(objectName), ifExists, cascade }];
  if (has(ATTACHED, type)) {
    return objects.map((each): Operation => {
      const { relation, member } = memberName(each);
      return { kind: 'drop-attached', span, what: ATTACHED[type], table: relation, name: member, ifExists };
    });
  }
  if (type === 'OBJECT_FUNCTION' || type === 'OBJECT_PROCEDURE' || type === 'OBJECT_ROUTINE' || type === 'OBJECT_AGGREGATE') {
    const functions = objects.map((each) => {
      const object = inside(each);
      return { name: objectName(each), arguments: is(object['args_unspecified']) ? undefined : nodes(object['objargs']).map(typeName) };
    });
    return [{ kind: 'drop-function', span, functions, ifExists, cascade }];
  }
  return [{ kind: 'drop-object', span, what: OBJECTS[type] ?? 'other', names: objects.map(objectName), ifExists, cascade }];
}

export function rename({ span }: Source, statement: Node): Operation[] {
  const type = text(statement['renameType']);
  const to = text(statement['newname']);
  const from = text(statement['subname']);
  const ifExists = is(statement['missing_ok']);
  const relation = statement['relation'] === undefined ? undefined : node(statement['relation']);
  const on = { table: relation === undefined ? { schema: undefined, name: '' } : relationName(relation), ifExists, only: relation !== undefined && !is(relation['inh']), as: wordOf(statement['relationType']) };
  switch (type) {
    case 'OBJECT_COLUMN':
      return [{ ...on, kind: 'rename-column', span, column: from, to }];
    case 'OBJECT_ATTRIBUTE':
      return [{ kind: 'alter-composite-type', span, type: on.table, action: 'rename', attribute: from, attributeType: undefined, cascade: statement['behavior'] === 'DROP_CASCADE' }];
    case 'OBJECT_TABCONSTRAINT':
      return [{ ...on, as: 'table', kind: 'rename-constraint', span, constraint: from, to }];
    case 'OBJECT_DOMCONSTRAINT':
      return [{ kind: 'alter-domain', span, domain: objectName(statement['object'] as Wrapped), action: 'rename-constraint', constraint: from, to, expression: undefined, valid: true, ifExists: false }];
    case 'OBJECT_TRIGGER': case 'OBJECT_RULE': case 'OBJECT_POLICY':
      return [{ kind: 'alter-attached', span, what: ATTACHED[type], table: on.table, name: from, to, dependsOnExtension: false, columns: [] }];
    case 'OBJECT_TABLE': case 'OBJECT_INDEX': case 'OBJECT_VIEW': case 'OBJECT_MATVIEW': case 'OBJECT_SEQUENCE': case 'OBJECT_FOREIGN_TABLE': {
      const as = wordOf(type);
      return [{ kind: 'rename-relation', span, relation: on.table, as: as === 'type' ? 'table' : as, to, ifExists }];
    }
    case 'OBJECT_SCHEMA':
      return [{ kind: 'rename-object', span, what: 'schema', name: { schema: undefined, name: from }, to, toSchema: false }];
    case 'OBJECT_TYPE': case 'OBJECT_DOMAIN': case 'OBJECT_FUNCTION': case 'OBJECT_PROCEDURE': case 'OBJECT_ROUTINE': {
      const what = type === 'OBJECT_TYPE' ? 'type' : type === 'OBJECT_DOMAIN' ? 'domain' : 'function';
      return [{ kind: 'rename-object', span, what, name: objectName(statement['object'] as Wrapped), to, toSchema: false }];
    }
    default:
      return [{ kind: 'rename-object', span, what: 'other', name: statement['object'] === undefined ? { schema: undefined, name: from } : objectName(statement['object'] as Wrapped), to, toSchema: false }];
  }
}

export function setSchema({ span }: Source, statement: Node): Operation[] {
  const to = text(statement['newschema']);
  const type = text(statement['objectType']);
  if (statement['relation'] !== undefined) {
    const as = wordOf(type);
    return [{ kind: 'set-schema', span, relation: relationName(node(statement['relation'])), as: as === 'type' ? 'table' : as, to, ifExists: is(statement['missing_ok']) }];
  }
  const what = ({ OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'domain', OBJECT_FUNCTION: 'function', OBJECT_PROCEDURE: 'function', OBJECT_ROUTINE: 'function' } as const)[type] ?? 'other';
  return [{ kind: 'rename-object', span, what, name: objectName(statement['object'] as Wrapped), to, toSchema: true }];
}

const COMMENTED = { OBJECT_TABLE: 'table', OBJECT_VIEW: 'view', OBJECT_MATVIEW: 'matview', OBJECT_INDEX: 'index', OBJECT_SEQUENCE: 'sequence', OBJECT_FOREIGN_TABLE: 'foreign-table' } as const;
const COMMENTED_MEMBER = { OBJECT_COLUMN: 'column', OBJECT_TABCONSTRAINT: 'constraint', OBJECT_TRIGGER: 'trigger', OBJECT_POLICY: 'policy', OBJECT_RULE: 'rule' } as const;

export function commentOn({ span }: Source, statement: Node): Operation[] {
  const type = text(statement['objtype']);
  const object = statement['object'] as Wrapped;
  if (has(COMMENTED, type)) return [{ kind: 'comment-on', span, what: COMMENTED[type], relation: objectName(object), name: undefined }];
  if (has(COMMENTED_MEMBER, type)) {
    const { relation, member } = memberName(object);
    return [{ kind: 'comment-on', span, what: COMMENTED_MEMBER[type], relation, name: member }];
  }
  return [{ kind: 'comment-on', span, what: 'other', relation: undefined, name: undefined }];
}

export const grant = ({ span }: Source, statement: Node): Operation[] => {
  const onRelations = statement['targtype'] === 'ACL_TARGET_OBJECT' && ['OBJECT_TABLE', 'OBJECT_SEQUENCE', 'OBJECT_COLUMN'].includes(text(statement['objtype']));
  return [{ kind: 'grant', span, relations: onRelations ? nodes(statement['objects']).map((each) => relationName(inside(each))) : [], grant: is(statement['is_grant']) }];
};

// ---------------------------------------------------------------------------------------- types, domains, sequences

const createdType = (span: Source['span'], type: CreateType['type'], form: CreateType['form'], parts: Partial<CreateType> = {}): Operation[] => [
  { kind: 'create-type', span, type, form, labels: [], attributes: [], ...parts },
];
export const createEnum = ({ span }: Source, statement: Node): Operation[] => createdType(span, nameOfList(statement['typeName']), 'enum', { labels: strings(statement['vals']) });
export const createComposite = ({ span }: Source, statement: Node): Operation[] =>
  createdType(span, relationName(node(statement['typevar'])), 'composite', { attributes: nodes(statement['coldeflist']).map((each) => ({ name: text(inside(each)['colname']), type: typeName(inside(each)['typeName']) })) });
export const createRange = ({ span }: Source, statement: Node): Operation[] => createdType(span, nameOfList(statement['typeName']), 'range');
/** CREATE TYPE with functions, CREATE AGGREGATE, CREATE OPERATOR, CREATE COLLATION … */
export const define = ({ span }: Source, statement: Node): Operation[] =>
  statement['kind'] === 'OBJECT_TYPE'
    ? createdType(span, nameOfList(statement['defnames']), statement['definition'] === undefined ? 'shell' : 'base')
    : [{ kind: 'inert', span, what: text(statement['kind']) }];

export function alterEnum({ span }: Source, statement: Node): Operation[] {
  const type = nameOfList(statement['typeName']);
  const value = optional(statement['newVal']);
  const old = optional(statement['oldVal']);
  if (old !== undefined && value !== undefined) return [{ kind: 'rename-enum-value', span, type, value: old, to: value }];
  return [{ kind: 'add-enum-value', span, type, value: value ?? '', ifNotExists: is(statement['skipIfNewValExists']), placed: statement['newValNeighbor'] !== undefined }];
}

export function alterDomain({ span }: Source, statement: Node): Operation[] {
  const def = asKind(statement['def'], 'Constraint');
  const base = { kind: 'alter-domain' as const, span, domain: nameOfList(statement['typeName']), constraint: optional(statement['name']) ?? optional(def?.['conname']), to: undefined, expression: undefined, valid: true, ifExists: is(statement['missing_ok']) };
  const subtype = text(statement['subtype']);
  const action = ({ T: statement['def'] === undefined ? 'drop-default' : 'set-default', N: 'drop-not-null', O: 'set-not-null', C: def?.['contype'] === 'CONSTR_NOTNULL' ? 'add-not-null' : 'add-check', X: 'drop-constraint', V: 'validate' } as Readonly<Record<string, AlterDomain['action']>>)[subtype.replace(/^AD_/, '').slice(0, 1)] ?? DOMAIN[subtype];
  if (action === undefined) return [{ kind: 'opaque', span, reason: 'unmodelled', detail: `ALTER DOMAIN ${subtype}`, hint: undefined }];
  return [{ ...base, action, expression: action === 'add-check' ? expression(def?.['raw_expr'] as Wrapped, '') : undefined, valid: !is(def?.['skip_validation']) }];
}
const DOMAIN: Readonly<Record<string, AlterDomain['action']>> = { AD_AlterDefault: 'set-default', AD_DropNotNull: 'drop-not-null', AD_SetNotNull: 'set-not-null', AD_AddConstraint: 'add-check', AD_DropConstraint: 'drop-constraint', AD_ValidateConstraint: 'validate' };

const option = (statement: Node, name: string): Node | undefined => nodes(statement['options']).map((each) => inside(each)).find((each) => each['defname'] === name);
function ownedBy(statement: Node): { table: ReturnType<typeof nameOf>; column: string } | 'none' | undefined {
  const parts = strings(inside(option(statement, 'owned_by')?.['arg'] as Wrapped | undefined)['items']);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? 'none' : { table: nameOf(parts.slice(0, -1)), column: parts.at(-1) ?? '' };
}
const sequenceType = (statement: Node) => {
  const as = option(statement, 'as');
  return as === undefined ? undefined : typeName(as['arg']);
};
export const createSequence = ({ span }: Source, statement: Node): Operation[] => {
  const relation = node(statement['sequence']);
  const owner = ownedBy(statement);
  return [{ kind: 'create-sequence', span, sequence: relationName(relation), ifNotExists: is(statement['if_not_exists']), temporary: relation['relpersistence'] === 't', type: sequenceType(statement), ownedBy: owner === 'none' ? undefined : owner }];
};
export const alterSequence = ({ span }: Source, statement: Node): Operation[] => {
  const owner = ownedBy(statement);
  return [{ kind: 'alter-sequence', span, sequence: relationName(node(statement['sequence'])), ifExists: is(statement['missing_ok']), onlyOwnedBy: owner !== undefined && nodes(statement['options']).length === 1, ownedBy: owner, type: sequenceType(statement) }];
};

// ---------------------------------------------------------------------------------------- triggers, rules, policies, statistics, publications

const columnsIn = (wrapped: unknown): readonly string[] => (wrapped === undefined ? [] : expression(wrapped as Wrapped, '').columns);

export const createTrigger = ({ span }: Source, statement: Node): Operation[] => [{
  kind: 'create-trigger', span, table: relationName(node(statement['relation'])), name: text(statement['trigname']), replace: is(statement['replace']),
  function: nameOfList(statement['funcname']),
  columns: [...new Set([...strings(statement['columns']), ...columnsIn(statement['whenClause'])])],
  from: statement['constrrel'] === undefined ? undefined : relationName(node(statement['constrrel'])),
}];
export const createRule = ({ span }: Source, statement: Node): Operation[] => [
  { kind: 'create-rule', span, table: relationName(node(statement['relation'])), name: text(statement['rulename']), replace: is(statement['replace']) },
];
export function createPolicy({ span }: Source, statement: Node): Operation[] {
  const parts = [statement['qual'], statement['with_check']];
  return [{ kind: 'create-policy', span, table: relationName(node(statement['table'])), name: text(statement['policy_name']), columns: parts.flatMap(columnsIn), relations: parts.flatMap((part) => (part === undefined ? [] : expression(part as Wrapped, '').relations)) }];
}
export const alterPolicy = ({ span }: Source, statement: Node): Operation[] => [
  { kind: 'alter-attached', span, what: 'policy', table: relationName(node(statement['table'])), name: text(statement['policy_name']), to: undefined, dependsOnExtension: false, columns: [statement['qual'], statement['with_check']].flatMap(columnsIn) },
];
export function dependsOnExtension({ span }: Source, statement: Node): Operation[] {
  const type = text(statement['objectType']);
  const relation = statement['relation'] === undefined ? undefined : relationName(node(statement['relation']));
  if (relation === undefined) return [{ kind: 'inert', span, what: 'DEPENDS ON EXTENSION' }];
  if (has(ATTACHED, type)) return [{ kind: 'alter-attached', span, what: ATTACHED[type], table: relation, name: strings(inside(statement['object'] as Wrapped)['items']).at(-1) ?? '', to: undefined, dependsOnExtension: true, columns: [] }];
  return [{ kind: 'alter-relation', span, table: relation, ifExists: false, only: false, as: wordOf(type), action: 'depends-on-extension', names: [stringOf(statement['extname'])] }];
}
export function createStatistics({ span }: Source, statement: Node): Operation[] {
  const elements = nodes(statement['exprs']).map((each) => inside(each));
  const [table] = nodes(statement['relations']);
  const names = strings(statement['defnames']);
  return [{ kind: 'create-statistics', span, table: relationName(inside(table)), name: names.length === 0 ? undefined : nameOf(names), columns: elements.flatMap((each) => optional(each['name']) ?? []), expressions: elements.some((each) => each['expr'] !== undefined) }];
}
export function publication({ span }: Source, statement: Node, created: boolean): Operation[] {
  const objects = nodes(statement['pubobjects']).map((each) => inside(each));
  const tables = objects.flatMap((each) => {
    const table = each['pubtable'];
    if (table === undefined) return [];
    const where = node(table)['whereClause'] as Wrapped | undefined;
    return [{ table: relationName(node(node(table)['relation'])), columns: strings(node(table)['columns']), where: where === undefined ? undefined : expression(where, '') }];
  });
  const schemas = objects.flatMap((each) => (each['pubtable'] === undefined ? [text(each['name'])] : []));
  const altered = ({ AP_AddObjects: 'add', AP_DropObjects: 'drop', AP_SetObjects: 'set' } as const)[text(statement['action'])];
  const action = created ? 'create' : tables.length === 0 && schemas.length === 0 ? 'options' : (altered ?? 'set');
  return [{ kind: 'alter-publication', span, publication: text(statement['pubname']), action, tables, allTables: is(statement['for_all_tables']), schemas }];
}

export const refresh = ({ span }: Source, statement: Node): Operation[] => [
  { kind: 'refresh-matview', span, view: relationName(node(statement['relation'])), concurrently: is(statement['concurrent']), withData: !is(statement['skipData']) },
];

/** Reads of a rule's or a policy's condition belong to their table; nothing else needs them. */
export const called = ({ span }: Source, statement: Node): Operation[] => {
  const call = node(statement['funccall']);
  const procedure = nameOfList(call['funcname']);
  return [{ kind: 'call', span, procedure, arguments: nodes(call['args']).length }, { kind: 'select', span, query: queryOf({ List: { items: call['args'] } }, false), how: 'select' }];
};


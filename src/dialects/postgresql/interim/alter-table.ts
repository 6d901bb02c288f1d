import type { AlterRelation, Operation, OperationKind } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import { afterWord, clauseSpans, expressionText, parenthesised } from './clauses.ts';
import { column, tableConstraint, type OnTable } from './column.ts';
import { expression } from './expression.ts';
import { nameOfList, relationName, typeName } from './name.ts';
import { asKind, inside, is, node, nodes, stringOf, text, type Node, type Source, type Wrapped } from './node.ts';
import { partitionBound } from './partition.ts';

const WORDS: Readonly<Record<string, OnTable['as']>> = {
  OBJECT_TABLE: 'table', OBJECT_INDEX: 'index', OBJECT_VIEW: 'view', OBJECT_MATVIEW: 'matview', OBJECT_SEQUENCE: 'sequence', OBJECT_FOREIGN_TABLE: 'foreign-table', OBJECT_TYPE: 'type',
};
export const wordOf = (objectType: unknown): OnTable['as'] => WORDS[text(objectType)] ?? 'table';

/** ALTER TABLE and its kin: an operation a clause, in the order in which the server's passes run them. */
export function alterTable(source: Source, statement: Node): Operation[] {
  const relation = node(statement['relation']);
  const on: OnTable = { table: relationName(relation), ifExists: is(statement['missing_ok']), only: !is(relation['inh']), as: wordOf(statement['objtype']) };
  const commands = nodes(statement['cmds']).map((each) => inside(each));
  const spans = clauseSpans(source, commands.length);
  const operations = commands.flatMap((command, at) => clause({ ...source, span: spans?.[at] ?? source.span }, command, on));
  return operations.length <= 1 ? operations : inPasses(operations);
}

/** Source: src/backend/commands/tablecmds.c, AT_PASS_… */
const PASS: { readonly [K in OperationKind]?: number } = {
  'drop-column': 0, 'drop-constraint': 0, 'drop-not-null': 0, 'drop-expression': 0,
  'alter-column-type': 1,
  'add-column': 2,
  'set-expression': 3,
  'add-not-null': 5,
  'set-not-null': 4, 'set-default': 4, 'drop-default': 4, 'add-identity': 4, 'alter-identity': 4, 'drop-identity': 4,
  'add-unique': 6, 'add-primary-key': 6, 'add-exclude': 6,
  'add-check': 7, 'add-foreign-key': 8,
};
const MISCELLANEOUS = 9;

function inPasses(operations: readonly Operation[]): Operation[] {
  return operations
    .map((op, at) => ({ op, at, pass: PASS[op.kind] ?? MISCELLANEOUS }))
    .sort((a, b) => a.pass - b.pass || a.at - b.at)
    .map(({ op }) => op);
}

const SIMPLE: Readonly<Record<string, AlterRelation['action']>> = {
  AT_SetLogged: 'set-logged', AT_SetUnLogged: 'set-unlogged', AT_SetAccessMethod: 'set-access-method', AT_SetTableSpace: 'set-tablespace',
  AT_SetRelOptions: 'set-options', AT_ResetRelOptions: 'reset-options', AT_ClusterOn: 'cluster-on', AT_DropCluster: 'without-cluster', AT_DropOids: 'without-oids',
  AT_ReplicaIdentity: 'replica-identity', AT_ChangeOwner: 'owner', AT_AddOf: 'of-type', AT_DropOf: 'not-of',
  AT_EnableRowSecurity: 'enable-row-security', AT_DisableRowSecurity: 'disable-row-security', AT_ForceRowSecurity: 'force-row-security', AT_NoForceRowSecurity: 'no-force-row-security',
  AT_EnableTrig: 'enable-trigger', AT_EnableAlwaysTrig: 'enable-trigger', AT_EnableReplicaTrig: 'enable-trigger', AT_EnableTrigAll: 'enable-trigger', AT_EnableTrigUser: 'enable-trigger',
  AT_DisableTrig: 'disable-trigger', AT_DisableTrigAll: 'disable-trigger', AT_DisableTrigUser: 'disable-trigger',
  AT_EnableRule: 'enable-rule', AT_EnableAlwaysRule: 'enable-rule', AT_EnableReplicaRule: 'enable-rule', AT_DisableRule: 'disable-rule',
  AT_GenericOptions: 'foreign-options',
};

const ATTRIBUTES: Readonly<Record<string, 'statistics' | 'storage' | 'compression' | 'options'>> = {
  AT_SetStatistics: 'statistics', AT_SetStorage: 'storage', AT_SetCompression: 'compression', AT_SetOptions: 'options', AT_ResetOptions: 'options', AT_AlterColumnGenericOptions: 'options',
};

function clause(source: Source, command: Node, on: OnTable): Operation[] {
  const { span } = source;
  const subtype = text(command['subtype']);
  const name = text(command['name']);
  const def = command['def'] as Wrapped | undefined;
  const missingOk = is(command['missing_ok']);
  const cascade = command['behavior'] === 'DROP_CASCADE';
  const base = { ...on, span };
  const onColumn = { ...base, column: name };
  const attribute = ATTRIBUTES[subtype];
  if (attribute !== undefined) return [{ ...onColumn, kind: 'set-column-attribute', attribute, column: name === '' ? String(command['num'] ?? '') : name }];
  const action = SIMPLE[subtype];
  if (action !== undefined) return [{ ...base, kind: 'alter-relation', action, names: namesFor(subtype, name, def, command) }];
  switch (subtype) {
    case 'AT_AddColumn': {
      const { definition, constraints } = column(source, inside(def), on);
      return [{ ...base, kind: 'add-column', column: definition.name, definition, ifNotExists: missingOk }, ...constraints];
    }
    case 'AT_DropColumn':
      return [{ ...onColumn, kind: 'drop-column', columnIfExists: missingOk, cascade }];
    case 'AT_AlterColumnType': {
      const definition = inside(def);
      const collation = nodes(node(definition['collClause'])['collname']);
      const using = definition['raw_default'] as Wrapped | undefined;
      const usingAt = using === undefined ? undefined : afterWord(source, span, 'using');
      return [{
        ...onColumn, kind: 'alter-column-type',
        type: typeName(definition['typeName']),
        collation: collation.length === 0 ? undefined : nameOfList(collation),
        using: using === undefined ? undefined : expression(using, usingAt === undefined ? '' : expressionText(source, usingAt)),
      }];
    }
    case 'AT_SetNotNull':
      return [{ ...onColumn, kind: 'set-not-null' }];
    case 'AT_DropNotNull':
      return [{ ...onColumn, kind: 'drop-not-null' }];
    case 'AT_ColumnDefault': {
      if (def === undefined) return [{ ...onColumn, kind: 'drop-default' }];
      const at = afterWord(source, span, 'default');
      return [{ ...onColumn, kind: 'set-default', default: expression(def, at === undefined ? '' : expressionText(source, at)) }];
    }
    case 'AT_AddIdentity':
      return [{ ...onColumn, kind: 'add-identity', always: inside(def)['generated_when'] === 'a' }];
    case 'AT_SetIdentity':
      return [{ ...onColumn, kind: 'alter-identity', restart: nodes(inside(def)['items']).some((each) => inside(each)['defname'] === 'restart') }];
    case 'AT_DropIdentity':
      return [{ ...onColumn, kind: 'drop-identity', identityIfExists: missingOk }];
    case 'AT_SetExpression':
      return [{ ...onColumn, kind: 'set-expression', expression: expression(def, parenthesised(source, afterWord(source, span, 'as') ?? span.start)) }];
    case 'AT_DropExpression':
      return [{ ...onColumn, kind: 'drop-expression', expressionIfExists: missingOk }];
    case 'AT_AddConstraint': {
      const constraint = inside(def);
      const lowered = tableConstraint(source, constraint, on, span, undefined);
      return lowered === undefined ? [opaque(span, `ADD CONSTRAINT (${text(constraint['contype'])})`)] : [lowered];
    }
    case 'AT_ValidateConstraint':
      return [{ ...base, kind: 'validate-constraint', constraint: name }];
    case 'AT_DropConstraint':
      return [{ ...base, kind: 'drop-constraint', constraint: name, constraintIfExists: missingOk, cascade }];
    case 'AT_AlterConstraint': {
      const constraint = inside(def);
      const written = source.text.slice(span.start, span.end);
      return [{
        ...base, kind: 'alter-constraint', constraint: text(constraint['conname']),
        enforced: /\benforced\b/i.test(written) ? !/\bnot\s+enforced\b/i.test(written) : undefined,
        inherit: /\binherit\s*$/i.test(written) ? !/\bno\s+inherit\s*$/i.test(written) : undefined,
      }];
    }
    case 'AT_AttachPartition': {
      const partition = asKind(def, 'PartitionCmd') ?? inside(def);
      const child = relationName(node(partition['name']));
      if (on.as === 'index') return [{ kind: 'attach-index', span, index: on.table, partition: child }];
      return [{ ...base, kind: 'attach-partition', partition: child, bound: partitionBound(node(partition['bound'])) }];
    }
    case 'AT_DetachPartition':
    case 'AT_DetachPartitionFinalize': {
      const partition = inside(def);
      return [{ ...base, kind: 'detach-partition', partition: relationName(node(partition['name'])), concurrently: is(partition['concurrent']), finalize: subtype === 'AT_DetachPartitionFinalize' }];
    }
    case 'AT_AddInherit':
    case 'AT_DropInherit':
      return [{ ...base, kind: 'inherit', parent: relationName(inside(def)), add: subtype === 'AT_AddInherit' }];
    default:
      return [opaque(span, subtype)];
  }
}

const opaque = (span: Span, detail: string): Operation => ({ kind: 'opaque', span, reason: 'unmodelled', detail, hint: undefined });

function namesFor(subtype: string, name: string, def: Wrapped | undefined, command: Node): readonly string[] {
  switch (subtype) {
    case 'AT_SetRelOptions':
    case 'AT_ResetRelOptions':
      return nodes(inside(def)['items']).map((each) => {
        const option = inside(each);
        const namespace = text(option['defnamespace']);
        return namespace === '' ? text(option['defname']) : `${namespace}.${text(option['defname'])}`;
      });
    case 'AT_ReplicaIdentity': {
      const identity = inside(def);
      const kind = text(identity['identity_type']);
      return [kind === 'i' ? text(identity['name']) : ({ f: 'FULL', n: 'NOTHING', d: 'DEFAULT' }[kind] ?? kind)];
    }
    case 'AT_ChangeOwner':
      return [text(node(command['newowner'])['rolename'])];
    case 'AT_AddOf':
      return [nameOfList(inside(def)['names']).name];
    case 'AT_EnableTrigAll':
    case 'AT_DisableTrigAll':
      return ['ALL'];
    case 'AT_EnableTrigUser':
    case 'AT_DisableTrigUser':
      return ['USER'];
    case 'AT_SetAccessMethod':
      return [name === '' ? 'DEFAULT' : name];
    default:
      return name === '' ? [stringOf(def)].filter((each) => each !== '') : [name];
  }
}

/** ALTER TYPE … ADD|DROP|ALTER ATTRIBUTE comes as an ALTER TABLE of a type. */
export function alterCompositeType(source: Source, statement: Node): Operation[] {
  const type = relationName(node(statement['relation']));
  const commands = nodes(statement['cmds']).map((each) => inside(each));
  const spans = clauseSpans(source, commands.length);
  return commands.map((command, at): Operation => {
    const span = spans?.[at] ?? source.span;
    const definition = inside(command['def'] as Wrapped | undefined);
    const action = ({ AT_AddColumn: 'add', AT_DropColumn: 'drop', AT_AlterColumnType: 'alter' } as const)[text(command['subtype'])];
    if (action === undefined) return command['subtype'] === 'AT_ChangeOwner' ? { kind: 'inert', span, what: 'ALTER TYPE … OWNER' } : opaque(span, `ALTER TYPE ${text(command['subtype'])}`);
    return {
      kind: 'alter-composite-type', span, type, action,
      attribute: text(command['name']) || text(definition['colname']),
      attributeType: definition['typeName'] === undefined ? undefined : typeName(definition['typeName']),
      cascade: command['behavior'] === 'DROP_CASCADE',
    };
  });
}

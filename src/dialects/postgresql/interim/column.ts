import type { AddCheck, AddExclude, AddForeignKey, AddNotNull, AddPrimaryKey, AddUnique, ColumnDefinition, IndexKey, Operation } from '../../../model/operation.ts';
import type { Name } from '../../../model/name.ts';
import type { Span } from '../../../model/source.ts';
import { AFTER_DEFAULT, elementSpan, expressionText, inlineSpan, parenthesised } from './clauses.ts';
import { expression } from './expression.ts';
import { nameOfList, relationName, typeName } from './name.ts';
import { asKind, inside, is, node, nodes, optional, placeOf, strings, text, type Node, type Source, type Wrapped } from './node.ts';

/** Keys of an operation on a table that all clauses of one ALTER TABLE share. */
export interface OnTable {
  readonly table: Name;
  readonly ifExists: boolean;
  readonly only: boolean;
  readonly as: 'table' | 'index' | 'view' | 'matview' | 'sequence' | 'foreign-table' | 'type';
}

/** A column, and the constraints that are written with it, lifted out. */
export interface LoweredColumn {
  readonly definition: ColumnDefinition;
  readonly constraints: readonly Operation[];
}

export function column(source: Source, definition: Node, on: OnTable): LoweredColumn {
  const name = text(definition['colname']);
  const all = nodes(definition['constraints']).map((each) => inside(each));
  const places = all.map((each) => placeOf(source, each));
  const byType = (type: string): Node | undefined => all.find((each) => each['contype'] === type);
  const withDefault = byType('CONSTR_DEFAULT');
  const generated = byType('CONSTR_GENERATED');
  const identity = byType('CONSTR_IDENTITY');
  const defaultAt = withDefault === undefined ? undefined : placeOf(source, withDefault);
  const collation = nodes(node(definition['collClause'])['collname']);
  return {
    definition: {
      name,
      type: typeName(definition['typeName']),
      notNull: all.some((each) => each['contype'] === 'CONSTR_NOTNULL'),
      default: withDefault === undefined ? undefined : expression(withDefault['raw_expr'] as Wrapped, defaultAt === undefined ? '' : expressionText(source, defaultAt + 'DEFAULT'.length, source.span.end, AFTER_DEFAULT)),
      identity: identity === undefined ? undefined : { always: identity['generated_when'] === 'a' },
      generated: generated === undefined ? undefined : { stored: generated['generated_kind'] !== 'v', expression: expression(generated['raw_expr'] as Wrapped, parenthesised(source, placeOf(source, generated) ?? source.span.start)) },
      collation: collation.length === 0 ? undefined : nameOfList(collation),
    },
    constraints: all.flatMap((each, at) => {
      const place = places[at];
      const span = place === undefined ? source.span : inlineSpan(source, place, places.slice(at + 1).find((next) => next !== undefined && next > place));
      return tableConstraint(source, { ...each, inlineAttributes: attributesAfter(all, at) }, on, span, name) ?? [];
    }),
  };
}

/** DEFERRABLE, NOT ENFORCED … stand as constraints of their own behind the one that they are about. */
function attributesAfter(all: readonly Node[], at: number): readonly string[] {
  const found: string[] = [];
  for (const each of all.slice(at + 1)) {
    const type = text(each['contype']);
    if (!type.startsWith('CONSTR_ATTR_')) break;
    found.push(type);
  }
  return found;
}

const ON_DELETE: Readonly<Record<string, AddForeignKey['onDelete']>> = { a: 'no-action', r: 'restrict', c: 'cascade', n: 'set-null', d: 'set-default' };

/** A Constraint node as an operation; undefined for those that are part of the column (NOT NULL, DEFAULT …). `column`: it is written with that column. */
export function tableConstraint(source: Source, constraint: Node, on: OnTable, span: Span, inlineColumn: string | undefined, inTable = false): Operation | undefined {
  const inline = inlineColumn !== undefined || inTable;
  const base = { ...on, span, inline, name: optional(constraint['conname']) };
  const attributes = (constraint['inlineAttributes'] as readonly string[] | undefined) ?? [];
  const enforced = !attributes.includes('CONSTR_ATTR_NOT_ENFORCED') && (is(constraint['is_enforced']) || !notEnforcedWritten(source, span));
  const columns = (key: string): readonly string[] => (inlineColumn === undefined ? strings(constraint[key]) : [inlineColumn]);
  const deferrable = is(constraint['deferrable']) || attributes.includes('CONSTR_ATTR_DEFERRABLE');
  switch (constraint['contype']) {
    case 'CONSTR_CHECK':
      return {
        ...base, kind: 'add-check', enforced,
        expression: expression(constraint['raw_expr'] as Wrapped, parenthesised(source, span.start)),
        valid: inline || !is(constraint['skip_validation']),
        noInherit: is(constraint['is_no_inherit']),
      } satisfies AddCheck;
    case 'CONSTR_FOREIGN': {
      return {
        ...base, kind: 'add-foreign-key', enforced, deferrable,
        columns: columns('fk_attrs'),
        references: relationName(node(constraint['pktable'])),
        referencedColumns: strings(constraint['pk_attrs']),
        valid: inline || !is(constraint['skip_validation']),
        onDelete: ON_DELETE[text(constraint['fk_del_action'])] ?? 'no-action',
        period: is(constraint['fk_with_period']),
      } satisfies AddForeignKey;
    }
    case 'CONSTR_UNIQUE':
    case 'CONSTR_PRIMARY':
      return {
        ...base, kind: constraint['contype'] === 'CONSTR_UNIQUE' ? 'add-unique' : 'add-primary-key',
        columns: columns('keys'),
        usingIndex: optional(constraint['indexname']),
        deferrable,
        withoutOverlaps: is(constraint['without_overlaps']),
        notValid: is(constraint['skip_validation']),
      } satisfies AddUnique | AddPrimaryKey;
    case 'CONSTR_EXCLUSION':
      return {
        ...base, kind: 'add-exclude',
        keys: nodes(constraint['exclusions']).map((pair) => indexKey(source, inside(nodes(inside(pair)['items'])[0]))),
        method: optional(constraint['access_method']) ?? 'btree',
        notValid: is(constraint['skip_validation']),
      } satisfies AddExclude;
    case 'CONSTR_NOTNULL':
      return inline ? undefined : ({
        ...base, kind: 'add-not-null',
        column: strings(constraint['keys'])[0] ?? '',
        valid: !is(constraint['skip_validation']),
        noInherit: is(constraint['is_no_inherit']),
      } satisfies AddNotNull);
    default:
      return undefined;
  }
}

const notEnforcedWritten = ({ text: whole }: Source, { start, end }: Span): boolean => /\bnot\s+enforced\b/i.test(whole.slice(start, end));

export function indexKey(source: Source, element: Node): IndexKey {
  const collation = nodes(element['collation']);
  const place = placeOf(source, element);
  return {
    column: optional(element['name']),
    expression: element['expr'] === undefined ? undefined : expression(element['expr'] as Wrapped, place === undefined ? '' : source.text.slice(place, elementSpan(source, place).end)),
    collation: collation.length === 0 ? undefined : nameOfList(collation),
    operatorClass: nodes(element['opclass']).length === 0 ? undefined : nameOfList(element['opclass']).name,
  };
}
export const isConstraint = (wrapped: Wrapped): boolean => asKind(wrapped, 'Constraint') !== undefined;

import type { Constraint } from 'libpg-query';
import type { AddForeignKey, Operation } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import { constraintSpan, parenthesised, type ReadConstraint } from './column.ts';
import { indexKeys } from './index-key.ts';
import type { OnTable } from './on-table.ts';
import { relationName, type Scope } from './scope.ts';
import { all, as, strings } from './tree.ts';

const ACTIONS: Readonly<Record<string, AddForeignKey['onDelete']>> = {
  a: 'no-action',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
};

export interface ConstraintPlace {
  readonly on: Omit<OnTable, 'span'>;
  /** In the scope's text. */
  readonly span: Span;
  readonly inline: boolean;
  /** The table is new: there are no rows that NOT VALID could spare. */
  readonly isNew: boolean;
  /** The column that it stands with. */
  readonly column: string | undefined;
}

/** A constraint as the operation that adds it; undefined for what is part of a column's definition. */
export function addConstraint(node: Constraint, { on, span, inline, isNew, column }: ConstraintPlace, scope: Scope): Operation | undefined {
  const base = { table: on.table, ifExists: on.ifExists, only: on.only, as: on.as, span: scope.inFile(span), inline, name: node.conname };
  const enforced = node.is_enforced === true;
  const valid = node.skip_validation !== true || (isNew && enforced);
  switch (node.contype) {
    case 'CONSTR_CHECK':
      if (node.raw_expr === undefined) return undefined;
      return {
        kind: 'add-check',
        expression: parenthesised(node.raw_expr, span, scope),
        valid,
        enforced,
        noInherit: node.is_no_inherit === true,
        ...base,
      };
    case 'CONSTR_FOREIGN':
      if (node.pktable === undefined) return undefined;
      return {
        kind: 'add-foreign-key',
        columns: column === undefined ? strings(node.fk_attrs) : [column],
        references: relationName(node.pktable, scope),
        referencedColumns: strings(node.pk_attrs),
        valid,
        enforced,
        deferrable: isDeferrable(node),
        ...(node.initdeferred === true ? { deferred: true as const } : undefined),
        onDelete: ACTIONS[node.fk_del_action ?? 'a'] ?? 'no-action',
        ...(node.fk_upd_action === undefined || node.fk_upd_action === 'a'
          ? undefined
          : { onUpdate: ACTIONS[node.fk_upd_action] ?? 'no-action' }),
        period: node.fk_with_period === true,
        ...base,
      };
    case 'CONSTR_UNIQUE':
    case 'CONSTR_PRIMARY': {
      const key = {
        columns: column === undefined ? strings(node.keys) : [column],
        usingIndex: node.indexname,
        deferrable: isDeferrable(node),
        withoutOverlaps: node.without_overlaps === true,
        ...base,
      };
      return node.contype === 'CONSTR_UNIQUE' ? { kind: 'add-unique', ...key } : { kind: 'add-primary-key', ...key };
    }
    case 'CONSTR_EXCLUSION': {
      const elements = (node.exclusions ?? []).flatMap((each) => as(each, 'List')?.items?.[0] ?? []);
      return {
        kind: 'add-exclude',
        keys: indexKeys(all(elements, 'IndexElem'), span, scope),
        method: node.access_method ?? 'btree',
        ...base,
      };
    }
    case 'CONSTR_NOTNULL':
      if (column !== undefined) return undefined;
      return { kind: 'add-not-null', column: strings(node.keys)[0] ?? '', valid, noInherit: node.is_no_inherit === true, ...base };
    default:
      return undefined;
  }
}

const isDeferrable = ({ deferrable, initdeferred }: Constraint): boolean => deferrable === true || initdeferred === true;

const LIFTED: ReadonlySet<Constraint['contype']> = new Set<Constraint['contype']>([
  'CONSTR_CHECK',
  'CONSTR_FOREIGN',
  'CONSTR_UNIQUE',
  'CONSTR_PRIMARY',
]);

/** A constraint in a column's definition; undefined for NOT NULL, DEFAULT and their like, which stay in the definition. */
export const liftConstraint = (
  read: ReadConstraint,
  place: Pick<ConstraintPlace, 'on' | 'isNew' | 'column'>,
  scope: Scope,
): Operation | undefined =>
  LIFTED.has(read.node.contype)
    ? addConstraint(read.node, { ...place, span: constraintSpan(read, scope), inline: true }, scope)
    : undefined;

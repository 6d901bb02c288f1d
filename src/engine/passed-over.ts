import type { Catalog } from '../model/catalog.ts';
import type { Operation } from '../model/operation.ts';
import type { Target } from '../model/target.ts';

/**
 * Without what IF NOT EXISTS passes over together with its table or column: constraints written inside the definition.
 * PostgreSQL up to 12 added the constraints of a column all the same (seen on 12: CHECK reads all rows, UNIQUE builds its index, REFERENCES locks).
 */
export function withoutPassedOver(
  operations: readonly Operation[],
  before: Catalog,
  { dialect, version: [major] }: Target,
): readonly Operation[] {
  if (operations.length < 2) return operations;
  const kept = operations.filter((op) => isThere(op, before));
  if (kept.length === 0) return operations;
  const adds = dialect === 'postgresql' && major < 13;
  return operations.filter(
    (op) => !('inline' in op) || !op.inline || (adds && kept[0]?.kind === 'add-column') || !kept.some((each) => holds(each, op)),
  );
}

/** A definition that is skipped, since something of that name stands there. */
function isThere(op: Operation, before: Catalog): boolean {
  if (op.kind === 'create-table') {
    const found = op.ifNotExists ? before.find(op.table) : undefined;
    return found !== undefined && (op.persistence !== 'temporary' || found.temporary);
  }
  return op.kind === 'add-column' && op.ifNotExists && before.table(op.table)?.columns.some((column) => column.name === op.column) === true;
}

/** The constraint stands inside the definition. A CREATE TABLE holds all that come with it. */
const holds = (definition: Operation, constraint: Operation): boolean =>
  definition.kind === 'create-table' || (definition.span.start <= constraint.span.start && constraint.span.end <= definition.span.end);

import type { Relation } from '../../model/catalog.ts';
import type { Expression } from '../../model/expression.ts';

const NONE: ReadonlySet<string> = new Set();
const known = new WeakMap<Relation, ReadonlySet<string>>();

/**
 * Names of all functions that a relation uses: in defaults, generated columns, checks, index keys, triggers, views. Looked up once for each of its
 * states, since a DROP asks all relations whether they use what it takes away, and nearly none does.
 */
export function callsOf(relation: Relation): ReadonlySet<string> {
  let names = known.get(relation);
  if (names === undefined) known.set(relation, (names = namesIn(relation)));
  return names;
}

function namesIn(relation: Relation): ReadonlySet<string> {
  const found: string[] = [];
  const add = (expression: Expression | undefined): void => expression?.calls.forEach((call) => found.push(call.name.name));
  switch (relation.kind) {
    case 'view':
    case 'matview':
      for (const { name } of relation.functions) found.push(name);
      break;
    case 'index':
      add(relation.where);
      for (const { expression } of relation.keys) add(expression);
      break;
    case 'table':
    case 'foreign-table':
      for (const column of relation.columns) {
        add(column.default);
        add(column.generated?.expression);
      }
      for (const { expression } of relation.constraints) add(expression);
      for (const trigger of relation.triggers) found.push(trigger.function.name);
      break;
    case 'sequence':
      break;
  }
  return found.length === 0 ? NONE : new Set(found);
}

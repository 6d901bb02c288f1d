import type { Operation, Reindex } from '../../../model/operation.ts';
import { constantText } from './expression.ts';
import { relationName } from './name.ts';
import { inside, is, node, nodes, optional, stringOf, text, type Node, type Source, type Wrapped } from './node.ts';

/** A boolean option of VACUUM, ANALYZE, REINDEX, CLUSTER: there without a value means on. */
function on(options: unknown, name: string): boolean {
  const option = nodes(options).map((each) => inside(each)).find((each) => each['defname'] === name);
  if (option === undefined) return false;
  const arg = option['arg'] as Wrapped | undefined;
  if (arg === undefined) return true;
  const value = (stringOf(arg) || constantText(arg) || text(inside(arg)['sval']) || String(inside(arg)['ival'] ?? inside(arg)['boolval'] ?? '')).toLowerCase();
  return !['false', 'off', 'no', '0', ''].includes(value);
}

export function vacuum({ span }: Source, statement: Node): Operation[] {
  const tables = nodes(statement['rels']).map((each) => relationName(node(inside(each)['relation'])));
  const { options } = statement;
  const skipLocked = on(options, 'skip_locked');
  if (!is(statement['is_vacuumcmd'])) return [{ kind: 'analyze', span, tables, skipLocked }];
  return [{ kind: 'vacuum', span, tables, full: on(options, 'full'), analyze: on(options, 'analyze'), skipLocked }];
}

const SCOPES: Readonly<Record<string, Reindex['scope']>> = { REINDEX_OBJECT_INDEX: 'index', REINDEX_OBJECT_TABLE: 'table', REINDEX_OBJECT_SCHEMA: 'schema', REINDEX_OBJECT_DATABASE: 'database', REINDEX_OBJECT_SYSTEM: 'system' };

export function reindex({ span }: Source, statement: Node): Operation[] {
  const scope = SCOPES[text(statement['kind'])] ?? 'table';
  const name = optional(statement['name']);
  const target = statement['relation'] === undefined ? (name === undefined ? undefined : { schema: undefined, name }) : relationName(node(statement['relation']));
  return [{ kind: 'reindex', span, scope, target, concurrently: on(statement['params'], 'concurrently') }];
}

export const cluster = ({ span }: Source, statement: Node): Operation[] => [
  { kind: 'cluster', span, table: statement['relation'] === undefined ? undefined : relationName(node(statement['relation'])), index: optional(statement['indexname']) },
];

export function moveTablespace({ span }: Source, statement: Node): Operation[] {
  const as = ({ OBJECT_INDEX: 'index', OBJECT_MATVIEW: 'matview' } as const)[text(statement['objtype'])] ?? 'table';
  return [{ kind: 'move-tablespace', span, as, from: text(statement['orig_tablespacename']), to: text(statement['new_tablespacename']) }];
}

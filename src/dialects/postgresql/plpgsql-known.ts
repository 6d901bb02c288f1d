import type { Parser } from './libpg-query.ts';
import { foldList, foldText, type Known, type Values } from './plpgsql-fold.ts';
import { rowsOf } from './plpgsql-rows.ts';

type Node = Readonly<Record<string, unknown>>;

/** Rounds of loops whose values are known; with more, a block builds its SQL from data. */
const MOST_ROUNDS = 100;

/** What the variables of a block hold, as far as it is written there. */
export interface KnownValues {
  /** Of variables that begin with a literal and are never given anything else. */
  readonly constants: Values;
  /** All values that are known in each round of a loop; its own variable is not among them where its values come from elsewhere. */
  rounds(tag: string, loop: Node, values: Values): readonly Values[];
}

export function knownValues(parser: Parser, datums: readonly Node[], action: Node): KnownValues {
  const nodes = nodesIn(action);
  const changed = changedBy(nodes, datums);
  const names = datums.map(nameOf);
  // A loop over numbers brings its own variable: many of one name are no trouble, as each is seen in its loop alone.
  const ownOfLoops = nodes.flatMap(([key, node]) => (key === 'PLpgSQL_stmt_fori' ? (boundIn(key, node, names) ?? []) : []));
  const count = (among: readonly (string | undefined)[], name: string): number => among.filter((each) => each === name).length;
  const isSteady = (name: string | undefined): name is string =>
    name !== undefined && !changed.has(name) && (count(names, name) === 1 || count(names, name) === count(ownOfLoops, name));

  const constants = new Map<string, Known | readonly Known[]>();
  const looped = loopVariables(nodes, names);
  for (const datum of datums) {
    const name = nameOf(datum);
    const query = queryOf(child(child(datum, 'PLpgSQL_var'), 'default_val'));
    if (query === undefined || !isSteady(name) || looped.has(name)) continue;
    const value = foldText(parser, query, constants) ?? foldList(parser, query, constants);
    if (value !== undefined) constants.set(name, value);
  }

  return {
    constants,
    rounds(tag, loop, values) {
      const bound = boundIn(tag, loop, names) ?? [];
      const outside = new Map(Array.from(values).filter(([name]) => !bound.includes(name)));
      const rows = bound.every((name) => isSteady(name.split('.')[0])) ? rowsIn(parser, tag, loop, values) : undefined;
      if (rows === undefined || rows.length === 0 || rows.length > MOST_ROUNDS) return [outside];
      return rows.map((row) => {
        const round = new Map(outside);
        row.forEach(([column, value], at) => {
          const [name] = bound;
          if (name?.endsWith('.') === true) round.set(`${name}${column}`, value);
          else if (bound[at] !== undefined) round.set(bound[at], value);
        });
        return round;
      });
    },
  };
}

/** Names of the variables that a loop fills: `name`, or `record.` for all its fields. */
function boundIn(tag: string, loop: Node, names: readonly (string | undefined)[]): readonly string[] | undefined {
  if (tag === 'PLpgSQL_stmt_foreach_a') {
    const name = names[Number(loop['varno'] ?? 0)];
    return name === undefined ? undefined : [name];
  }
  const variable = child(loop, 'var');
  const row = child(variable, 'PLpgSQL_row');
  if (row !== undefined) return list(row, 'fields').map((field) => String(field['name']));
  const record = child(variable, 'PLpgSQL_rec')?.['refname'];
  if (typeof record === 'string') return [`${record}.`];
  const own = child(variable, 'PLpgSQL_var')?.['refname'];
  return typeof own === 'string' ? [own] : undefined;
}

type Row = readonly (readonly [column: string, value: Known])[];

function rowsIn(parser: Parser, tag: string, loop: Node, values: Values): readonly Row[] | undefined {
  switch (tag) {
    case 'PLpgSQL_stmt_foreach_a':
      // With SLICE the variable holds arrays.
      return loop['slice'] === undefined
        ? foldList(parser, queryOf(child(loop, 'expr')) ?? '', values)?.map((value) => [['', value]])
        : undefined;
    case 'PLpgSQL_stmt_fors':
      return rowsOf(parser, queryOf(child(loop, 'query')) ?? '', values);
    case 'PLpgSQL_stmt_fori': {
      const [from = Number.NaN, to = Number.NaN, size = 1] = ['lower', 'upper', 'step'].map((key) => {
        const query = queryOf(child(loop, key));
        return query === undefined ? undefined : Number(foldText(parser, query, values) ?? Number.NaN);
      });
      const step = loop['reverse'] === true ? -size : size;
      const count = Math.floor((to - from) / step) + 1;
      if (!Number.isSafeInteger(count) || count > MOST_ROUNDS || size < 1) return undefined;
      return Array.from({ length: Math.max(0, count) }, (_, round) => [['', String(from + round * step)]]);
    }
    default:
      return undefined;
  }
}

/** Names of variables that are given a value by a statement other than a loop. */
function changedBy(nodes: readonly Keyed[], datums: readonly Node[]): ReadonlySet<string> {
  const changed = new Set<string>();
  const note = (number: unknown): void => {
    const datum = datums[Number(number ?? 0)];
    const parent = child(datum, 'PLpgSQL_recfield')?.['recparentno'];
    const name = nameOf(parent === undefined ? datum : datums[Number(parent)]);
    if (name !== undefined) changed.add(name);
  };
  for (const [key, node] of nodes) {
    if (key === 'PLpgSQL_stmt_assign') note(node['varno']);
    if (key === 'PLpgSQL_diag_item') note(node['target']);
    if (key !== 'target') continue;
    for (const field of list(child(node, 'PLpgSQL_row'), 'fields')) note(field['varno']);
    const record = child(node, 'PLpgSQL_rec');
    if (record !== undefined) note(record['dno']);
  }
  return changed;
}

/** Names of variables that a loop fills: outside it they hold something else than they began with. */
const loopVariables = (nodes: readonly Keyed[], names: readonly (string | undefined)[]): ReadonlySet<string> =>
  new Set(nodes.flatMap(([key, node]) => (key.startsWith('PLpgSQL_stmt_for') ? (boundIn(key, node, names) ?? []) : [])));

/** A node with the key that it stands under. */
type Keyed = readonly [key: string, node: Node];

/** Every object below a node. */
function nodesIn(node: Node): readonly Keyed[] {
  const found: Keyed[] = [];
  const open: Keyed[] = [['', node]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [, value] = next;
    if (!Array.isArray(value)) found.push(next);
    for (const key in value) {
      const below = value[key];
      if (typeof below === 'object' && below !== null) open.push([key, below as Node]);
    }
  }
  return found;
}

const nameOf = (datum: Node | undefined): string | undefined => {
  const name = (child(datum, 'PLpgSQL_var') ?? child(datum, 'PLpgSQL_rec'))?.['refname'];
  return typeof name === 'string' ? name : undefined;
};
const child = (node: Node | undefined, key: string): Node | undefined => node?.[key] as Node | undefined;
const list = (node: Node | undefined, key: string): readonly Node[] => (node?.[key] as readonly Node[] | undefined) ?? [];
const queryOf = (expression: Node | undefined): string | undefined => child(expression, 'PLpgSQL_expr')?.['query'] as string | undefined;

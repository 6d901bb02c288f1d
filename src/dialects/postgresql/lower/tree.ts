import type { Node, RangeVar } from 'libpg-query';
import type { ByteOffset } from '../offsets.ts';

// Reading libpg-query's trees: a node is an object with one key, its kind; what is false, 0 or empty is left out.

export type Tag = Node extends infer N ? (N extends unknown ? keyof N : never) : never;
export type NodeOf<T extends Tag> = Extract<Node, Readonly<Record<T, unknown>>>[T];

/** The node as that kind; undefined where it is another. */
export function as<T extends Tag>(node: Node | undefined, tag: T): NodeOf<T> | undefined {
  return node === undefined ? undefined : (node as unknown as Readonly<Partial<Record<T, NodeOf<T>>>>)[tag];
}

/** Of a list, the nodes of that kind. */
export function all<T extends Tag>(nodes: readonly Node[] | undefined, tag: T): readonly NodeOf<T>[] {
  if (nodes === undefined) return [];
  const found: NodeOf<T>[] = [];
  for (const node of nodes) {
    const each = as(node, tag);
    if (each !== undefined) found.push(each);
  }
  return found;
}

export const tagOf = (node: Node): Tag => {
  for (const tag in node) return tag as Tag;
  throw new TypeError('a node of the parse tree has no kind');
};

/** The words of a list of strings. */
export const strings = (nodes: readonly Node[] | undefined): readonly string[] => all(nodes, 'String').map(({ sval = '' }) => sval);

/** The words of a list node, or of a single string. */
export const words = (node: Node | undefined): readonly string[] => {
  const single = as(node, 'String');
  return single === undefined ? strings(as(node, 'List')?.items) : [single.sval ?? ''];
};

/** Options in parentheses by name, lower case; the last of a name holds. */
export const options = (nodes: readonly Node[] | undefined): ReadonlyMap<string, Node | undefined> =>
  new Map(all(nodes, 'DefElem').map(({ defname = '', arg }) => [defname.toLowerCase(), arg]));

/** An option's value as text. */
export function textOf(node: Node | undefined): string | undefined {
  const constant = as(node, 'A_Const');
  if (constant !== undefined) {
    return (
      constant.sval?.sval ??
      constant.fval?.fval ??
      (constant.ival === undefined ? undefined : String(constant.ival.ival ?? 0)) ??
      boolText(constant.boolval)
    );
  }
  return (
    as(node, 'String')?.sval ??
    as(node, 'Float')?.fval ??
    numberText(as(node, 'Integer')) ??
    boolText(as(node, 'Boolean')) ??
    as(as(node, 'TypeName')?.names?.at(-1), 'String')?.sval
  );
}
const boolText = (bool: { readonly boolval?: boolean } | undefined): string | undefined =>
  bool === undefined ? undefined : String(bool.boolval ?? false);
const numberText = (number: { readonly ival?: number } | undefined): string | undefined =>
  number === undefined ? undefined : String(number.ival ?? 0);

/** A boolean option is on when it is named without a value. Source: `defGetBoolean` */
export const isOn = (given: ReadonlyMap<string, Node | undefined>, name: string): boolean => {
  if (!given.has(name)) return false;
  const value = given.get(name);
  return value === undefined || !['false', 'off', '0'].includes((textOf(value) ?? '').toLowerCase());
};

/** Places are counted in bytes; a place left out is 0. */
export const placeOf = (node: { readonly location?: number } | undefined): ByteOffset | undefined =>
  node?.location as ByteOffset | undefined;

/** ONLY is written before it. */
export const isOnly = (relation: RangeVar | undefined): boolean => relation?.inh !== true;

import type { ByteOffset, Locate } from '../offsets.ts';
import type { Span } from '../../../model/source.ts';

// The parse tree as libpg-query's JSON has it: a node is an object with one key, its kind. Only this folder knows its names.

/** The inside of a node. What is false, zero or empty is left out. */
export type Node = Readonly<Record<string, unknown>>;

/** A wrapped node: `{ RangeVar: { … } }`. */
export type Wrapped = Node;

const EMPTY: Node = {};
export const kindOf = (wrapped: Wrapped | undefined): string => {
  for (const key in wrapped) return key;
  return '';
};
export const inside = (wrapped: Wrapped | undefined): Node => {
  for (const key in wrapped) return wrapped[key] as Node;
  return EMPTY;
};
/** The inside of a node of that kind, undefined otherwise. */
export const asKind = (wrapped: unknown, kind: string): Node | undefined => (wrapped as Wrapped | undefined)?.[kind] as Node | undefined;

export const nodes = (value: unknown): readonly Wrapped[] => (value as readonly Wrapped[] | undefined) ?? [];
export const node = (value: unknown): Node => (value as Node | undefined) ?? EMPTY;
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const optional = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
export const is = (value: unknown): boolean => value === true;

/** The value of a String node. */
export const stringOf = (wrapped: unknown): string => text(asKind(wrapped, 'String')?.['sval']);
export const strings = (value: unknown): readonly string[] => nodes(value).map(stringOf);
/** The value of an Integer node; 0 is left out in the tree. */
export const integerOf = (wrapped: unknown): number => Number(asKind(wrapped, 'Integer')?.['ival'] ?? 0);

/** What lowering knows of the statement that it works on. */
export interface Source {
  /** The whole file's text. */
  readonly text: string;
  readonly locate: Locate;
  /** The statement. */
  readonly span: Span;
}

/** Where a node begins, if the tree says so. */
export function placeOf(source: Source, value: Node): number | undefined {
  const location = value['location'];
  return typeof location === 'number' ? source.locate(location as ByteOffset) : undefined;
}

import type { Span } from '../model/source.ts';
import type { Scope } from './scope.ts';
import type { babel, Node } from './syntax.ts';
import type { Machine, Value } from './value.ts';

/** How a run of statements ended before its end. */
export type Ending = { readonly kind: 'return'; readonly value: Value } | { readonly kind: 'left' };

/** What the parts of the interpreter ask of one another. */
export interface Inner extends Machine {
  evaluate(node: Node, scope: Scope): Value;
  execute(body: readonly babel.Statement[], scope: Scope): Ending | undefined;
  bind(target: Node, value: Value, scope: Scope, declares: boolean): void;
  /** Goes through what may run or may not: variables of outside that are set there are not known afterwards. */
  maybe<T>(work: () => T): T;
  readonly branch: number;
  /** What is written as that name, or as a member of that name, and not known otherwise. */
  readonly values: { readonly [name: string]: string };
  /** The code as it stands in the file. */
  readonly source: string;
}

export const spanOf = ({ start, end }: Node): Span => ({ start: start ?? 0, end: end ?? 0 });

/** The parser leaves out what is not there, or says null. */
export const isThere = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

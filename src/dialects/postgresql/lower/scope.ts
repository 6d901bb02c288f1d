import type { Node, RangeVar } from 'libpg-query';
import type { Name } from '../../../model/name.ts';
import type { Operation, Requirement } from '../../../model/operation.ts';
import type { SourceFile, Span } from '../../../model/source.ts';
import type { Parser } from '../libpg-query.ts';
import type { Locate } from '../offsets.ts';
import { strings } from './tree.ts';

/** The statement that is lowered, and where its text stands. */
export interface Scope {
  readonly parser: Parser;
  readonly file: SourceFile;
  /** What {@link locate} takes the tree's places to. */
  readonly text: string;
  readonly locate: Locate;
  /** The statement in {@link text}. */
  readonly span: Span;
  /** Where a stretch of {@link text} stands in the file. */
  readonly inFile: (span: Span) => Span;
  /** The body of a block or function: a bare name may be a variable or a parameter. */
  readonly hasVariables: boolean;
  /** Their names, where all are known. */
  readonly variables?: ReadonlySet<string>;
  /** Lowers any statement: those that stand within others. */
  readonly lower: (node: Node, scope: Scope) => readonly Operation[];
  /** The newest syntax so far. */
  readonly needs: { newest: Requirement | undefined };
  /** CREATE SCHEMA with elements: names that these define lie in it. */
  readonly within: { readonly schema: string; readonly relations: ReadonlySet<string> } | undefined;
}

/** The whole statement, in the file. */
export const whole = (scope: Scope): Span => scope.inFile(scope.span);

/** Notes that a part of the statement is not known before a version. */
export function need({ needs }: Scope, version: number, what: string): void {
  if (needs.newest === undefined || needs.newest.version < version) needs.newest = { version, what };
}

export function relationName({ schemaname, relname = '' }: RangeVar, { within }: Scope): Name {
  const schema = schemaname ?? (within?.relations.has(relname) === true ? within.schema : undefined);
  return { schema, name: relname };
}

/** A name as a list of its parts; a database before the schema is left out. */
export const nameOfParts = (parts: readonly string[]): Name => ({ schema: parts.at(-2), name: parts.at(-1) ?? '' });
export const nameOf = (nodes: readonly Node[] | undefined): Name => nameOfParts(strings(nodes));

import type * as babel from '@babel/types';

// The parser's tree, as far as the rest of this folder sees it. The parser itself is given: it is loaded where a file of code is met.

export type Node = babel.Node;
export type { babel };

/** A comment of the code. `value` is without its markers; `start` and `end` are UTF-16 offsets. */
export interface CodeComment {
  readonly type: 'CommentLine' | 'CommentBlock';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Program {
  readonly body: readonly babel.Statement[];
  readonly comments: readonly CodeComment[];
}

/** `at`: UTF-16 offset of what could not be read. */
export type ParsedCode = { readonly program: Program } | { readonly problem: { readonly text: string; readonly at: number } };

/** Reads a file of TypeScript or JavaScript; its name says which. Never throws for what a file may hold. */
export type ParseCode = (text: string, name: string) => ParsedCode;

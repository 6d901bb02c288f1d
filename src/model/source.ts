/** Half-open range `[start, end)` in UTF-16 units of {@link SourceFile.text}. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One replaced stretch of a source text (a placeholder's value), in ascending order. */
export interface Edit {
  /** Where the replacement stands in `text`. */
  readonly span: Span;
  /** What it stands for in `raw`. */
  readonly raw: Span;
}

/** One SQL file, decoded. */
export interface SourceFile {
  /** As the user named it, `/` between folders; the identity of the file in reports. */
  readonly path: string;
  /** What is split and parsed: no BOM, placeholders filled in. Line ends are as in the file. */
  readonly text: string;
  /** What the user sees in an editor (no BOM). Identical to `text` where nothing was filled in. */
  readonly raw: string;
  /** How `text` differs from `raw`; empty almost always. */
  readonly edits: readonly Edit[];
}

/** A comment token, kept for suppressions and directives. */
export interface Comment {
  readonly span: Span;
  /** Without its markers, not trimmed. */
  readonly body: string;
  readonly style: 'line' | 'block';
}

/** One statement cut out of a file. `span` always points at real text, from the first token to the last (without `;`). */
export interface Statement {
  readonly file: SourceFile;
  readonly span: Span;
  /** `file.text.slice(span.start, span.end)`. */
  readonly text: string;
  /** Position among the statements of its file, from 0. */
  readonly index: number;
}

/** 1-based line and column, 0-based offset; all in UTF-16 units of the raw file. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

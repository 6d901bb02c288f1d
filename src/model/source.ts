/** Half-open range `[start, end)` in UTF-16 units of {@link SourceFile.text}. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** What is run there, where the file does not have it as such: EXECUTE of a text that is put together, a body that is called. */
  readonly sql?: string;
}

/** One replaced stretch of a source text (a placeholder's value, SQL that code writes), in ascending order of `span`. */
export interface Edit {
  /** Where the replacement stands in `text`. */
  readonly span: Span;
  /** What it stands for in `raw`. */
  readonly raw: Span;
  /** Its value is not known: what stands in `text` is a name of ours. */
  readonly standIn?: true;
}

/** One file of SQL, or of code that sends SQL, decoded. */
export interface SourceFile {
  /** As the user named it, `/` between folders; the identity of the file in reports. */
  readonly path: string;
  /** What is split and parsed: no BOM, placeholders filled in; of a file of code the SQL that it sends. */
  readonly text: string;
  /** What the user sees in an editor (no BOM). Identical to `text` where nothing was filled in. */
  readonly raw: string;
  /** How `text` differs from `raw`; empty almost always. */
  readonly edits: readonly Edit[];
  /** Of a file of code: the stretches that were put together to `text`, each read on its own. Absent where the file itself is SQL. */
  readonly pieces?: readonly Piece[];
}

/** What one call in a file of code sends. */
export interface Piece {
  /** In {@link SourceFile.text}, with the comments that stand before it. */
  readonly span: Span;
  /** It is no SQL but the code itself, which was not understood: where it begins, and a clause that says why. */
  readonly unread?: { readonly span: Span; readonly why: string };
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

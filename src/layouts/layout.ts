import type { ParseCode } from '../code/syntax.ts';
import type { FileFinding } from '../model/finding.ts';
import type { LayoutName, Section } from '../model/migration.ts';
import type { Problem } from '../model/problem.ts';
import type { SourceFile } from '../model/source.ts';
import type { Dialect } from '../model/target.ts';
import { fileFinding } from './file-finding.ts';
import type { FillOptions } from './placeholders.ts';
import type { FileTree, Skipped } from './tree.ts';
import type { Version } from './version.ts';

/** A file of a project: SQL, or code that sends SQL. */
export interface SqlFile {
  /** Path in the tree. */
  readonly path: string;
  /** Path below the project's root. */
  readonly local: string;
  readonly source: SourceFile;
}

/** A project's root and all its files, in code-unit order of their paths. */
export interface Folder {
  readonly tree: FileTree;
  readonly root: string;
  readonly files: readonly SqlFile[];
  readonly dialect: Dialect;
  /** Values by name, for what only a run would know. */
  readonly placeholders?: { readonly [name: string]: string } | undefined;
  /** Reads files of code; undefined: there are none. */
  readonly parseCode?: ParseCode | undefined;
}

/** One migration before it is known whether it was asked for. */
export interface Step {
  readonly id: string;
  /** Its version, where it is not to be read off the id as `version.ts` reads it. */
  readonly version?: Version;
  readonly up: readonly Section[];
  readonly down: readonly Section[];
  /** Other files that it runs, as reports show them: it is judged where one of them is asked for. */
  readonly includes?: readonly string[];
  /** As in `Migration.baseline`. */
  readonly baseline?: true;
  /** It runs after all others, whenever they came: repeatable, or still being written. */
  readonly isLast?: true;
}

export interface Ordered {
  readonly steps: readonly Step[];
  /** Files that no migration of the project runs, and how each would run: judged on their own, after nothing. */
  readonly left: readonly Section[];
  /** Of those the ones that are dumps of a schema. */
  readonly dumps?: readonly Section[];
  /** Does the layout have a place for down parts? */
  readonly reversible: boolean;
  readonly findings: readonly FileFinding[];
  readonly problems?: readonly Problem[];
  /** Paths of the tree. */
  readonly skipped?: readonly Skipped[];
}

/** A convention for folders of migrations: how to know it, in which order its tool runs the files, and how it runs one. */
export interface Layout {
  readonly name: LayoutName;
  /** Pure, and cheap for a folder that is not its own. */
  detect(folder: Folder): boolean;
  /** How its tool fills in a file's placeholders; undefined: it leaves them. Where this is absent, `${name}` and `{{ name }}` are. */
  fills?(folder: Folder, file: SqlFile): Partial<FillOptions> | undefined;
  order(folder: Folder): Ordered;
}

/** All of a file. */
export const whole = (file: SourceFile, transaction: Section['transaction']): Section => ({
  file,
  span: { start: 0, end: file.text.length },
  transaction,
});

/** A finding about a file's place among the others. */
export const orderFinding = (
  file: string,
  message: string,
  severity: FileFinding['severity'],
  text: string,
  why: string,
  instead?: string,
): FileFinding => fileFinding(file, 'migration-order', message, severity, text, why, instead);

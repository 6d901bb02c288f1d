import type { Modules } from '../../code/interpreter.ts';
import type { Machine, Value } from '../../code/value.ts';
import type { Folder } from '../layout.ts';
import type { Version } from '../version.ts';
import type { CodeTool } from './recognise.ts';

export type Direction = 'up' | 'down';

/** A tool's side of one file: what its modules give out, what it calls `up` and `down` with, and what came of that. */
export interface ToolRun {
  readonly modules: Modules;
  /** `members`: what the file or its class gives out. */
  argumentsOf(direction: Direction, members: ReadonlyMap<string, Value>, machine: Machine): readonly Value[];
  /** Members that a migration's class inherits. */
  readonly inherited?: ReadonlyMap<string, Value>;
  /** `up` or `down` was gone through: what waits until then is sent. */
  finish?(machine: Machine): void;
  /** Asked after `up` or `down` was gone through: does the tool open a transaction around it? */
  inTransaction(members: ReadonlyMap<string, Value>, direction: Direction): boolean;
  /** What the file says of itself and its tool does not take as it is meant. */
  misread?(members: ReadonlyMap<string, Value>): Misread | undefined;
}

export interface Misread {
  readonly at: Value['at'];
  readonly text: string;
  readonly why: string;
  readonly instead: string;
}

/** What is known of a project when its files are gone through. */
export interface Project {
  readonly folder: Folder;
  /** The text of the tool's settings, '' where there are none. */
  readonly settings: string;
  /** What one file gives out for those after it. */
  readonly memory: Map<string, unknown>;
}

/** A tool whose migrations are written in TypeScript or JavaScript. */
export interface Tool {
  readonly name: CodeTool;
  /** A file is about to be gone through. */
  open(project: Project): ToolRun;
  /** Names of files with the tool's settings, looked for from the migrations upwards. */
  readonly settings?: RegExp;
  /** Where the tool goes by another version than the file's name: of a class called so. */
  versionOf?(className: string): Version | undefined;
}

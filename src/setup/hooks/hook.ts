import type { Drafts } from '../drafts.ts';
import type { HookCommand } from '../command.ts';
import type { HookName } from '../names.ts';
import type { Surroundings } from '../surroundings.ts';

/** All that a writer of a hook is given. */
export interface HookRequest {
  readonly around: Surroundings;
  readonly drafts: Drafts;
  readonly command: HookCommand;
  /** Of files that may be migrations, from the configuration's folder. */
  readonly glob: string;
}

/** What came of it: the file that the hook is in, and what is left to a person. */
export interface Outcome {
  /** Path of the tree; undefined where there is no such file. */
  readonly file: string | undefined;
  /** It was there before. */
  readonly isThere: boolean;
  /** What can't be written for somebody, to be done by hand. */
  readonly notes: readonly string[];
  /** Commands that put it in force. */
  readonly next?: readonly string[];
}

/** A manager of git's hooks. */
export interface Hook {
  readonly name: HookName;
  /** The file that shows that it is used here; undefined: it is not. */
  detect(request: HookRequest): string | undefined;
  write(request: HookRequest): Outcome;
}

export const there = (file: string): Outcome => ({ file, isThere: true, notes: [] });
export const written = (file: string, ...notes: readonly string[]): Outcome => ({ file, isThere: false, notes });
/** Nothing was written: the reason, and what to write. */
export const byHand = (file: string | undefined, note: string): Outcome => ({ file, isThere: false, notes: [note] });

/** Is sqlsafe called in this text already? Comments do not count. */
export const callsUs = (text: string | undefined): boolean => text !== undefined && /^(?!\s*(?:#|\/\/)).*\bsqlsafe\b/m.test(text);

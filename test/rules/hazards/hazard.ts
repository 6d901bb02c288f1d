import type { LayoutName, RuleId } from '../../../src/rule.ts';

/** One thing that can go wrong in a migration, and who says so here. `rules/README.md` lists them all; hazards.test.ts tries them. */
export interface HazardRow {
  /** In a few words, for a table. */
  readonly hazard: string;
  /** SQL that brings it about, on one line. It must raise the rule of its row. */
  readonly sql: string;
  /** Earlier migration: what has to be there. Not in the table. */
  readonly given?: string;
  /** A migration that comes after it. Not in the table. */
  readonly later?: string;
  /** Server version that it is about; the default target where absent. */
  readonly version?: number;
  /** How the files run; `auto` where absent. */
  readonly transaction?: 'file' | 'statement' | 'string';
  /** Whose files they are; `plain` where absent. */
  readonly layout?: LayoutName;
  /**
   * By a rule or one of its messages (`id/message`); by the net, in the table's words; by what no single statement shows, in words;
   * or not at all, and why not.
   */
  readonly by:
    | { readonly rule: RuleId | `${RuleId}/${string}` }
    | { readonly net: string }
    | { readonly none: string }
    | { readonly elsewhere: string };
}

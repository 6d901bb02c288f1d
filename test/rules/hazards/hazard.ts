import type { RuleId } from '../../../src/rule.ts';

/** One thing that can go wrong in a migration, and who says so here. `rules/README.md` lists them all. */
export interface HazardRow {
  /** In a few words, for a table. */
  readonly hazard: string;
  /** SQL that brings it about, on one line. */
  readonly sql: string;
  /** By a rule or one of its messages (`id/message`); by the net, in the table's words; or not at all, and why not. */
  readonly by: { readonly rule: RuleId | `${RuleId}/${string}` } | { readonly net: string } | { readonly none: string };
}

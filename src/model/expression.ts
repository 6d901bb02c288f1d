import type { Name, TypeName } from './name.ts';

/** A function call in an expression; operators and casts are not calls. */
export interface Call {
  readonly name: Name;
  readonly arguments: number;
  /** The first argument where it is a string literal: `nextval('s')`, `set_config('lock_timeout', …)`. */
  readonly literals: readonly (string | undefined)[];
  /** `setval('s', 5)`: the number. */
  readonly number?: number;
}

/** One comparison of a column with a constant, or a null test: what partition bounds and NOT NULL proofs are made of. */
export interface Condition {
  readonly column: string;
  readonly operator: '=' | '<' | '<=' | '>' | '>=' | '<>' | 'in' | 'is-null' | 'is-not-null';
  /** Literals as text (`200`, `'2024-01-01'` without quotes); several for `in`. */
  readonly values: readonly string[];
}

/** What is worth knowing of an SQL expression; the parser's tree stays behind. */
export interface Expression {
  /** As written. */
  readonly text: string;
  /** `literal`: one constant, casts included (`'{}'::jsonb`, `-1`, `(0)`). `column`: a bare column reference. */
  readonly form: 'null' | 'literal' | 'column' | 'other';
  /** The literal's text where `form` is `literal`. */
  readonly literal: string | undefined;
  /** Types it is cast to, outermost first. */
  readonly casts: readonly TypeName[];
  readonly calls: readonly Call[];
  /** Columns that it names, without their table. Whole-row references are `*`. */
  readonly columns: readonly string[];
  /** String literals with the type that they are cast to, if they are: to see a new enum label used. */
  readonly strings: readonly { readonly value: string; readonly type: TypeName | undefined }[];
  /** Relations read by sub-selects. */
  readonly relations: readonly Name[];
  /**
   * The conditions it is a conjunction of, where all of it is one (`BETWEEN` is two, `NOT (a IS NULL)` is one).
   * Empty where any conjunct is something else: then `partial` has what could be read.
   */
  readonly conjunction: readonly Condition[];
  /** The conjuncts that are plain conditions, whatever stands beside them. Each is implied by the whole. */
  readonly partial: readonly Condition[];
  /** What it is a disjunction of, where all of it is one (`a < 1 OR a >= 5`): the plain conditions that each arm implies. Empty otherwise. */
  readonly alternatives: readonly (readonly Condition[])[];
}

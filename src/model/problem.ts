/** The request is wrong: a flag, the config, a path, an unknown rule. A value, never thrown; all of them are shown together. */
export interface Problem {
  /** Stable, for tests and JSON: `config-unknown-key`, `path-not-found`, … */
  readonly code: string;
  /** One sentence: what is wrong, where. */
  readonly text: string;
  /** The way out. */
  readonly hint?: string;
  /** File (config or input) and place in it, where there is one. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

import type { Failure } from '../../model/effect.ts';
import type { Target } from '../../model/target.ts';

/** What a statement needs that older servers do not have. */
export interface Requires {
  /** First major version that takes it. */
  readonly version: number;
  /** The words in question. */
  readonly what: string;
}

/** Syntax that the target is too old for: it stops there, whatever the schema is. */
export function newerSyntax(requires: Requires | undefined, target: Target): Failure | null {
  const [major] = target.version;
  return requires === undefined || requires.version <= major
    ? null
    : { code: '42601', message: `syntax error: ${requires.what} is known from PostgreSQL ${requires.version} on`, certain: true };
}

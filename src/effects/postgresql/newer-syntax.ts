import type { Failure } from '../../model/effect.ts';
import type { Requirement } from '../../model/operation.ts';
import type { Target } from '../../model/target.ts';

/** Syntax that the target is too old for: the statement stops there, whatever the schema is. */
export function newerSyntax(requires: Requirement | undefined, { version: [major] }: Target): Failure | null {
  if (requires === undefined || requires.version <= major) return null;
  return { code: '42601', message: `syntax error: ${requires.what} is known from PostgreSQL ${requires.version} on`, certain: true };
}

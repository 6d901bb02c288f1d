import type { Value } from './value.ts';

/** Names and what they stand for. `branch`: how many conditions that nobody knows lie around it. */
export interface Scope {
  readonly names: Map<string, Value>;
  readonly parent: Scope | undefined;
  readonly branch: number;
}

export const scopeIn = (parent: Scope | undefined, branch = parent?.branch ?? 0): Scope => ({ names: new Map(), parent, branch });

export function lookUp(scope: Scope, name: string): Value | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const value = at.names.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The scope that has the name. */
export function ownerOf(scope: Scope, name: string): Scope | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.names.has(name)) return at;
  return undefined;
}

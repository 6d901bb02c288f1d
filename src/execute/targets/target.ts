import type { Driver } from '../drivers/driver.ts';

/** One of the databases, or schemas, that a command is about. */
export interface Target {
  /** Told apart by it, and chosen with `--target`; no secret is in it. */
  readonly name: string;
  readonly driver: Driver;
  /** The tenant's own schema, which has a history of its own; undefined: the whole database is the target. */
  readonly schema: string | undefined;
  /** Texts of its URL that must never be shown. */
  readonly secrets: readonly string[];
  /** Targets with the same text can't be open at the same time; undefined: no matter. */
  readonly oneAtATime: string | undefined;
}

/** The SQL families. A MariaDB server is a `mysql` target with `flavour: 'mariadb'`. */
export const DIALECTS = ['postgresql', 'mysql', 'sqlite'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** The server that the migrations will run on. */
export interface Target {
  readonly dialect: Dialect;
  readonly flavour?: 'mariadb';
  /** Major version for PostgreSQL (10–18); `[major, minor]` in general, minor 0 where it says nothing. */
  readonly version: readonly [major: number, minor: number];
}

/** Assumed until config, flag or connection says otherwise. */
export const DEFAULT_POSTGRESQL_VERSION = 17;
export const POSTGRESQL_VERSIONS = [10, 11, 12, 13, 14, 15, 16, 17, 18] as const;

import type { SourceFile, Span } from './source.ts';

/**
 * How a file is sent to the server.
 * - `file`: one transaction around all of it
 * - `statement`: each statement its own message, autocommit
 * - `string`: the whole text as one simple-query string, an implicit transaction around it unless it is one statement alone
 */
export const TRANSACTION_MODES = ['file', 'statement', 'string'] as const;
export type TransactionMode = (typeof TRANSACTION_MODES)[number];

export const LAYOUTS = [
  'plain',
  'sections',
  'golang-migrate',
  'diesel',
  'prisma',
  'drizzle',
  'goose',
  'dbmate',
  'flyway',
  'sqitch',
  'knex',
  'kysely',
  'typeorm',
  'sequelize',
  'mikro-orm',
  'node-pg-migrate',
  'sql-migrate',
  'sqlx',
  'supabase',
  'graphile-migrate',
  'hasura',
  'atlas',
  'liquibase',
  'refinery',
  'pop',
  'rails',
] as const;
export type LayoutName = (typeof LAYOUTS)[number];

/** A stretch of a file that a tool runs as one: all of it, or its up or down part. */
export interface Section {
  readonly file: SourceFile;
  readonly span: Span;
  /** `auto`: `file`, unless a statement in it can't run in a transaction; then `statement`. */
  readonly transaction: TransactionMode | 'auto';
  /** It goes over the same connection as the one before it: settings stay in force. */
  readonly continues?: true;
  /** What its tool runs, and knows as run, for itself, in a file that grows. */
  readonly changeset?: Changeset;
}

/** It is run again: whenever its text changes, or each time. */
export type Again = 'changed' | 'always';

/** A part of a file as its tool knows it. */
export interface Changeset {
  /** `author:id` */
  readonly id: string;
  readonly again?: Again;
}

/** One step of a project's history. */
export interface Migration {
  /** What the tool calls it: version, folder name, or file stem. */
  readonly id: string;
  /** Where it stands in the order of its project, from 0. */
  readonly index: number;
  readonly layout: LayoutName;
  readonly up: readonly Section[];
  /** Empty when there is no way back. */
  readonly down: readonly Section[];
  /** Judged (true), or only replayed so that later ones are seen in its light. */
  readonly selected: boolean;
  /** Does the layout have a place for down parts? Only then can one be missing. */
  readonly reversible: boolean;
  readonly again?: Again;
  /** A dump of a schema: replayed for what it defines, and not judged; it runs on empty databases only. */
  readonly baseline?: true;
}

/** What reports call a migration: its first file, and what of that it is. */
export function nameOfMigration({ up, id }: Pick<Migration, 'up' | 'id'>): string {
  const [first] = up;
  if (first === undefined) return id;
  return first.changeset === undefined ? first.file.path : `${first.file.path}, changeset ${first.changeset.id}`;
}

/** An ordered history: the migrations of one folder. */
export interface Project {
  readonly root: string;
  readonly layout: LayoutName;
  readonly migrations: readonly Migration[];
  /** It is a file beside a history, which its tool does not run: named all the same, it is judged by itself. */
  readonly beside?: true;
}

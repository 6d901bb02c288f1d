import type { Catalog, Table } from '../model/catalog.ts';
import type { Expression } from '../model/expression.ts';
import type { Delete, Update } from '../model/operation.ts';

/**
 * How many rows an UPDATE or DELETE takes in one go.
 * - `all`: no WHERE, or one that is always true
 * - `some`: a WHERE whose rows cannot be counted from here
 * - `few`: a batch with LIMIT, rows picked by the constants of a unique key, or a table in which a migration tool keeps its books
 */
export function reachOf(op: Update | Delete, before: Catalog): 'all' | 'some' | 'few' {
  if (op.limited || BOOKS.has(op.table.name.toLowerCase())) return 'few';
  if (op.where === undefined || op.query.unfiltered || isAlwaysTrue(op.where, before.table(op.table))) return 'all';
  const pinned = new Set(op.where.partial.filter(({ operator }) => operator === '=' || operator === 'in').map(({ column }) => column));
  return pinned.size > 0 && keysOf(before.table(op.table), before).some((key) => key.every((column) => pinned.has(column)))
    ? 'few'
    : 'some';
}

/** Tables that migration tools write for themselves: one row, or one a migration. Names are those of the tools' manuals. */
const BOOKS: ReadonlySet<string> = new Set([
  '__drizzle_migrations',
  '__efmigrationshistory',
  '__diesel_schema_migrations',
  '_prisma_migrations',
  '_sqlx_migrations',
  'alembic_version',
  'ar_internal_metadata',
  'atlas_schema_revisions',
  'databasechangelog',
  'databasechangeloglock',
  'django_migrations',
  'flyway_schema_history',
  'goose_db_version',
  'gorp_migrations',
  'knex_migrations',
  'knex_migrations_lock',
  'kysely_migration',
  'kysely_migration_lock',
  'migrations_lock',
  'pgmigrations',
  'refinery_schema_history',
  'schema_info',
  'schema_migration',
  'schema_migrations',
  'schema_version',
  'schema_versions',
  'sequelizemeta',
]);

/** `id IS NOT NULL` says nothing about a column that never is. */
const isAlwaysTrue = ({ conjunction }: Expression, table: Table | undefined): boolean =>
  conjunction.length > 0 &&
  conjunction.every(
    ({ column, operator }) => operator === 'is-not-null' && table?.columns.find(({ name }) => name === column)?.notNull === true,
  );

/** By these a row is picked in nearly every schema. */
const USUAL_KEYS = ['id', 'uuid', 'guid', 'key', 'name', 'slug', 'email'].map((column) => [column]);

/** Unique constraints, and unique indexes of plain columns. A table of which little is known is taken to be keyed as tables mostly are. */
function keysOf(table: Table | undefined, before: Catalog): readonly (readonly string[])[] {
  if (table === undefined) return USUAL_KEYS;
  const constraints = table.constraints.filter(({ kind }) => kind === 'primary-key' || kind === 'unique').map(({ columns }) => columns);
  const indexes = before
    .indexesOf(table.id)
    .filter(({ unique, where }) => unique && where === undefined)
    .map(({ keys }) => keys.map(({ column }) => column))
    .filter((columns) => columns.every((column) => column !== undefined));
  const all = [...constraints, ...indexes];
  return table.complete ? all : [...all, ...USUAL_KEYS];
}

import type { LayoutName } from '../model/migration.ts';

interface Way {
  /** What to do, as a sentence. */
  readonly text: string;
  /** Lines that go before the statement. */
  readonly head: string;
}

/** Files without the marks of a tool that we know. */
const OWN_RUNNER = 'Give it a file of its own, and see that your runner opens no transaction around it.';

/** How each tool is told to run a statement outside a transaction. Sources: the tools' own manuals. */
const WAYS: { readonly [L in LayoutName]: Way } = {
  plain: { text: OWN_RUNNER, head: '' },
  sections: { text: OWN_RUNNER, head: '-- UP\n' },
  'golang-migrate': {
    text: 'Give it a file of its own: golang-migrate sends a file as one string, and only a statement that is alone in it runs outside a transaction. If another tool runs these files, see that it opens no transaction around this one.',
    head: '',
  },
  diesel: { text: 'Give it a migration of its own, with `run_in_transaction = false` in its metadata.toml.', head: '' },
  prisma: {
    text: 'Give it a migration of its own: Prisma sends a file as one string, and only a statement that is alone in it runs outside a transaction.',
    head: '',
  },
  drizzle: {
    text: 'Drizzle runs all pending migrations in one transaction: run this statement outside of it, ahead of the deployment, or after it where it needs what this migration makes.',
    head: '',
  },
  goose: { text: 'Give it a file of its own with `-- +goose NO TRANSACTION`.', head: '-- +goose NO TRANSACTION\n-- +goose Up\n' },
  dbmate: { text: 'Give it a file of its own with `-- migrate:up transaction:false`.', head: '-- migrate:up transaction:false\n' },
  flyway: {
    text: 'Give it a file of its own: Flyway then runs it outside a transaction by itself, or with `executeInTransaction=false` in its .sql.conf. Set `flyway.postgresql.transactional.lock=false`, or CREATE INDEX CONCURRENTLY waits for ever for the transaction in which Flyway holds its lock.',
    head: '',
  },
  knex: {
    text: 'Give it a migration of its own with `exports.config = { transaction: false }`: knex then opens no transaction around it.',
    head: '',
  },
  kysely: {
    text: 'Kysely runs all pending migrations in one transaction: run this statement outside of it, ahead of the deployment, or set `disableTransactions` on the Migrator.',
    head: '',
  },
  typeorm: {
    text: "Give it a migration of its own with `transaction = false` in its class, and run migrations with `migrationsTransactionMode: 'each'`.",
    head: '',
  },
  sequelize: { text: 'Give it a call of its own, outside `sequelize.transaction`: Sequelize opens no transaction by itself.', head: '' },
  'mikro-orm': {
    text: 'Give it a migration of its own whose `isTransactional()` returns false.',
    head: '',
  },
  'node-pg-migrate': {
    text: 'Give it a migration of its own that calls `pgm.noTransaction()`; one in SQL always runs in a transaction.',
    head: '',
  },
  sqitch: { text: 'Give it a change of its own, without BEGIN and COMMIT.', head: '' },
  'sql-migrate': {
    text: 'Give it a file of its own with `-- +migrate Up notransaction`.',
    head: '-- +migrate Up notransaction\n',
  },
  sqlx: {
    text: 'Give it a file of its own whose first line is `-- no-transaction`: without that sqlx opens a transaction, and with it a file of several statements is still one string.',
    head: '-- no-transaction\n',
  },
  supabase: {
    text: 'Give it a file of its own: the Supabase CLI runs it outside a transaction from 2.109 on (DROP INDEX CONCURRENTLY from 2.117 on), if package.json says that it is at least that.',
    head: '',
  },
  'graphile-migrate': {
    text: 'Give it a migration of its own whose first line is `--! no-transaction`: with several statements it is still one string.',
    head: '--! no-transaction\n',
  },
  hasura: {
    text: 'Hasura runs every migration in a transaction: run this statement outside of it, ahead of the deployment, and mark its migration with `hasura migrate apply --skip-execution`.',
    head: '',
  },
  atlas: {
    text: 'Give it a file of its own that begins with `-- atlas:txmode none` and an empty line.',
    head: '-- atlas:txmode none\n\n',
  },
  liquibase: {
    text: 'Give it a changeset of its own with `runInTransaction:false`.',
    head: '--changeset author:id runInTransaction:false\n',
  },
  refinery: {
    text: 'Give it a file of its own with the line `-- refinery:noTransaction`: with several statements the file is still one string.',
    head: '-- refinery:noTransaction\n',
  },
  pop: {
    text: 'Give it a file of its own: popx runs one whose name says `.autocommit.` (`…_name.autocommit.up.sql`) outside a transaction; pop itself has no way to.',
    head: '',
  },
  rails: { text: 'Give it a migration of its own with `disable_ddl_transaction!`.', head: '' },
};

/** What to do so that a statement runs outside a transaction, in the words of the user's tool. */
export const apartText = (layout: LayoutName): string => WAYS[layout].text;
/** The file that holds it. */
export const apartSql = (layout: LayoutName, sql: string): string => WAYS[layout].head + sql;

/** Their tools run all pending files in one transaction: the next file is run with this one, unless it comes with a later deployment. */
const ALL_AT_ONCE: ReadonlySet<LayoutName> = new Set(['drizzle', 'knex', 'kysely', 'node-pg-migrate']);

/** Advice that speaks of the next file, as it holds for the user's tool. */
export const inLayout = (layout: LayoutName, text: string): string =>
  ALL_AT_ONCE.has(layout)
    ? text
        .replaceAll('-- and in the next file:', '-- and in the next deployment:')
        .replaceAll('the next migration', 'a migration of the next deployment')
        .replaceAll('a later migration', 'a migration of a later deployment')
    : text;

/** Tools whose history in a PostgreSQL database can be read, and kept. */
export const OTHER_TOOLS = [
  'prisma',
  'drizzle',
  'dbmate',
  'goose',
  'golang-migrate',
  'flyway',
  'node-pg-migrate',
  'knex',
  'kysely',
  'supabase',
  'sqlx',
] as const;
export type OtherToolName = (typeof OTHER_TOOLS)[number];

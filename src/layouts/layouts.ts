import type { LayoutName } from '../model/migration.ts';
import { atlas } from './atlas.ts';
import { knex } from './code/knex/knex.ts';
import { kysely } from './code/kysely/kysely.ts';
import { mikroOrm } from './code/mikro-orm.ts';
import { nodePgMigrate } from './code/node-pg-migrate/node-pg-migrate.ts';
import { sequelize } from './code/sequelize/sequelize.ts';
import { typeorm } from './code/typeorm/typeorm.ts';
import { dbmate } from './dbmate.ts';
import { diesel } from './diesel.ts';
import { drizzle } from './drizzle.ts';
import { flyway } from './flyway.ts';
import { golangMigrate } from './golang-migrate.ts';
import { goose } from './goose.ts';
import { graphileMigrate } from './graphile-migrate.ts';
import { hasura } from './hasura.ts';
import type { Home } from './home.ts';
import type { Folder, Layout } from './layout.ts';
import { liquibase } from './liquibase.ts';
import { plain } from './plain.ts';
import { pop } from './pop.ts';
import { prisma } from './prisma.ts';
import { rails } from './rails.ts';
import { refinery } from './refinery.ts';
import { sections } from './sections.ts';
import { sqitch } from './sqitch.ts';
import { sqlMigrate } from './sql-migrate.ts';
import { sqlx } from './sqlx.ts';
import { supabase } from './supabase.ts';

export const LAYOUTS_BY_NAME: { readonly [L in LayoutName]: Layout } = {
  plain,
  sections,
  'golang-migrate': golangMigrate,
  diesel,
  prisma,
  drizzle,
  goose,
  dbmate,
  flyway,
  sqitch,
  knex,
  kysely,
  typeorm,
  sequelize,
  'mikro-orm': mikroOrm,
  'node-pg-migrate': nodePgMigrate,
  'sql-migrate': sqlMigrate,
  sqlx,
  supabase,
  'graphile-migrate': graphileMigrate,
  hasura,
  atlas,
  liquibase,
  refinery,
  pop,
  rails,
};

// Files of code say themselves whose they are.
const CODE: readonly Layout[] = [knex, kysely, typeorm, sequelize, mikroOrm, nodePgMigrate];

// By shape of the folder; the first that knows the files has them. Names say more than contents, so they are asked first; but a tool's own
// files beside the migrations say whose names those are.
const NAMED = [pop, sqlx, golangMigrate] as const;
const MARKED = [goose, dbmate, sqlMigrate, atlas, sections] as const;
const BY_SHAPE: { readonly [S in Home['shape']]: readonly Layout[] } = {
  flat: [...CODE, drizzle, rails, supabase, liquibase, ...NAMED, ...MARKED],
  folders: [drizzle, prisma, hasura, diesel],
  deep: [refinery, flyway],
  graphile: [graphileMigrate],
  liquibase: [liquibase],
  sqitch: [sqitch],
  any: [...CODE, refinery, flyway, rails, supabase, liquibase, ...NAMED, ...MARKED, drizzle, prisma, hasura, diesel],
};

/** What is no known tool's is plain. */
export const detectLayout = (folder: Folder, shape: Home['shape']): Layout =>
  BY_SHAPE[shape].find((layout) => layout.detect(folder)) ?? plain;

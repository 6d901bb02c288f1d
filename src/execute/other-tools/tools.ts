import type { LayoutName } from '../../model/migration.ts';
import type { OtherToolName } from '../../model/other-tool.ts';
import { dbmate } from './dbmate.ts';
import { drizzle } from './drizzle.ts';
import { flyway } from './flyway.ts';
import { golangMigrate } from './golang-migrate.ts';
import { goose } from './goose.ts';
import { knex } from './knex.ts';
import { kysely } from './kysely.ts';
import { nodePgMigrate } from './node-pg-migrate.ts';
import { prisma } from './prisma.ts';
import { sqlx } from './sqlx.ts';
import { supabase } from './supabase.ts';
import type { OtherTool } from './tool.ts';

const TOOLS: { readonly [N in OtherToolName]: OtherTool } = {
  prisma,
  drizzle,
  dbmate,
  goose,
  'golang-migrate': golangMigrate,
  flyway,
  'node-pg-migrate': nodePgMigrate,
  knex,
  kysely,
  supabase,
  sqlx,
};

export const toolNamed = (name: OtherToolName): OtherTool => TOOLS[name];

/** Whose files they are. */
export const toolOf = (layout: LayoutName): OtherTool | undefined => Object.values(TOOLS).find(({ layouts }) => layouts.includes(layout));

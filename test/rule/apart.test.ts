import { expect, test } from 'vitest';
import { checkTree } from '../../src/index.ts';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import type { LayoutName } from '../../src/model/migration.ts';
import { apartSql, apartText } from '../../src/rule/apart.ts';

const table = 'CREATE TABLE t (a int);\n';
const index = 'CREATE INDEX CONCURRENTLY t_a ON t (a);\n';

type Texts = Readonly<Record<string, string>>;

/** A history whose second migration is a text: as it is where nothing is done, and where the advice is followed. */
const HISTORIES: { readonly [L in LayoutName]?: (text: string, follows: boolean) => Texts } = {
  diesel: (text, follows): Texts => ({
    '1_a/up.sql': table,
    '2_b/up.sql': text,
    ...(follows ? { '2_b/metadata.toml': 'run_in_transaction = false\n' } : {}),
  }),
  goose: (text, follows) => ({ '1_a.sql': `-- +goose Up\n${table}`, '2_b.sql': follows ? text : `-- +goose Up\n${text}` }),
  dbmate: (text, follows) => ({ '1_a.sql': `-- migrate:up\n${table}`, '2_b.sql': follows ? text : `-- migrate:up\n${text}` }),
  'sql-migrate': (text, follows) => ({ '1_a.sql': `-- +migrate Up\n${table}`, '2_b.sql': follows ? text : `-- +migrate Up\n${text}` }),
  sqlx: (text) => ({ 'sqlx.toml': '', '1_a.sql': table, '2_b.sql': text }),
  supabase: (text, follows) => ({
    'package.json': `{"devDependencies":{"supabase":"${follows ? '2.117.0' : '2.100.0'}"}}`,
    'supabase/migrations/1_a.sql': table,
    'supabase/migrations/2_b.sql': text,
  }),
  'graphile-migrate': (text) => ({
    'committed/000001.sql': `--! Previous: -\n--! Hash: sha1:a\n\n${table}`,
    'committed/000002.sql': `--! Previous: sha1:a\n--! Hash: sha1:b\n\n${text}`,
  }),
  atlas: (text) => ({ 'atlas.hcl': 'dir = "file://m"', 'm/1_a.sql': table, 'm/2_b.sql': text }),
  liquibase: (text, follows) => ({
    '1_a.sql': `--liquibase formatted sql\n--changeset a:1\n${table}`,
    '2_b.sql': `--liquibase formatted sql\n${follows ? '' : '--changeset a:2\n'}${text}`,
  }),
  refinery: (text) => ({ 'refinery.toml': '', 'V1__a.sql': table, 'V2__b.sql': text }),
  pop: (text, follows) => ({ 'database.yml': '', '1_a.up.sql': table, [follows ? '2_b.autocommit.up.sql' : '2_b.up.sql']: text }),
};

const failing = async (texts: Texts): Promise<readonly string[]> => {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const { report, problems } = await checkTree(memoryTree(files), ['.'], { only: ['transaction-failing', 'migration-not-understood'] });
  expect(problems).toEqual([]);
  expect(report.summary.statements).toBe(2);
  return report.findings.map(({ rule, message, instead }) => `${rule}/${message}: ${instead?.text ?? ''}`);
};

test.each(Object.entries(HISTORIES) as [LayoutName, NonNullable<(typeof HISTORIES)[LayoutName]>][])(
  '%s: the advice, followed, is right, and without it the statement fails',
  async (layout, history) => {
    expect(await failing(history(index, false))).toEqual([`transaction-failing/concurrently-in-transaction: ${apartText(layout)}`]);
    expect(await failing(history(apartSql(layout, index), true))).toEqual([]);
  },
);

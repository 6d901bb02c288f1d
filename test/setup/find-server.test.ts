import { expect, test } from 'vitest';
import { chooseVersion, findClues } from '../../src/setup/find-server.ts';
import { surroundings } from './support.ts';

const clues = (name: string, text: string) => {
  const { tree } = surroundings({ [name]: text });
  return findClues(tree, [name]);
};

test.each([
  ['image: postgres:16', 16],
  ['image: "postgres:16.3-alpine3.19"', 16],
  ["image: 'docker.io/library/postgres:15-bookworm'", 15],
  ['image: postgis/postgis:14-3.4', 14],
  ['image: timescale/timescaledb:latest-pg16', 16],
  ['image: timescale/timescaledb:2.14.2-pg15', 15],
  ['image: timescale/timescaledb:2.14.2', undefined],
  ['image: pgvector/pgvector:pg17', 17],
  ['image: pgvector/pgvector:0.8.0-pg17', 17],
  ['image: supabase/postgres:15.1.0.147', 15],
  ['image: bitnami/postgresql:13', 13],
  ['image: postgres:${POSTGRES_VERSION:-14}-alpine', 14],
  ['FROM postgres:12', 12],
])('%s → PostgreSQL %s', (line, version) => {
  expect(clues('compose.yaml', line)).toMatchObject(
    [{ dialect: 'postgresql', version }].filter(() => version !== undefined || line.includes('timescale')),
  );
});

test.each(['# image: postgres:9', 'image: my-postgres-tool:3', 'image: redis:7', 'image: postgres', 'image: postgres:latest'])(
  '%s says no version',
  (line) => {
    expect(clues('docker-compose.yml', line).filter(({ version }) => version !== undefined)).toEqual([]);
  },
);

test.each([
  ['schema.prisma', 'generator client {\n  provider = "prisma-client-js"\n}\ndatasource db {\n  provider = "mysql"\n}', 'mysql'],
  ['drizzle.config.ts', "export default defineConfig({ dialect: 'sqlite' })", 'sqlite'],
  ['knexfile.js', "module.exports = { client: 'better-sqlite3' }", 'sqlite'],
  ['.env.example', 'DATABASE_URL="postgres://u:secret@h/d"', 'postgresql'],
  ['docker-compose.yml', 'image: mariadb:11', 'mysql'],
])('%s names its database', (name, text, dialect) => {
  const found = clues(name, text);
  expect(found).toMatchObject([{ dialect }]);
  expect(JSON.stringify(found)).not.toContain('secret');
});

test.each([
  ['main.tf', 'resource "aws_db_instance" "a" {\n  engine = "postgres"\n  engine_version = "15.4"\n}', 15],
  ['db.tf', 'resource "google_sql_database_instance" "a" {\n  database_version = "POSTGRES_14"\n}', 14],
  ['.tool-versions', 'nodejs 20.1.0\npostgres 16.2\n', 16],
  ['mise.toml', '[tools]\npostgres = "17"\n', 17],
])('%s', (name, text, version) => {
  expect(clues(name, text)).toMatchObject([{ dialect: 'postgresql', version }]);
});

test('of several versions the lowest is taken; one that sqlsafe does not know is none', () => {
  const found = [
    ...clues('compose.yml', 'image: postgres:16'),
    ...clues('main.tf', 'database_version = "POSTGRES_13"'),
    ...clues('Dockerfile', 'FROM postgres:9.6'),
  ];
  expect(chooseVersion(found)).toMatchObject({ version: 13, file: 'main.tf' });
});

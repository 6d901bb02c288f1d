import { afterAll, beforeAll, expect, test } from 'vitest';
import { askDatabase } from '../../../src/execute/seed/ask-database.ts';
import { database, STARTING } from '../other-tools/place.ts';
import { judged } from './judged.ts';

let db: Awaited<ReturnType<typeof database>>;
beforeAll(async () => {
  db = await database();
  await db.rows(`
    CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, name text);
    CREATE TABLE tags (id serial PRIMARY KEY, label text);
    CREATE TABLE notes (text text);
    CREATE TABLE prices (shop text DEFAULT 'main', code text, price int, UNIQUE (shop, code));
    CREATE TABLE "Odd Name" ("Key" uuid DEFAULT gen_random_uuid() PRIMARY KEY, label text);
    CREATE UNIQUE INDEX ON "Odd Name" (lower(label));
    CREATE TABLE covering (id serial, a int, b int);
    CREATE UNIQUE INDEX ON covering (a) INCLUDE (b);
    CREATE TABLE orders (user_id bigint REFERENCES users ON DELETE CASCADE);
    CREATE TABLE visits (tag_id int REFERENCES tags);
    CREATE FUNCTION fill() RETURNS void LANGUAGE sql AS 'INSERT INTO notes VALUES (1)';
    CREATE FUNCTION looks() RETURNS bigint STABLE LANGUAGE sql AS 'SELECT count(*) FROM notes';
  `);
}, STARTING);
afterAll(() => db.close());

const asked = async (text: string): Promise<readonly string[]> =>
  (await askDatabase(db.connection, await judged(text))).map(({ reason, instead }) => `${reason} ${instead}`);

const OVER_AND_OVER = 'This INSERT adds its rows again each time it runs.';

test.each([
  ["INSERT INTO users (email) VALUES ('a') ON CONFLICT DO NOTHING;"],
  ["INSERT INTO users VALUES (DEFAULT, 'a') ON CONFLICT DO NOTHING;"],
  ["INSERT INTO tags VALUES (1, 'a') ON CONFLICT DO NOTHING;"],
  ["INSERT INTO prices (code, price) VALUES ('a', 1) ON CONFLICT DO NOTHING;"],
  ['INSERT INTO covering (a) VALUES (1) ON CONFLICT DO NOTHING;'],
  [`INSERT INTO "Odd Name" (label) VALUES ('a') ON CONFLICT DO NOTHING;`],
  ['INSERT INTO not_there (a) VALUES (1) ON CONFLICT DO NOTHING;'],
  ["TRUNCATE notes;\nINSERT INTO notes VALUES ('a') ON CONFLICT DO NOTHING;"],
  ["SELECT looks(), count(*), setval(pg_get_serial_sequence('tags', 'id'), 5) FROM tags;"],
  ['DELETE FROM orders;\nDELETE FROM tags;'],
  ["DELETE FROM users WHERE email = 'a';"],
])('fine: %s', async (text) => {
  expect(await asked(text)).toEqual([]);
});

test.each([
  [
    "INSERT INTO tags (label) VALUES ('a') ON CONFLICT DO NOTHING;",
    `Nothing ever conflicts in tags: its key is id, which is made anew each time. ${OVER_AND_OVER} Write id out; or a unique constraint on what tells the rows apart, in a migration; or INSERT … SELECT … WHERE NOT EXISTS (SELECT 1 FROM tags …).`,
  ],
  [
    "INSERT INTO users (name) VALUES ('a') ON CONFLICT DO NOTHING;",
    `Nothing ever conflicts in users: its key is id, which is made anew each time. ${OVER_AND_OVER} Write id out; or a unique constraint on what tells the rows apart, in a migration; or INSERT … SELECT … WHERE NOT EXISTS (SELECT 1 FROM users …).`,
  ],
  [
    "INSERT INTO notes VALUES ('a') ON CONFLICT DO NOTHING;",
    `Nothing ever conflicts in notes: it has no unique key. ${OVER_AND_OVER} A unique constraint on what tells the rows apart, in a migration; or INSERT … SELECT … WHERE NOT EXISTS (SELECT 1 FROM notes …).`,
  ],
  [
    "INSERT INTO users (email) VALUES ('a');",
    'This INSERT adds its rows to users again each time it runs. End it with ON CONFLICT (email) DO NOTHING; or with DO UPDATE, by which rows also follow the file.',
  ],
  [
    'INSERT INTO prices (code) SELECT label FROM tags;',
    'This INSERT adds its rows to prices again each time it runs. End it with ON CONFLICT (shop, code) DO NOTHING; or with DO UPDATE, by which rows also follow the file; or select only WHERE NOT EXISTS (…).',
  ],
  [
    'SELECT fill();',
    'What fill does each time it is called is not known; it is VOLATILE. Write out what it does, as INSERT … ON CONFLICT or the like; or, where it only reads, declare it STABLE.',
  ],
  [
    'DELETE FROM users;',
    'This DELETE empties users, and what refers to it in orders goes with it or loses its reference, whoever put it there. Delete only what the file is about; or leave the rows, and INSERT … ON CONFLICT … DO UPDATE.',
  ],
])('refused: %s', async (text, expected) => {
  expect(await asked(text)).toEqual([expected]);
});

import { PGlite } from '@electric-sql/pglite';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { splitText } from '../dialects/postgresql/support.ts';
import { everyAdvice, recipeFiles, type Advice } from '../support/advice.ts';

// What we tell people to run is run: every `instead` with SQL of the examples and fixtures, on a server, after what the
// example or fixture has before it. The server is one process with one session, so nothing here waits for anybody.

const SERVER = 18;
/** Cases for an older server only are about what this one does otherwise. */
const advices = await everyAdvice((versions) => (versions.some((version) => version >= 17) ? [SERVER] : []));

let db: PGlite;
beforeAll(async () => {
  db = await PGlite.create({ extensions: { citext } });
}, 60_000);
afterAll(() => db.close());

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What the server says against it, if anything. */
async function refusal(sql: string): Promise<Refusal | undefined> {
  try {
    await db.exec(sql);
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { code: String(error.code), message: error.message };
    throw error;
  }
}

async function emptied(): Promise<void> {
  await db.exec('ROLLBACK; RESET ALL;');
  const { rows } = await db.query<{ name: string }>(
    "SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
  );
  await db.exec(`${rows.map(({ name }) => `DROP SCHEMA ${name} CASCADE;`).join('\n')}\nCREATE SCHEMA public;`);
}

/** The schema as it is before the statement that the finding is about. What is meant to fail before it does so by itself. */
async function prepared({ before }: Advice): Promise<void> {
  await emptied();
  for (const text of before) {
    for (const statement of splitText(text).statements) await refusal(statement.text);
    await db.exec('COMMIT; RESET ALL;');
  }
}

/** What the files do not show: a relation, schema, type or function that is taken as existing. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['42P01', '3F000', '42704', '42883']);
const DEPENDENTS = '2BP01';

async function outcome(advice: Advice): Promise<string> {
  await prepared(advice);
  let said: Refusal | undefined;
  for (const file of recipeFiles(advice.sql)) {
    said ??= await refusal(file);
    await db.exec('ROLLBACK; RESET ALL;');
  }
  if (said === undefined) return 'runs';
  // Another finding on the same statement says to drop first, by name, what depends on it.
  if (said.code === DEPENDENTS && /\bCASCADE$/i.test(advice.statement)) return 'runs';
  // The user's own statement is refused in the same words, and not because of what the finding says: it is the server that differs.
  if (NOT_SHOWN.has(said.code) || !advice.finding.rule.endsWith('-failing')) {
    await prepared(advice);
    const own = await refusal(advice.statement);
    if (own?.message === said.message) return 'not shown';
  }
  return `${advice.name}: ${said.message}\n${advice.sql}`;
}

test('the server takes what we tell people to run', { timeout: 120_000 }, async () => {
  const outcomes: string[] = [];
  for (const advice of advices) outcomes.push(await outcome(advice));
  expect(outcomes.filter((each) => each !== 'runs' && each !== 'not shown')).toEqual([]);
  // Most of it can be tried, or this test would say little.
  expect(outcomes.filter((each) => each === 'runs').length).toBeGreaterThan(outcomes.length * 0.8);
});

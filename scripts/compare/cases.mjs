import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// What the servers did with each measured case, as the comparison counts it.

/**
 * - `outage`: reads or writes of a relation that was there were shut out while rows were read, indexed or written anew
 * - `error`: the server refused it
 * - `brief`: a lock that shuts out reads or writes, and no work that grows with a table
 * - `harmless`: no such lock
 * - `unseen`: the case's tables are empty, and what the server does on full ones leaves no trace there; not counted
 * @typedef {'outage' | 'error' | 'brief' | 'harmless' | 'unseen'} Class
 * @typedef {{ readonly name: string, readonly how: 'transaction' | 'alone' | 'string', readonly setup: string, readonly session: string, readonly body: string, readonly outcomes: readonly Observed[] }} Case
 * @typedef {{ readonly versions: readonly number[], readonly fails?: string, readonly locks?: Readonly<Record<string, string>>, readonly work?: Readonly<Record<string, string>> | 'unseen' }} Observed
 * @typedef {{ readonly setups: readonly { readonly setup: readonly string[], readonly cases: readonly { readonly name: string, readonly alone?: boolean, readonly statement: string | readonly string[], readonly outcomes?: readonly Observed[] }[] }[] }} Recording
 */

/** Locks that shut out writes, or everything; those of DDL against DDL and of DML do not. */
const SHUTTING_OUT = new Set(['SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE']);

/** What belongs to the session and not to the database: a new file is a new session. The measured servers ran in UTC. */
const OF_THE_SESSION = /^(?:SET\b|CREATE TEMP)/;
/** `CREATE …; CREATE …` sent as one message. */
const IS_STRING = /;\s*\S/;

/**
 * All measured cases: those of every `measurements*.json` of a folder. What runs in a transaction says so itself, in the way that every
 * reader of SQL knows.
 * @param {string} folder
 * @returns {readonly Case[]}
 */
export function readCases(folder) {
  const files = readdirSync(folder).filter((name) => /^measurements.*\.json$/.test(name));
  return files.toSorted().flatMap((file) => {
    /** @type {Recording} */
    const { setups } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return setups.flatMap(({ setup, cases }) =>
      cases.map(({ name, alone = false, statement, outcomes = [] }) => {
        const statements = typeof statement === 'string' ? [statement] : statement;
        const isString = alone && statements.some((sql) => IS_STRING.test(sql) && !/^(?:DO|CREATE FUNCTION)\b/.test(sql));
        const session = isString ? [] : ["SET TimeZone = 'UTC'", ...setup.filter((sql) => OF_THE_SESSION.test(sql))];
        const body = alone ? statements : ['BEGIN', ...statements, 'COMMIT'];
        return {
          name,
          how: isString ? 'string' : alone ? 'alone' : 'transaction',
          setup: script(setup.filter((sql) => !OF_THE_SESSION.test(sql))),
          session: script(session),
          body: script(body),
          outcomes,
        };
      }),
    );
  });
}

const script = (/** @type {readonly string[]} */ statements) => statements.map((sql) => `${sql};\n`).join('');

/**
 * Cases whose new relfilenode looks like work that grows with a table, and is none.
 * @type {Readonly<Record<string, string>>}
 */
export const NO_WORK = {
  'replace-primary-key-one-statement': 'the new index has the old name, and so looks like a rewrite of the old one',
  'more-refresh-materialized-view-m-with-no-data': 'a new file for no rows',
};

/**
 * What a case was on a server version; undefined where it was not measured.
 * @param {Case} kase
 * @param {number} version
 * @returns {Class | undefined}
 */
export function classOf({ name, setup, outcomes }, version) {
  const observed = outcomes.find(({ versions }) => versions.includes(version));
  if (observed === undefined) return undefined;
  const { fails, locks = {}, work = {} } = observed;
  if (fails !== undefined) return 'error';
  if (work === 'unseen') return 'unseen';
  const matviews = new Set(Array.from(setup.matchAll(/^CREATE MATERIALIZED VIEW (\w+)/gm), ([, matview]) => matview));
  // Nobody writes to a materialised view: what shuts out writes alone shuts out its REFRESH.
  const isFelt = (/** @type {[string, string]} */ [relation, lock]) =>
    SHUTTING_OUT.has(lock) && (lock === 'ACCESS EXCLUSIVE' || !matviews.has(relation));
  if (!Object.entries(locks).some(isFelt)) return 'harmless';
  return Object.keys(work).length > 0 && !(name in NO_WORK) ? 'outage' : 'brief';
}

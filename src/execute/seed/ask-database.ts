import { nameText, quoteName, type Name } from '../../model/name.ts';
import type { Insert } from '../../model/operation.ts';
import type { Connection } from '../drivers/driver.ts';
import { againInstead, type JudgedSeed, type Question, type Refusal } from './judge-seed.ts';

/** Answers what only the database can: the rest of what keeps a seed from running, and which key an INSERT may name. It only reads. */
export async function askDatabase(connection: Connection, { refusals, questions }: JudgedSeed): Promise<readonly Refusal[]> {
  const keys = rememberedKeys(connection);
  const known: Refusal[] = [];
  for (const refusal of refusals) {
    const { insert } = refusal;
    const instead = insert === undefined ? undefined : insteadFor(insert, await keys(insert.table));
    known.push(instead === undefined ? refusal : { ...refusal, instead });
  }
  for (const question of questions) {
    const refusal = await answer(connection, question, keys);
    if (refusal !== undefined) known.push(refusal);
  }
  return known.sort((a, b) => a.line - b.line);
}

type AskKeys = (table: Name) => Promise<Keys | undefined>;

const answer = async (connection: Connection, question: Question, keys: AskKeys): Promise<Refusal | undefined> => {
  switch (question.about) {
    case 'key':
      return aboutKey(question, await keys(question.insert.table));
    case 'function':
      return aboutFunction(connection, question);
    case 'referrers':
      return aboutReferrers(connection, question);
  }
};

/** A table's unique keys; undefined: there is no such table yet. */
interface Keys {
  /** Columns in their order, with what a row has where an INSERT leaves them out. */
  readonly columns: readonly { readonly name: string; readonly constant: boolean }[];
  readonly keys: readonly (readonly string[])[];
  /** There is one over expressions, for some of the rows, or an exclusion: whether rows conflict on it is not looked into. */
  readonly others: boolean;
}

function rememberedKeys(connection: Connection): AskKeys {
  const known = new Map<string, Promise<Keys | undefined>>();
  return (table) => {
    const name = quoteName(table);
    const asked = known.get(name) ?? keysOf(connection, name);
    known.set(name, asked);
    return asked;
  };
}

async function keysOf(connection: Connection, table: string): Promise<Keys | undefined> {
  const columns = await connection.query(
    `SELECT a.attname::text AS name, coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid) NOT LIKE '%(%', false) AS constant
     FROM pg_catalog.pg_attribute AS a LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [table],
  );
  if (columns.length === 0) return undefined;
  // INCLUDE columns are no part of a key; before 11 there are none.
  const keys = await connection.query(
    `SELECT i.indisunique AND i.indexprs IS NULL AND i.indpred IS NULL AS plain,
       ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
         WHERE k.place <= coalesce((to_jsonb(i) ->> 'indnkeyatts')::int4, i.indnatts) ORDER BY k.place) AS columns
     FROM pg_catalog.pg_index AS i
     WHERE i.indrelid = to_regclass($1) AND (i.indisunique OR i.indisexclusion) AND i.indisvalid ORDER BY i.indisprimary DESC, i.indexrelid`,
    [table],
  );
  return {
    columns: columns.map((row) => ({ name: String(row['name']), constant: row['constant'] === true })),
    keys: keys.filter((row) => row['plain'] === true).map((row) => row['columns'] as readonly string[]),
    others: keys.some((row) => row['plain'] !== true),
  };
}

/** The first key whose values all stand in the file. */
const givenKey = ({ columns: written, fresh = [], width }: Insert, { columns, keys }: Keys): readonly string[] | undefined => {
  const given = new Set(
    columns.flatMap(({ name, constant }, place) => {
      const isWritten = written === undefined ? place < (width ?? columns.length) : written.includes(name);
      const isFresh = fresh.includes(name) || (written === undefined && fresh.includes(place));
      return (isWritten && !isFresh) || (!isWritten && constant) ? [name] : [];
    }),
  );
  return keys.find((key) => key.every((column) => given.has(column)));
};

function insteadFor(insert: Insert, keys: Keys | undefined): string | undefined {
  if (keys === undefined) return undefined;
  const key = givenKey(insert, keys);
  return key === undefined && !keys.others ? withoutKey(insert, keys) : againInstead(insert, key);
}

/** What can be done where no row can conflict with any. */
function withoutKey({ table }: Insert, { keys }: Keys): string {
  const [first] = keys;
  const write = first === undefined ? '' : `Write ${first.join(', ')} out; or a`;
  return `${write === '' ? 'A' : write} unique constraint on what tells the rows apart, in a migration; or INSERT … SELECT … WHERE NOT EXISTS (SELECT 1 FROM ${quoteName(table)} …).`;
}

function aboutKey({ file, line, insert }: Question & { readonly about: 'key' }, keys: Keys | undefined): Refusal | undefined {
  if (keys === undefined || keys.others || givenKey(insert, keys) !== undefined) return undefined;
  const table = nameText(insert.table);
  const [first] = keys.keys;
  const why = first === undefined ? 'it has no unique key' : `its key is ${first.join(', ')}, which is made anew each time`;
  return {
    file,
    line,
    reason: `Nothing ever conflicts in ${table}: ${why}. This INSERT adds its rows again each time it runs.`,
    instead: withoutKey(insert, keys),
    allowable: true,
  };
}

/** A query may call what writes. */
async function aboutFunction(
  connection: Connection,
  { file, line, name }: Question & { readonly about: 'function' },
): Promise<Refusal | undefined> {
  const [row] = await connection.query(
    `SELECT bool_or(p.provolatile = 'v' AND n.nspname <> 'pg_catalog') AS writes
     FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
     WHERE p.proname = $1 AND CASE WHEN $2 = '' THEN pg_catalog.pg_function_is_visible(p.oid) ELSE n.nspname = $2 END`,
    [name.name, name.schema ?? ''],
  );
  if (row?.['writes'] !== true) return undefined;
  return {
    file,
    line,
    reason: `What ${nameText(name)} does each time it is called is not known; it is VOLATILE.`,
    instead: 'Write out what it does, as INSERT … ON CONFLICT or the like; or, where it only reads, declare it STABLE.',
    allowable: true,
  };
}

/** Foreign keys by which rows of other tables go, or lose their values, with those that are deleted. */
async function aboutReferrers(
  connection: Connection,
  { file, line, table }: Question & { readonly about: 'referrers' },
): Promise<Refusal | undefined> {
  const rows = await connection.query(
    `SELECT DISTINCT conrelid::regclass::text AS referrer FROM pg_catalog.pg_constraint
     WHERE contype = 'f' AND confrelid = to_regclass($1) AND conrelid <> confrelid AND confdeltype IN ('c', 'n', 'd') ORDER BY 1`,
    [quoteName(table)],
  );
  if (rows.length === 0) return undefined;
  const referrers = rows.map((row) => String(row['referrer'])).join(', ');
  return {
    file,
    line,
    reason: `This DELETE empties ${nameText(table)}, and what refers to it in ${referrers} goes with it or loses its reference, whoever put it there.`,
    instead: `Delete only what the file is about; or leave the rows, and INSERT … ON CONFLICT … DO UPDATE.`,
    allowable: true,
  };
}

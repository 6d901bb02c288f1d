import type { Place } from './place.ts';
import type { Shape } from './shapes.ts';

/** What is wrong with a database after all is said to be done; each is one statement, lock or index. */
export interface Wrong {
  /** Recorded or said to be done, and did not take effect. */
  readonly lost: readonly string[];
  /** Took effect more than once. */
  readonly doubled: readonly string[];
  /** Left over: a lock, an INVALID index, a step that is neither done nor pending. */
  readonly stuck: readonly string[];
}

const text = (value: unknown): string => String(value);

/** Holds the database against what the shape says that must be there. */
export async function check(place: Place, shape: Shape): Promise<Wrong> {
  const lost: string[] = [];
  const doubled: string[] = [];
  const stuck: string[] = [];
  const counts = new Map(
    (await place.rows('SELECT name, count(*)::int AS n FROM token GROUP BY name')).map((row) => [text(row['name']), Number(row['n'])]),
  );
  for (const token of shape.tokens) if (!counts.has(token)) lost.push(`token ${token}`);
  for (const [token, n] of counts) if (n > 1 || !shape.tokens.includes(token)) doubled.push(`token ${token} × ${n}`);
  for (const name of shape.present)
    if ((await place.rows(`SELECT 1 FROM pg_class WHERE relname = '${name}'`)).length === 0) lost.push(name);
  for (const name of shape.absent)
    if ((await place.rows(`SELECT 1 FROM pg_class WHERE relname = '${name}'`)).length > 0) doubled.push(name);
  const invalid = await place.rows('SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid OR NOT indisready');
  stuck.push(...invalid.map((row) => `INVALID index ${text(row['name'])}`));
  const answers = async (sql: string): Promise<readonly string[]> => (await place.rows(sql)).map((row) => text(Object.values(row)[0]));
  if (shape.asks !== undefined) {
    lost.push(...(await answers(shape.asks.lost)));
    doubled.push(...(await answers(shape.asks.doubled)));
  }
  if (shape.theirs !== undefined) {
    const theirs = await answers(shape.theirs.sql);
    lost.push(...shape.theirs.rows.filter((row) => !theirs.includes(row)).map((row) => `their row ${row}`));
    doubled.push(
      ...theirs.filter((row, at) => !shape.theirs?.rows.includes(row) || theirs.indexOf(row) < at).map((row) => `their row ${row}`),
    );
  }
  const files = Object.keys(shape.files).filter((path) => path.endsWith('.sql')).length;
  const migrations = await place.rows('SELECT id, state, steps_done, steps_total FROM sqlsafe.migration');
  if (migrations.length !== files) lost.push(`the journal has ${migrations.length} of ${files} files`);
  for (const row of migrations)
    if (row['state'] !== 'applied' || row['steps_done'] !== row['steps_total']) stuck.push(`${text(row['id'])} is ${text(row['state'])}`);
  const steps = await place.rows("SELECT id, seq, state FROM sqlsafe.step WHERE state <> 'done'");
  stuck.push(...steps.map((row) => `step ${text(row['id'])}/${text(row['seq'])} is ${text(row['state'])}`));
  const locks = await place.rows(
    `SELECT DISTINCT concat_ws(' ', mode, 'on', coalesce(relation::regclass::text, locktype)) AS lock FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
     LEFT JOIN pg_stat_activity AS s USING (pid) WHERE d.datname = current_database() AND (locktype = 'advisory' OR s.application_name LIKE 'sqlsafe/%')`,
  );
  stuck.push(...locks.map((row) => `a lock, ${text(row['lock'])}`));
  return { lost, doubled, stuck };
}

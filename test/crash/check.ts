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
  const files = Object.keys(shape.files).length;
  const migrations = await place.rows('SELECT id, state, steps_done, steps_total FROM sqlsafe.migration');
  if (migrations.length !== files) lost.push(`the journal has ${migrations.length} of ${files} files`);
  for (const row of migrations)
    if (row['state'] !== 'applied' || row['steps_done'] !== row['steps_total']) stuck.push(`${text(row['id'])} is ${text(row['state'])}`);
  const steps = await place.rows("SELECT id, seq, state FROM sqlsafe.step WHERE state <> 'done'");
  stuck.push(...steps.map((row) => `step ${text(row['id'])}/${text(row['seq'])} is ${text(row['state'])}`));
  const locks = await place.rows(
    "SELECT 1 FROM pg_locks JOIN pg_database AS d ON d.oid = database WHERE locktype = 'advisory' AND datname = current_database()",
  );
  if (locks.length > 0) stuck.push('an advisory lock');
  return { lost, doubled, stuck };
}

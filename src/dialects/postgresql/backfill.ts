import type { Backfill } from '../../model/backfill.ts';
import { nameText, type Name } from '../../model/name.ts';
import type { Step } from '../../model/operation.ts';
import type { Comment, Statement } from '../../model/source.ts';
import { batchTarget } from './backfill-target.ts';

const DIRECTIVE = /^\s*sqlsafe:\s*backfill\b\s*([\s\S]*)$/;
const SETTING = /([a-z][a-z-]*)=((?:"[^"]*"|[^\s"])+)|(\S+)/gi;
const KNOWN = new Set(['table', 'key', 'batch', 'pause', 'max-lag', 'max-active']);
const LARGEST_BATCH = 1_000_000;
const MAX_LAG = 10_000;

/** How a directive is written. */
export const BACKFILL_FORM = '-- sqlsafe: backfill table=users key=id batch=5000';

/** What the directive before a statement says of it; undefined: there is none; a text: what is wrong with it. */
export function readBackfill(
  statement: Statement,
  after: number,
  comments: readonly Comment[],
  steps: readonly Step[],
): Backfill | string | undefined {
  const { start } = statement.span;
  const words = comments
    .filter(({ span }) => span.start >= after && span.end <= start)
    .flatMap(({ body }) => DIRECTIVE.exec(body)?.[1] ?? [])
    .at(-1);
  if (words === undefined) return undefined;
  const given = new Map<string, string>();
  for (const [, name, value = '', stray] of words.matchAll(SETTING)) {
    if (name === undefined || !KNOWN.has(name)) return `there is no “${name ?? stray ?? ''}” in a backfill`;
    if (given.has(name)) return `${name} is said twice`;
    given.set(name, value);
  }
  const table = given.get('table');
  const key = given.get('key');
  if (table === undefined || key === undefined) return `it does not say its ${table === undefined ? 'table' : 'key'}`;
  const batch = numberOf(given.get('batch') ?? '1000', LARGEST_BATCH);
  if (batch === undefined || batch === 0) return `batch is a number of rows from 1 to ${LARGEST_BATCH}`;
  const pause = millisecondsOf(given.get('pause') ?? '0ms');
  const maxLag = millisecondsOf(given.get('max-lag') ?? `${MAX_LAG}ms`);
  if (pause === undefined || maxLag === undefined) return `${pause === undefined ? 'pause' : 'max-lag'} is a duration: 50ms, 2s`;
  const maxActive = numberOf(given.get('max-active') ?? '0', 10_000);
  if (maxActive === undefined) return 'max-active is a number of sessions';
  const [op] = steps[0]?.operations ?? [];
  const changes = op?.kind === 'update' ? op.columns : [];
  const target = batchTarget(statement.text, changes);
  if ('refused' in target) return target.refused;
  const wanted = partsOf(table, '.');
  if (!isSame(wanted, target.table)) return `the statement goes through ${nameText(target.table)}, not ${table}`;
  const columns = partsOf(key, ',');
  if (columns.length === 0) return 'it does not say its key';
  const changed = columns.find((column) => changes.includes(column));
  if (changed !== undefined) return `the statement changes ${changed}, by which it would be cut into batches`;
  return { ...target, key: columns, batch, pause, maxLag, maxActive };
}

const numberOf = (text: string, most: number): number | undefined =>
  /^\d{1,8}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };
function millisecondsOf(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,7})(ms|s|min)$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? 1);
}

/** `"Big".users` → `Big`, `users` */
const partsOf = (text: string, between: '.' | ','): readonly string[] =>
  Array.from(text.matchAll(between === '.' ? /"([^"]*)"|[^".]+/g : /"([^"]*)"|[^",]+/g), ([all, quoted]) => quoted ?? all.toLowerCase());

const isSame = (wanted: readonly string[], { schema, name }: Name): boolean =>
  wanted.at(-1) === name && (wanted.length < 2 || wanted.at(-2) === (schema ?? 'public'));

import type { Problem } from '../../model/problem.ts';
import { didYouMean } from '../did-you-mean.ts';
import { entryOf, problemAt, type ReadTargets, type TargetEntry } from './entry.ts';

const COLUMNS = ['name', 'url', 'database', 'schema'] as const;
const SOURCE = '--targets-query';

/** What a query gave: columns `name`, and `url`, `database` or `schema`. Without a name it is the database's, or the schema's. */
export function readRows(rows: readonly Readonly<Record<string, unknown>>[]): ReadTargets {
  const [first] = rows;
  const at = (row: number): { file: string; line: number } => ({ file: SOURCE, line: row + 1 });
  if (first === undefined) return { entries: [], problems: [] };
  const strangers = Object.keys(first).filter((column) => !(COLUMNS as readonly string[]).includes(column));
  const wrong = strangers.map((column): Problem => {
    const near = didYouMean(column, COLUMNS);
    return {
      code: 'targets-wrong',
      text: `The query gives a column ${column}, which says nothing of a database.`,
      hint: near === undefined ? 'It gives name, and url, database or schema.' : `Is ${near} meant? SELECT … AS ${near}`,
      file: SOURCE,
    };
  });
  if (wrong.length > 0) return { entries: [], problems: wrong };
  const read = rows.map((row, index): TargetEntry | Problem => {
    const strange = COLUMNS.find((column) => row[column] !== undefined && row[column] !== null && !isPlain(row[column]));
    if (strange !== undefined) return problemAt(at(index), `${strange} is no text.`);
    const text = (column: (typeof COLUMNS)[number]): string | undefined => (isPlain(row[column]) ? String(row[column]) : undefined);
    return entryOf({ name: text('name'), url: text('url'), database: text('database'), schema: text('schema') }, at(index));
  });
  return {
    entries: read.filter((each): each is TargetEntry => !('code' in each)),
    problems: read.filter((each): each is Problem => 'code' in each),
  };
}

const isPlain = (value: unknown): value is string | number | bigint => ['string', 'number', 'bigint'].includes(typeof value);

import type { SectionRun, StatementRun } from '../../model/section-run.ts';
import type { Span } from '../../model/source.ts';
import { statementsOf, type PlannedMigration } from './plan.ts';

/** Literals and quoted names are passed over. */
const FROM_CONNECTION = /('(?:[^']|'')*'|"(?:[^"]|"")*")|\bfrom\s+std(?:in|out)\b/gi;

/** Does this COPY read rows that come behind it? STDOUT is PostgreSQL's other word for the same. */
export const readsRows = (each: StatementRun): boolean =>
  each.steps.some(({ operations }) => operations.some((op) => op.kind === 'copy' && op.from && !op.program)) &&
  each.statement.text !== readingFrom(each.statement.text, '');

/** The COPY, reading from a file. @param path as an SQL literal */
export const readingFrom = (sql: string, path: string): string =>
  sql.replaceAll(FROM_CONNECTION, (all, quoted: string | undefined) => quoted ?? `${all.slice(0, 4)} ${path}`);

const LINE_END = /\r\n?|\n/g;
const LAST_LINE = /^\\\.(?=\r?$)/gm;

/**
 * Where the rows of a COPY stand in the file's text, as psql reads them: from the line behind the statement to the one that is `\.`; undefined:
 * none follow.
 */
export function rowsOf({ section: { file, span: part } }: SectionRun, { statement: { span } }: StatementRun): Span | undefined {
  LINE_END.lastIndex = span.end;
  if (LINE_END.exec(file.text) === null) return undefined;
  const start = LINE_END.lastIndex;
  LAST_LINE.lastIndex = start;
  const last = LAST_LINE.exec(file.text);
  return last === null || last.index > part.end ? undefined : { start, end: last.index };
}

/** The same plan without the rows, which its hashes stand for: to be shown and kept. */
export const withoutRows = (migration: PlannedMigration): PlannedMigration =>
  statementsOf(migration).every(({ rows }) => rows === undefined)
    ? migration
    : {
        ...migration,
        units: migration.units.map((unit) =>
          unit.kind === 'alone' ? unit : { ...unit, statements: unit.statements.map((statement) => ({ ...statement, rows: undefined })) },
        ),
      };

/** The rows themselves. */
export function copyRows(run: SectionRun, each: StatementRun): string | undefined {
  const rows = readsRows(each) ? rowsOf(run, each) : undefined;
  return rows && run.section.file.text.slice(rows.start, rows.end);
}

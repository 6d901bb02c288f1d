import { positionAt, rawOffset } from '../../model/position.ts';
import type { SectionRun, StatementRun } from '../../model/section-run.ts';
import type { Span } from '../../model/source.ts';
import { readsRows, rowsOf } from './copy-rows.ts';

/** What stands in a file and is no statement that could be sent as it is. */
export interface NotSent {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly instead: string;
}

/**
 * What a runner that is not psql would leave out or send as something else: placeholders without a value, psql's own commands, a COPY whose
 * rows don't follow it, or go nowhere. Pure. In order of their lines.
 */
export const notSent = (run: SectionRun): readonly NotSent[] =>
  [...unfilled(run), ...copies(run), ...metaCommands(run)].toSorted((a, b) => a.line - b.line);

const unfilled = ({ section: { file, span } }: SectionRun): readonly NotSent[] =>
  file.edits
    .filter(({ standIn, span: { start, end } }) => standIn === true && start < span.end && end > span.start)
    .map(({ raw: { start, end } }) => {
      const placeholder = file.raw.slice(start, end);
      return {
        file: file.path,
        line: positionAt(file.raw, start).line,
        reason: `${placeholder} has no value.`,
        instead: `--placeholder ${placeholder.replaceAll(/[^\w.-]/g, '')}=…, or "placeholders" in the configuration.`,
      };
    });

/** COPY … TO stdout. */
export const TO_CONNECTION = /\bto\s+std(?:in|out)\b/i;

function copies(run: SectionRun): readonly NotSent[] {
  const { file } = run.section;
  const said = ({ statement }: StatementRun, reason: string, instead: string): NotSent => ({
    file: file.path,
    line: positionAt(file.raw, rawOffset(file, statement.span.start)).line,
    reason,
    instead,
  });
  return run.statements.filter(isCopy).flatMap((each): readonly NotSent[] => {
    if (readsRows(each))
      return rowsOf(run, each) === undefined
        ? [
            said(
              each,
              'This COPY awaits its rows behind it, and no line \\. ends them.',
              'Let its rows follow, and behind them a line that is \\.',
            ),
          ]
        : [];
    if (!TO_CONNECTION.test(each.statement.text)) return [];
    return [said(each, 'This COPY writes rows to whoever runs it, and nobody reads them.', 'Leave it out.')];
  });
}

const isCopy = ({ steps }: StatementRun): boolean => steps.some(({ operations }) => operations.some(({ kind }) => kind === 'copy'));

/** Those that only change what psql shows, or when it stops. */
const HARMLESS = new Set('echo qecho warn timing pset t x a H errverbose restrict unrestrict conninfo encoding'.split(' '));
/** `\set ON_ERROR_STOP on` and its like; other names are variables, whose places are placeholders. */
const OWN_VARIABLE = /^\s+[A-Z][A-Z_]*(?=\s|$)/;
const COMMAND = /\\([A-Za-z_]+|!)/g;
const INSTEAD: Readonly<Record<string, string>> = {
  copy: 'COPY … FROM stdin; with the rows in the lines behind it, and a line that is \\. at their end.',
  i: 'The other file is one of its own: put it into the folder.',
  ir: 'The other file is one of its own: put it into the folder.',
  set: 'Give the value with --placeholder name=value.',
};

/** They stand between the statements. */
function metaCommands(run: SectionRun): readonly NotSent[] {
  const {
    section: { file, span },
    statements,
    comments,
  } = run;
  if (!file.text.includes('\\')) return [];
  const known = [...statements.map(({ statement }) => statement.span), ...comments.map((comment) => comment.span), ...rowsIn(run)];
  return Array.from(file.text.matchAll(COMMAND)).flatMap(({ index, 0: command, 1: name = '' }) => {
    const isOutside = index < span.start || index >= span.end;
    if (isOutside || HARMLESS.has(name) || known.some(({ start, end }) => index >= start && index < end)) return [];
    if (name === 'set' && OWN_VARIABLE.test(file.text.slice(index + command.length))) return [];
    return [
      {
        file: file.path,
        line: positionAt(file.raw, rawOffset(file, index)).line,
        reason: `${command} is a command of psql, and it is not psql that runs this.`,
        instead: INSTEAD[name] ?? 'Write it in SQL.',
      },
    ];
  });
}

/** Rows that follow a COPY, and the line behind them, in which a backslash means something else. */
const rowsIn = (run: SectionRun): readonly Span[] =>
  run.statements.filter(readsRows).flatMap((each) => {
    const rows = rowsOf(run, each);
    return rows === undefined ? [] : [{ start: rows.start, end: rows.end + 2 }];
  });

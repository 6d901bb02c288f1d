import { positionAt, rawOffset } from '../../model/position.ts';
import type { SectionRun } from '../../model/section-run.ts';
import type { Span } from '../../model/source.ts';

/** What stands in a file and is no statement that could be sent as it is. */
export interface NotSent {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly instead: string;
}

/**
 * What a runner that is not psql would leave out or send as something else: placeholders without a value, psql's own commands, and rows
 * that COPY awaits on the connection. Pure. In order of their lines.
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

/** COPY … FROM stdin. */
export const ON_CONNECTION = /\b(?:from|to)\s+p?std(?:in|out)\b/i;

const copies = ({ section: { file }, statements }: SectionRun): readonly NotSent[] =>
  statements
    .filter((each) => isCopy(each) && ON_CONNECTION.test(each.statement.text))
    .map(({ statement }) => ({
      file: file.path,
      line: positionAt(file.raw, rawOffset(file, statement.span.start)).line,
      reason: 'This COPY has its rows on the connection, where only psql puts them.',
      instead: 'Write the rows as INSERT … VALUES.',
    }));

const isCopy = ({ steps }: SectionRun['statements'][number]): boolean =>
  steps.some(({ operations }) => operations.some(({ kind }) => kind === 'copy'));

/** Those that only change what psql shows, or when it stops. */
const HARMLESS = new Set('echo qecho warn timing pset t x a H errverbose restrict unrestrict conninfo encoding'.split(' '));
/** `\set ON_ERROR_STOP on` and its like; other names are variables, whose places are placeholders. */
const OWN_VARIABLE = /^\s+[A-Z][A-Z_]*(?=\s|$)/;
const COMMAND = /\\([A-Za-z_]+|!)/g;
const INSTEAD: Readonly<Record<string, string>> = {
  copy: 'Write the rows as INSERT … VALUES.',
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
  const known = [...statements.map(({ statement }) => statement.span), ...comments.map((comment) => comment.span), ...rowsOf(run)];
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

/** Rows that follow a COPY, in which a backslash means something else. */
const rowsOf = ({ section: { file }, statements }: SectionRun): readonly Span[] =>
  statements.filter(isCopy).flatMap(({ statement: { span } }) => {
    const end = /^\\\.\r?$/m.exec(file.text.slice(span.end));
    return end === null ? [] : [{ start: span.end, end: span.end + end.index + end[0].length }];
  });

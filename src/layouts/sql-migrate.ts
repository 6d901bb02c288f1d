import type { FileFinding } from '../model/finding.ts';
import type { SourceFile } from '../model/source.ts';
import { cut, type Mark } from './cut.ts';
import { whole, type Folder, type Layout } from './layout.ts';
import { lineEndFindings, type LineCutter } from './line-ends.ts';
import { firstCode, misread } from './misread.ts';
import { duplicates, gaps, widths } from './order-findings.ts';
import { nameOf, stemOf } from './path.ts';
import { nearest } from './tool-config.ts';
import { naturalCompare } from './version.ts';

// A command stands in column 1 and is written exactly so: https://github.com/rubenv/sql-migrate/blob/master/sqlparse/sqlparse.go
const COMMAND = /^-- \+migrate (\S+)[ \t]*(.*)$/gm;
const COMMANDS = ['Up', 'Down', 'StatementBegin', 'StatementEnd'];
// What is meant for it, however it is written.
const MEANT = /^[ \t]*--[ \t]*\+[ \t]*migrate\b[ \t:]*(\w*)[ \t]*(.*)$/gim;
const NO_TRANSACTION = 'notransaction';

const CUTTER: LineCutter = {
  name: 'sql-migrate',
  begin: /^-- \+migrate StatementBegin\b/,
  end: /^-- \+migrate StatementEnd\b/,
  words: ['-- +migrate StatementBegin', '-- +migrate StatementEnd'],
};

const options = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

const marksIn = (text: string): readonly Mark[] =>
  Array.from(text.matchAll(COMMAND)).flatMap(({ index, 1: command, 2: rest = '' }) =>
    command === 'Up' || command === 'Down' ? [{ direction: command === 'Up' ? 'up' : 'down', start: index, options: rest }] : [],
  );

/** Lines that sql-migrate passes over or takes for less than was meant. */
function misreadings(file: SourceFile, marks: readonly Mark[]): FileFinding[] {
  const { text } = file;
  const found = Array.from(text.matchAll(MEANT)).flatMap(({ index, 0: line, 1: command = '', 2: rest = '' }) => {
    const span = { start: index + line.search(/\S/), end: index + line.trimEnd().length };
    const meant = COMMANDS.find((each) => each.toLowerCase() === command.toLowerCase());
    const exact = line.startsWith(`-- +migrate ${command}`) && COMMANDS.includes(command);
    const unknown = options(rest).find((option) => option !== NO_TRANSACTION);
    if (exact && unknown === undefined) return [];
    if (exact)
      return [
        misread(file, {
          span,
          text: `sql-migrate knows no option ${unknown ?? ''}, and passes over it.`,
          why: `The only one is ${NO_TRANSACTION}; without it this part runs in a transaction.`,
          instead: `Write \`-- +migrate ${command} ${NO_TRANSACTION}\`.`,
        }),
      ];
    const isDown = /^d/i.test(command);
    return [
      misread(file, {
        span,
        text: 'sql-migrate passes over this line: it is no command as it is written.',
        why: isDown
          ? 'What follows runs on the way up, together with what it should undo.'
          : 'What follows belongs to the part before it, and to none where it is the first.',
        instead: `Write \`-- +migrate ${meant ?? (isDown ? 'Down' : 'Up')}\`, in column 1 and with these capitals.`,
        severity: isDown ? 'error' : 'warning',
      }),
    ];
  });
  const [first] = marks;
  const before = first === undefined ? -1 : firstCode(text, 0, first.start);
  if (first === undefined || before === -1) return found;
  const span = { start: before, end: first.start };
  return [
    ...found,
    misread(file, {
      span,
      text: 'This stands before the first part: sql-migrate never runs it.',
      why: 'It begins with `-- +migrate Up`, and passes over all that comes before.',
      instead: 'Put it below `-- +migrate Up`.',
    }),
  ];
}

/** Statements before the first mark never run; comments there speak of the file, and are kept. */
function partsOf(file: SourceFile, marks: readonly Mark[]): ReturnType<typeof cut> {
  const [first] = marks;
  const parts = cut(file, marks, (mark) => (options(mark.options).includes(NO_TRANSACTION) ? 'statement' : 'file'));
  if (first === undefined || firstCode(file.text, 0, first.start) === -1) return parts;
  const later = (section: (typeof parts.up)[number]): typeof section =>
    section.span.start < first.start ? { ...section, span: { ...section.span, start: first.start } } : section;
  return { up: parts.up.map(later), down: parts.down.map(later) };
}

/** Its configuration, and lines meant for it. */
const isMeant = ({ tree, root, files }: Folder): boolean =>
  nearest(tree, root, ['dbconfig.yml', 'dbconfig.yaml']) !== undefined && files.some(({ source }) => source.text.search(MEANT) !== -1);

/**
 * `-- +migrate Up [notransaction]` and `-- +migrate Down [notransaction]` in one file; statements run one by one, in a transaction for
 * each file unless its part says otherwise. Files go by the number that they begin with, then by name, and are known by their names.
 */
export const sqlMigrate: Layout = {
  name: 'sql-migrate',
  detect: (folder) =>
    folder.files.some(({ source }) => source.text.includes('-- +migrate ') && marksIn(source.text).length > 0) || isMeant(folder),
  order({ files, dialect }) {
    const read = files.toSorted((a, b) => naturalCompare(a.local, b.local)).map((file) => ({ ...file, marks: marksIn(file.source.text) }));
    const steps = read.map(({ local, source, marks }) => ({
      id: stemOf(local),
      ...(marks.length === 0 ? { up: [whole(source, 'file')], down: [] } : partsOf(source, marks)),
    }));
    return {
      steps,
      left: [],
      reversible: true,
      findings: [
        ...read.flatMap(({ source, marks }) => misreadings(source, marks)),
        ...read.filter(({ marks }) => marks.length === 0).map(({ source }) => unmarked(source)),
        ...lineEndFindings(steps, dialect, CUTTER),
        ...duplicates(steps, 'info', 'sql-migrate goes by the whole name: both run, in the order of their names.'),
        ...gaps(steps),
        ...widths(steps, 'info', 'sql-migrate goes by number.'),
      ],
    };
  },
};

const unmarked = (file: SourceFile): FileFinding =>
  misread(file, {
    span: { start: 0, end: Math.min(file.text.length, Math.max(0, file.text.search(/\r|\n|$/))) },
    text: `${nameOf(file.path)} has no \`-- +migrate Up\`.`,
    why: 'sql-migrate refuses to run while a file in the folder has no part.',
    instead: 'Begin it with `-- +migrate Up`, or move it out of the folder.',
    severity: 'error',
  });

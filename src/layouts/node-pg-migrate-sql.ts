import type { FileFinding } from '../model/finding.ts';
import type { Section } from '../model/migration.ts';
import type { SourceFile } from '../model/source.ts';
import { cut, type Mark } from './cut.ts';
import { whole, type Folder } from './layout.ts';
import { commentLines, misread } from './misread.ts';
import { nameOf } from './path.ts';
import { OTHERS_MARK, packageVersion } from './tool-config.ts';

// The first line of each kind that begins so: https://github.com/salsita/node-pg-migrate/blob/main/src/sqlMigration.ts
const UP = /^[ \t]*--[ \t-]*up[ \t]+migration/im;
const DOWN = /^[ \t]*--[ \t-]*down[ \t]+migration/im;
/** What looks like a mark, and is none. */
const NEARLY = /^--[ \t-]*(?:(?:migrat\w*[ \t:-]+)?(up|down)(?:[ \t-]*(?:migrat\w*|script|part|section))?)[ \t:-]*$/i;

/** Lines that begin a part; blanks before the `--` are no part of it. */
function marksIn(text: string): readonly Mark[] {
  const marks = [
    { direction: 'up' as const, start: text.search(UP), options: '' },
    { direction: 'down' as const, start: text.search(DOWN), options: '' },
  ].filter(({ start }) => start !== -1);
  return marks.map((mark) => ({ ...mark, start: mark.start + text.slice(mark.start).search(/\S/) })).sort((a, b) => a.start - b.start);
}

/**
 * The parts of a file of SQL, `-- Up Migration` and `-- Down Migration`. All pending migrations run in one transaction, or with
 * `--no-single-transaction` in one each; a SQL file can not leave it, one in JavaScript can.
 */
export function partsOf(file: SourceFile): { up: Section[]; down: Section[] } {
  const marks = marksIn(file.text);
  if (marks.length === 0) return { up: [whole(file, 'file')], down: [] };
  // Without a mark for the way up all of the file is the way up, the way down with it.
  const hasUp = marks.some(({ direction }) => direction === 'up');
  const parts = cut(file, marks, () => 'file');
  return hasUp ? parts : { up: [whole(file, 'file')], down: parts.down };
}

/** Lines that node-pg-migrate does not read as they were meant. */
export function misreadings(file: SourceFile): FileFinding[] {
  const marks = marksIn(file.text);
  const [first] = marks;
  const noUp =
    first !== undefined && !marks.some(({ direction }) => direction === 'up')
      ? [
          misread(file, {
            span: { start: first.start, end: first.start + 2 },
            text: 'There is no `-- Up Migration`: node-pg-migrate runs all of the file on the way up, this part too.',
            why: 'It takes a file without that mark for a way up as a whole.',
            instead: 'Write `-- Up Migration` above the way up.',
            severity: 'error',
          }),
        ]
      : [];
  const nearly = commentLines(file.text, NEARLY, (line) => !marks.some((mark) => mark.start === line.start)).flatMap(
    ({ start, end, text }) => {
      const direction = NEARLY.exec(text)?.[1]?.toLowerCase();
      const isMark = marks.some((mark) => mark.start === start);
      if (direction === undefined || isMark || marks.some((mark) => mark.direction === direction)) return [];
      const isDown = direction === 'down';
      return [
        misread(file, {
          span: { start, end },
          text: 'To node-pg-migrate this is a comment like any other.',
          why: isDown
            ? 'What follows runs on the way up, together with what it should undo.'
            : 'A part begins with the words “Up Migration” or “Down Migration”.',
          instead: `Write \`-- ${isDown ? 'Down' : 'Up'} Migration\`.`,
          severity: isDown ? 'error' : 'warning',
        }),
      ];
    },
  );
  return [...noUp, ...nearly];
}

/** Files of SQL that are its: by their marks, or by their names where the project depends on it. */
export const isNodePgMigrate = ({ tree, root, files }: Folder): boolean =>
  files.some(({ source: { text } }) => /migration/i.test(text) && marksIn(text).length > 0) ||
  (files.length > 0 &&
    packageVersion(tree, root, ['node-pg-migrate']) !== undefined &&
    files.every(({ path, source }) => /^\d+[_-]/.test(nameOf(path)) && !OTHERS_MARK.test(source.text)));

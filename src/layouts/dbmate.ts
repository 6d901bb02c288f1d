import type { FileFinding } from '../model/finding.ts';
import type { SourceFile } from '../model/source.ts';
import { cut, marksOf } from './cut.ts';
import { whole, type Layout } from './layout.ts';
import { commentLines, misread } from './misread.ts';
import { duplicates, widths } from './order-findings.ts';
import { byCodeUnit, nameOf, stemOf } from './path.ts';

// https://github.com/amacneil/dbmate/blob/main/pkg/dbmate/migration.go
const MARK = /--[ \t]*migrate:(up|down)\b(.*)$/my;
const NO_TRANSACTION = /(?:^|\s)transaction:false(?:\s|$)/;
// What is meant for it, however it is written.
const MEANT = /^--[ \t]*migrate[ \t:_-]+(up|down)\b(.*)$/i;
const OPTION = /\btransaction|no[-_ ]?tx|no[-_ ]?transaction/i;
const NAME = /^\d+.*\.sql$/i;

function misreadings(file: SourceFile): FileFinding[] {
  const known = new Map(marksOf(file.text, MARK).map((mark) => [mark.start, mark]));
  return commentLines(file.text, MEANT, ({ start }) => !known.has(start) || OPTION.test(known.get(start)?.options ?? '')).flatMap(
    ({ start, end, text }) => {
      const span = { start, end };
      const mark = known.get(start);
      const [, direction = '', rest = ''] = MEANT.exec(text) ?? [];
      if (mark !== undefined) {
        if (!OPTION.test(mark.options) || NO_TRANSACTION.test(mark.options) || /(?:^|\s)transaction:true(?:\s|$)/.test(mark.options))
          return [];
        return [
          misread(file, {
            span,
            text: 'dbmate passes over this option, and runs the part in a transaction.',
            why: 'It is written to the letter, without blanks.',
            instead: `Write \`-- migrate:${mark.direction} transaction:false\`.`,
          }),
        ];
      }
      if (direction === '' || !(rest.trim() === '' || OPTION.test(rest))) return [];
      const isDown = direction.toLowerCase() === 'down';
      return [
        misread(file, {
          span,
          text: 'To dbmate this is a comment like any other.',
          why: isDown
            ? 'What follows runs on the way up, together with what it should undo.'
            : 'dbmate refuses a file without a part for the way up.',
          instead: `Write \`-- migrate:${direction.toLowerCase()}\`.`,
          severity: 'error',
        }),
      ];
    },
  );
}

/**
 * `20240101120000_name.sql` with `-- migrate:up` and `-- migrate:down`, once or several times in a file. A section is one string,
 * in a transaction of its own; with `transaction:false` it is still one string, and PostgreSQL opens an implicit transaction
 * around a string of several statements.
 */
export const dbmate: Layout = {
  name: 'dbmate',
  detect: ({ files }) => files.some(({ source }) => source.text.includes('migrate:') && marksOf(source.text, MARK).length > 0),
  order({ files }) {
    const own = files.filter(({ path }) => NAME.test(nameOf(path)));
    const steps = own
      // By name: dbmate sorts the file names as strings.
      .toSorted((a, b) => byCodeUnit(a.local, b.local))
      .map(({ local, source }) => {
        const marks = marksOf(source.text, MARK);
        const sections =
          marks.length === 0
            ? { up: [whole(source, 'file')], down: [] }
            : cut(source, marks, ({ options }) => (NO_TRANSACTION.test(options) ? 'string' : 'file'));
        return { id: stemOf(nameOf(local)), ...sections };
      });
    return {
      steps,
      left: files.filter((file) => !own.includes(file)).map(({ source }) => whole(source, 'auto')),
      reversible: true,
      findings: [
        ...own.flatMap(({ source }) => misreadings(source)),
        ...duplicates(
          steps,
          'error',
          'dbmate records versions, not names: it applies the first and then fails on the second, or takes it as applied.',
        ),
        ...widths(steps, 'warning', 'dbmate goes by name.'),
      ],
    };
  },
};

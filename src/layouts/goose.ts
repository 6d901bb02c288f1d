import type { FileFinding } from '../model/finding.ts';
import type { SourceFile } from '../model/source.ts';
import { cut, marksOf } from './cut.ts';
import { whole, type Layout } from './layout.ts';
import { lineEndFindings, type LineCutter } from './line-ends.ts';
import { commentLines, misread } from './misread.ts';
import { duplicates, gaps, widths } from './order-findings.ts';
import { nameOf, stemOf } from './path.ts';
import { naturalCompare, versionOf } from './version.ts';

// Annotations start in column 1 and count in any case: https://github.com/pressly/goose/blob/main/internal/sqlparser/parser.go
const MARK = /--[ \t]*\+goose[ \t]+(up|down)\b(.*)$/imy;
const NO_TRANSACTION = /^--[ \t]*\+goose[ \t]+no[ \t]+transaction\b/im;
const ENVSUB = /^--[ \t]*\+goose[ \t]+envsub(?:st)?[ \t]+on\b/im;

const CUTTER: LineCutter = {
  name: 'goose',
  begin: /^--[ \t]*\+goose[ \t]+statementbegin\b/i,
  end: /^--[ \t]*\+goose[ \t]+statementend\b/i,
  words: ['-- +goose StatementBegin', '-- +goose StatementEnd'],
};
// What is meant for it, without the plus, or with a blank behind that.
const NEARLY = /^--[ \t]*(?:\+[ \t]+)?goose[ \t:]+(up|down|no[ \t]*transaction|statement(?:begin|end)|envsub)\b/i;

const misreadings = (file: SourceFile): FileFinding[] =>
  commentLines(file.text, NEARLY).flatMap(({ start, end, text }) => {
    const word = NEARLY.exec(text)?.[1];
    if (word === undefined) return [];
    const isDown = /^down/i.test(word);
    return [
      misread(file, {
        span: { start, end },
        text: 'To goose this is a comment like any other.',
        why: isDown
          ? 'What follows runs on the way up, together with what it should undo.'
          : 'The file is run as if the line were not there.',
        instead: `Write \`-- +goose ${word}\`.`,
        severity: isDown ? 'error' : 'warning',
      }),
    ];
  });

/** `00001_name.sql` with `-- +goose Up` and `-- +goose Down`; statements run one by one, in a transaction unless the file says NO TRANSACTION. */
export const goose: Layout = {
  name: 'goose',
  detect: ({ files }) => files.some(({ source }) => source.text.includes('+goose') && marksOf(source.text, MARK).length > 0),
  fills: (_, { source }) => (ENVSUB.test(source.raw) ? {} : undefined),
  order({ files, dialect }) {
    // Versions are whole numbers before the first `_`; a file without one is none of goose's.
    const own = files.filter(({ path }) => versionOf(path).numbers.length > 0);
    const steps = own
      .toSorted((a, b) => naturalCompare(a.local, b.local))
      .map(({ local, source }) => {
        const transaction = NO_TRANSACTION.test(source.text) ? 'statement' : 'file';
        const marks = marksOf(source.text, MARK);
        const sections = marks.length === 0 ? { up: [whole(source, transaction)], down: [] } : cut(source, marks, () => transaction);
        return { id: stemOf(nameOf(local)), ...sections };
      });
    return {
      steps,
      left: files.filter((file) => !own.includes(file)).map(({ source }) => whole(source, 'auto')),
      reversible: true,
      findings: [
        ...duplicates(steps, 'error', 'goose refuses to start when two files have one version.'),
        ...own.flatMap(({ source }) => misreadings(source)),
        ...lineEndFindings(steps, dialect, CUTTER),
        ...gaps(steps),
        ...widths(steps, 'info', 'goose goes by number.'),
      ],
    };
  },
};

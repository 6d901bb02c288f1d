import { cut, marksOf } from './cut.ts';
import { whole, type Layout } from './layout.ts';
import { duplicates, gaps, widths } from './order-findings.ts';
import { nameOf, stemOf } from './path.ts';
import { naturalCompare, versionOf } from './version.ts';

// Annotations start in column 1 and count in any case: https://github.com/pressly/goose/blob/main/internal/sqlparser/parser.go
const MARK = /--[ \t]*\+goose[ \t]+(up|down)\b(.*)$/imy;
const NO_TRANSACTION = /^--[ \t]*\+goose[ \t]+no[ \t]+transaction\b/im;
const ENVSUB = /^--[ \t]*\+goose[ \t]+envsub(?:st)?[ \t]+on\b/im;

/** `00001_name.sql` with `-- +goose Up` and `-- +goose Down`; statements run one by one, in a transaction unless the file says NO TRANSACTION. */
export const goose: Layout = {
  name: 'goose',
  detect: ({ files }) => files.some(({ source }) => source.text.includes('+goose') && marksOf(source.text, MARK).length > 0),
  fills: (_, { source }) => (ENVSUB.test(source.raw) ? {} : undefined),
  order({ files }) {
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
        ...gaps(steps),
        ...widths(steps, 'info', 'goose goes by number.'),
      ],
    };
  },
};

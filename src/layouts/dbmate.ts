import { cut, marksOf } from './cut.ts';
import { whole, type Layout } from './layout.ts';
import { duplicates, widths } from './order-findings.ts';
import { byCodeUnit, nameOf, stemOf } from './path.ts';

// https://github.com/amacneil/dbmate/blob/main/pkg/dbmate/migration.go
const MARK = /--[ \t]*migrate:(up|down)\b(.*)$/imy;
const NO_TRANSACTION = /(?:^|\s)transaction:false(?:\s|$)/;
const NAME = /^\d+.*\.sql$/i;

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

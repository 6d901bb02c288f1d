import { bytesText, rowsText } from '../../../model/amount.ts';
import { atLeast } from '../../../model/effect.ts';
import { ok, warn, type PreflightCheck } from '../check.ts';
import { sizesOf, type Size } from '../sizes.ts';

/** From this size on others notice that they wait, in bytes: a second or two of reading. */
const LARGE = 1e9;

export const tableSizes: PreflightCheck = {
  id: 'table-sizes',
  asks: 'Are the tables small in which rows are worked through?',
  source: 'https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-DBSIZE',
  async ask({ connection, touched }) {
    const sizes = await sizesOf(connection, touched);
    if (sizes.length === 0) return ok('no rows of tables that are there already are worked through');
    const lines = sizes.map(sizeText);
    const large = sizes.filter(({ total, touched: { blocks } }) => total >= LARGE && atLeast(blocks, 'writes'));
    return large.length === 0
      ? ok(`${bytesText(sizes.reduce((sum, { total }) => sum + total, 0))} in all`, lines)
      : warn(
          `${large.map(({ touched: { name } }) => name).join(', ')}: large, and others wait for it meanwhile`,
          'sqlsafe stats, and check --stats, say for how long; choose the hour accordingly.',
          lines,
        );
  },
};

const WORDS = { scan: 'read', build: 'indexed', rewrite: 'written anew', none: '' } as const;

const sizeText = ({ touched: { name, work, lock }, total, rows }: Size): string =>
  `${name}: ${bytesText(total)}${rows === undefined ? '' : `, ${rowsText(rows)}`}; ${WORDS[work]} under ${lock}`;

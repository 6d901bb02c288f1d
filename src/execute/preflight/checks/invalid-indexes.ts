import { invalidIndexes as read } from '../../repair.ts';
import { ok, warn, type PreflightCheck } from '../check.ts';
import { looking } from '../looking.ts';

export const invalidIndexes: PreflightCheck = {
  id: 'invalid-indexes',
  asks: 'Is no INVALID index left over?',
  source: 'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  async ask({ connection }) {
    const all = await looking(connection, () => read(connection));
    return all.length === 0
      ? ok('there is none')
      : warn(
          `${all.length === 1 ? 'one is' : `${all.length} are`} INVALID: used by no query and paid for by every write`,
          'sqlsafe repair --drop-invalid',
          all.map(({ schema, name, table }) => `${schema}.${name} on ${table}`),
        );
  },
};

import fresh from './measurements-fresh.json' with { type: 'json' };
import more from './measurements-more.json' with { type: 'json' };
import rows from './measurements-rows.json' with { type: 'json' };
import recorded from './measurements.json' with { type: 'json' };
import { casesOf } from './recording.ts';

// What real servers did, 13 to 18: each case ran in a database of its own, and a second session looked on (test/prove/README.md).
// Kept of it: the outcome, the strongest lock on each relation that was there before (ACCESS SHARE left out), and the work.
//
// `work` was read off the server's own debug messages and its relfilenodes: "verifying table" and rows read under a lock that blocks DDL
// are a scan; "building index … on table" is a build of that table; a new relfilenode is a rewrite. TRUNCATE, sequences and DML have none.
// It is what would happen on a filled table, also where the case's table is empty.

export const CASES = casesOf(recorded);
/** Taken later, for what the first ones leave out: partitions of partitions, inheritance, foreign keys both ways, names that are not there. */
export const MORE_CASES = casesOf(more);
/** Of rows of the table that have no other. */
export const ROW_CASES = casesOf(rows);
/** Written when the table was done, without a look at it, to see how far it holds. */
export const FRESH_CASES = casesOf(fresh);

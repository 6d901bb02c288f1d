/** Cases on which we differ from every server, and why that stays. */
export const DIFFERENCES: Readonly<Record<string, string>> = {
  // The data decide; the schema allows it.
  'insert-into-referencing-violates': 'whether the row that is referenced is there; not every INSERT is called a risk',
  'update-referenced-key': 'whether another row still points at the old key',
  'after-serial-to-bigint-sequence-still-int': 'a number beyond the range of the sequence, in an argument of setval()',
  'security-label-no-provider': 'whether the server has loaded a label provider',

  // What the measurement can see, and a statement by itself can not show.
  'prepare-transaction': 'its locks pass from the session to the prepared transaction, and were read off the session',
  'savepoint-rollback-keeps-no-lock': 'we report each statement: the ALTER TABLE takes its lock, and ROLLBACK TO releases it',
  'vacuum-skip-locked': 'it never waits, and locks were seen only where a statement stood waiting',
  'replace-primary-key-one-statement': 'the new index has the old name, and so looks like a rewrite of the old one',

  // Not modelled.
  'combo-open-cursor-then-create-index': 'cursors that are still open are not followed',
  'after-disable-trigger-all-fk-not-checked': 'a table whose internal triggers are disabled is not told apart',
  'after-rename-column-sql-function-breaks': 'the columns that the body of an SQL function reads are not told from its parameters',
};

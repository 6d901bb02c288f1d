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

  // The same, of the cases that were taken later.
  'more-insert-into-t-values-1000-1-null-5-2': 'a deferred foreign key looks up the other table at the end, after the locks were read',
  'more-insert-into-t-values-1-2-x-on-conflict-id-do-nothing': 'whether DO NOTHING names a key, and so looks into the indexes',
  'more-update-t-set-c-default': 'SET column = DEFAULT takes a number from a sequence',
  'more-select-currval-s': 'whether this session took a number before',
  'more-create-function-f-returns-int-language-sql-as-select-zz-from-t':
    'the columns that the body of an SQL function reads are not told from its parameters',
  'more-alter-type-mood-add-value-x-select-x-mood': 'constants inside a query are not looked at',
  'more-alter-type-mood-add-value-x-create-function-f-returns-mood-language-sql-as-select-x-mood':
    'constants inside a query are not looked at',
  'more-alter-type-mood-add-value-x-create-view-w-as-select-from-t-where-m-x': 'constants inside a query are not looked at',
  'more-do-begin-perform-1-commit-end': 'whether a COMMIT stands inside a DO block is not known where its effects are',
  'more-refresh-materialized-view-m-with-no-data': 'a new file for no rows: its time does not grow with the data',
};

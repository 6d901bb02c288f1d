/** Cases on which we differ from every server, and why that stays. */
export const DIFFERENCES: Readonly<Record<string, string>> = {
  // What the measurement can see, and a statement by itself can not show.
  'prepare-transaction': 'its locks pass from the session to the prepared transaction, and were read off the session',
  'savepoint-rollback-keeps-no-lock': 'we report each statement: the ALTER TABLE takes its lock, and ROLLBACK TO releases it',
  'vacuum-skip-locked': 'it never waits, and locks were seen only where a statement stood waiting',
  'replace-primary-key-one-statement': 'the new index has the old name, and so looks like a rewrite of the old one',

  'more-refresh-materialized-view-m-with-no-data': 'a new file for no rows: its time does not grow with the data',

  // The same, of the cases that were written without a look at the table.
  'fresh-insert-into-orders-user-id-total-select-id-1-from-users-where-age-30':
    'the session had planned the look-up of the key before, in the setup; planned anew it takes all indexes of the referenced table',
  'fresh-insert-into-orders-user-id-total-values-1-5':
    'of several checks that a row may fail only one is named; this value is against a CHECK',
  'fresh-insert-into-bookings-room-id-during-values-1-tsrange-2024-01-01-2024-01-03':
    'of several checks that a row may fail only one is named; another row is in the way of this one',
  'fresh-insert-into-account-id-values-1': 'whether another row has the same key; not every INSERT is called a risk',
  'fresh-update-account-set-balance-0-where-id-1': 'a trigger writes to another table; the bodies of its functions are not followed',
  'fresh-create-or-replace-function-billing-vat-int-returns-bigint-language-sql-as-select': 'what a function returns is not kept',
  'fresh-alter-table-billing-plans-alter-column-price-type-bigint':
    'whether the function of an expression index takes the new type is not looked up',
};

/**
 * Failures that we say "may" happen, by SQLSTATE, and why no more can be known from the SQL. Where the server goes through all the same,
 * only the rows can have decided.
 */
export const LEFT_OPEN: Readonly<Record<string, string>> = {
  // The rows decide.
  '22001': 'whether a value is longer than the new type allows',
  '22003': 'whether a number is larger than the new type allows',
  '22026': 'whether a bit string has the length of the new type',
  '22P02': 'whether a text can be read as a value of the new type',
  '23502': 'whether a row has NULL there',
  '23503': 'whether the row that a key points at is there',
  '23505': 'whether two rows have the same key',
  '23514': 'whether every row meets the condition, or the bounds',
  '23P01': 'whether two rows exclude each other',
  '55006': 'whether a row that was changed has a key which is to be checked at the end',
  // Something that no file shows.
  '22023': 'whether the server has loaded a label provider',
  '3F000': 'a schema that no file mentions is taken as existing',
  '42703': 'whether a column that a policy names belongs to a function in a sub-select of it',
  '42704': 'a type, index or extension that no file mentions is taken as existing',
  '42809': 'whether a trigger takes the rows that are copied into a view',
  '42883': 'a function that no file makes may have come with an extension',
  '42P01': 'a table that no file mentions is taken as existing',
  '42P06': 'a schema that every server has may have been dropped',
  '55000': 'whether this session took a number from the sequence before; whether a trigger takes the rows that are written to a view',
  // A text that is no SQL may be a template, which something fills in before it runs.
  '0A000': 'the grammar knows it in newer versions only, or a placeholder stands in it',
  '42601': 'the grammar knows it in newer versions only, or a placeholder stands in it',
};

/** Cases where the server does work under a strong lock and we say none, and why that is right. */
export const HARMLESS: Readonly<Record<string, string>> = {
  'replace-primary-key-one-statement': 'the new index has the old name, and so looks like a rewrite of the old one: it was there before',
  'more-refresh-materialized-view-m-with-no-data': 'a new file for no rows: its time does not grow with the data',
};

/** Cases that PGlite answers in its own way, and why. */
export const PGLITE_DIFFERS: Readonly<Record<string, string>> = {
  'prepare-transaction': 'prepared transactions are off',
  'more-alter-schema-sc-rename-to-pg-x': 'it runs as for one user, who may give names that are the system’s',
  'more-create-schema-pg-x': 'it runs as for one user, who may give names that are the system’s',
};

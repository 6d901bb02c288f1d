/** Cases that PGlite answers in its own way, and why. */
export const PGLITE_DIFFERS: Readonly<Record<string, string>> = {
  'prepare-transaction': 'prepared transactions are off',
};

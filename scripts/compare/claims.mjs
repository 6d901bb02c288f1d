// What each tool's rules claim, so that they can be held against what a server did.

/**
 * - `work`: reads or writes stand still while rows are read, indexed or written anew
 * - `refused`: the server will refuse it
 * - `lock`: a lock that shuts out reads or writes, however briefly
 * - `other`: breaks the application, destroys data, is left half done, is a habit to be given up: a server can't say whether that is right
 * - `general`: a timeout or a setting is missing, or a matter of taste: it says nothing about what the statement does
 * @typedef {'work' | 'refused' | 'lock' | 'other' | 'general'} Claim
 */

/**
 * Squawk's rules, by what their pages say.
 * @type {Readonly<Record<string, Claim>>}
 */
export const SQUAWK = {
  'adding-field-with-default': 'work',
  'adding-foreign-key-constraint': 'work',
  'adding-not-nullable-field': 'work',
  'adding-serial-primary-key-field': 'work',
  'ban-alter-domain-with-add-constraint': 'work',
  'changing-column-type': 'work',
  'constraint-missing-not-valid': 'work',
  'disallowed-unique-constraint': 'work',
  'prefer-repack': 'work',
  'require-concurrent-index-creation': 'work',
  'require-concurrent-reindex': 'work',
  'adding-required-field': 'refused',
  'ban-concurrent-index-creation-in-transaction': 'refused',
  'ban-duplicate-column-assignments': 'refused',
  'syntax-error': 'refused',
  'require-concurrent-index-deletion': 'lock',
  'require-concurrent-partition-detach': 'lock',
  'ban-create-domain-with-constraint': 'other',
  'ban-drop-column': 'other',
  'ban-drop-database': 'other',
  'ban-drop-not-null': 'other',
  'ban-drop-table': 'other',
  'ban-truncate-cascade': 'other',
  'ban-uncommitted-transaction': 'other',
  'identifier-too-long': 'other',
  'renaming-column': 'other',
  'renaming-table': 'other',
  'transaction-nesting': 'other',
  'ban-char-field': 'general',
  'prefer-bigint-over-int': 'general',
  'prefer-bigint-over-smallint': 'general',
  'prefer-identity': 'general',
  'prefer-robust-stmts': 'general',
  'prefer-text-field': 'general',
  'prefer-timestamp-tz': 'general',
  'require-enum-value-ordering': 'general',
  'require-lock-timeout': 'general',
  'require-statement-timeout': 'general',
  'require-timeout-settings': 'general',
  'unused-ignore': 'general',
};

/**
 * Pgfence's rules, by their messages. A finding of risk LOW says that all is well ("instant", "non-blocking") or is a matter of taste, and
 * counts as `general` whatever its rule.
 * @type {Readonly<Record<string, Claim>>}
 */
export const PGFENCE = {
  'add-column-non-constant-default': 'work',
  'add-column-serial': 'work',
  'add-column-stored-generated': 'work',
  'add-constraint-check-no-not-valid': 'work',
  'add-constraint-exclude': 'work',
  'add-constraint-fk-no-not-valid': 'work',
  'add-constraint-unique': 'work',
  'add-pk-without-using-index': 'work',
  'alter-column-set-not-null': 'work',
  'alter-column-type': 'work',
  'create-index-not-concurrent': 'work',
  'not-valid-validate-same-tx': 'work',
  'vacuum-full': 'work',
  'add-column-not-null-no-default': 'refused',
  'concurrent-in-transaction': 'refused',
  'drop-index-not-concurrent': 'lock',
  'statement-after-access-exclusive': 'lock',
  'delete-without-where': 'other',
  'drop-column': 'other',
  'drop-table': 'other',
  'rename-column': 'other',
  'rename-table': 'other',
  truncate: 'other',
  'truncate-cascade': 'other',
  'update-in-migration': 'other',
  'add-column-constant-default': 'general',
  'add-column-json': 'general',
  'add-constraint-unique-using-index': 'general',
  'add-pk-using-index': 'general',
  'missing-application-name': 'general',
  'missing-idle-timeout': 'general',
  'missing-lock-timeout': 'general',
  'missing-statement-timeout': 'general',
  'prefer-bigint-over-int': 'general',
  'prefer-robust-create-index': 'general',
  'prefer-robust-create-table': 'general',
  'prefer-robust-drop-index': 'general',
  'prefer-robust-drop-table': 'general',
  'prefer-text-field': 'general',
  'prefer-timestamptz': 'general',
  'validate-constraint': 'general',
};

/**
 * Ours, by the hazard in the rule's name; a `-blocking` rule claims work where one of the finding's effects has some.
 * `info` is advice, and `session-blocking` says that a timeout is missing.
 * @param {{ readonly rule: string, readonly severity: string, readonly effects: readonly { readonly work: string }[] }} finding
 * @returns {Claim}
 */
export function claimOfOurs({ rule, severity, effects }) {
  if (severity === 'info' || rule === 'session-blocking' || rule.endsWith('-style')) return 'general';
  if (/-(?:scanning|rewriting)$/.test(rule)) return 'work';
  if (rule.endsWith('-failing') || rule === 'migration-not-understood') return 'refused';
  // What UPDATE and DELETE do to the rows they find is about those rows, not about a lock on the table.
  if (/^(?:update|delete)-blocking$/.test(rule)) return 'other';
  if (rule.endsWith('-blocking')) return effects.some(({ work }) => work !== 'none') ? 'work' : 'lock';
  return 'other';
}

/**
 * @param {Readonly<Record<string, Claim>>} table
 * @param {string} rule
 */
export function claimOf(table, rule) {
  const claim = table[rule];
  if (claim === undefined) throw new Error(`no claim is noted for the rule ${rule}`);
  return claim;
}

import type { Severity } from '../model/finding.ts';

/** Our severities in SARIF's words. */
export const LEVELS: { readonly [S in Severity]: 'error' | 'warning' | 'note' } = { error: 'error', warning: 'warning', info: 'note' };

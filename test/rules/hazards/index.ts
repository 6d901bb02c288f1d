import type { HazardRow } from './hazard.ts';
import { objects } from './objects.ts';
import { projects } from './projects.ts';
import { tables } from './tables.ts';

/** All rows, under the titles that the table gives them. */
export const hazards: readonly { readonly title: string; readonly rows: readonly HazardRow[] }[] = [
  { title: 'Indexes, columns, constraints and types', rows: tables },
  { title: 'Objects, transactions, sessions, data and privileges', rows: objects },
  { title: 'What several files show together, style, and what can be read at all', rows: projects },
];

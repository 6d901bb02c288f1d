import type { HazardRow } from './hazard.ts';

/** Of what several files show together, style, coverage. */
export const projects: readonly HazardRow[] = [];

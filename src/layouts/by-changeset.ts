import type { Again, Section } from '../model/migration.ts';
import type { Step } from './layout.ts';

/** A step of the layout, and how its tool runs it again. */
export type ChangesetStep = Step & { readonly again?: Again };

/**
 * Files that grow are no steps for who records what has run: each of their changesets is one. A file that has none that runs here is left
 * out, as it may get some. Pure.
 */
export const byChangeset = (steps: readonly Step[]): readonly ChangesetStep[] =>
  steps.flatMap((step): readonly ChangesetStep[] => {
    if (![...step.up, ...step.down].some(({ changeset }) => changeset !== undefined))
      return step.up.every(({ span }) => span.end === span.start) && step.up.some(({ file }) => file.text !== '') ? [] : [step];
    const ids = new Set([...step.up, ...step.down.toReversed()].map(({ changeset }) => changeset?.id ?? ''));
    return Array.from(ids, (id): ChangesetStep => {
      const own = ({ changeset }: Section): boolean => changeset?.id === id;
      const again = step.up.find(own)?.changeset?.again;
      return {
        ...step,
        id: `${step.id}::${id}`,
        up: step.up.filter(own),
        down: step.down.filter(own),
        ...(again === undefined ? {} : { again }),
      };
    });
  });

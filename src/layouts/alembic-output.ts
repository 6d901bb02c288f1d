import type { SourceFile } from '../model/source.ts';
import { scanRegions } from './regions.ts';
import type { Step } from './layout.ts';

/** How Alembic heads a revision when it prints: `-- Running upgrade 1975ea83b712 -> ae1027a6acf`. */
const HEADING = /^-- Running (?:up|down)grade .*-> ?([\w, ]*)/;
/** Its own transaction, on lines of their own. */
const EDGE = /^(?:(BEGIN)|COMMIT);[ \t]*$/gm;

type Mark = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'revision'; readonly id: string }
  | { readonly kind: 'begin' | 'commit' }
);

/**
 * What Alembic prints offline, a migration for each revision: what one creates is filled when the next comes, as it is where the two are
 * deployed one after the other. Its BEGIN and COMMIT say how each part runs.
 * @returns undefined for what is not of Alembic
 */
export function alembicSteps(file: SourceFile): readonly Step[] | undefined {
  const marks = marksOf(file.text);
  if (!marks.some(({ kind }) => kind === 'revision')) return undefined;
  const steps: (Step & { readonly up: Step['up'][number][] })[] = [];
  let isOpen = false;
  let from = 0;
  /** What stands before the first heading is for the first revision: the table of versions. */
  let step: (typeof steps)[number] = { id: file.path, up: [], down: [] };
  const close = (until: number): void => {
    if (file.text.slice(from, until).trim() !== '')
      step.up.push({ file, span: { start: from, end: until }, transaction: isOpen ? 'file' : 'statement' });
  };
  for (const mark of marks) {
    close(mark.start);
    from = mark.end;
    if (mark.kind === 'revision') {
      step = steps.length === 0 ? { ...step, id: mark.id } : { id: mark.id, up: [], down: [] };
      steps.push(step);
      from = mark.start;
    } else isOpen = mark.kind === 'begin';
  }
  close(file.text.length);
  return steps.filter(({ up }) => up.length > 0);
}

function marksOf(text: string): readonly Mark[] {
  const marks: Mark[] = [];
  scanRegions(
    text,
    (region, start, end) => {
      const part = text.slice(start, end);
      const [heading, id] = region === 'comment' ? (HEADING.exec(part) ?? []) : [];
      if (heading !== undefined) marks.push({ kind: 'revision', id: id?.trim() || 'base', start, end });
      if (region !== 'code') return;
      for (const found of part.matchAll(EDGE))
        marks.push({
          kind: found[1] === undefined ? 'commit' : 'begin',
          start: start + found.index,
          end: start + found.index + found[0].length,
        });
    },
    { bodies: false },
  );
  return marks;
}

import type { Compared } from '../../execute/compare.ts';
import type { Problem } from '../../model/problem.ts';
import { visible } from '../../report/visible.ts';
import type { Terminal } from '../terminal.ts';
import { quoted } from './command-line.ts';
import type { Look } from './look.ts';
import { refuse } from './with-request.ts';

const named = (rows: readonly Compared[]): string => visible(rows.map(({ name }) => name).join(', '));
const of = (rows: readonly Compared[], standing: Compared['standing']): readonly Compared[] =>
  rows.filter((row) => row.standing === standing);

/**
 * What must be settled before anything runs: the files are not what the database has run, or an earlier run left something in doubt.
 * @param command `sqlsafe VERB …` for this history
 * @returns the exit code; undefined: all is well
 */
export function refuseDrift(
  { rows }: Look,
  command: (verb: string) => string,
  allowOutOfOrder: boolean,
  terminal: Terminal,
): 4 | 5 | undefined {
  const unknown = of(rows, 'unknown');
  if (unknown.length > 0)
    return refuse(
      [{ code: 'in-doubt', text: `In doubt since an earlier run: ${named(unknown)}. Nothing was run.`, hint: command('repair') }],
      terminal,
      5,
    );
  const reverting = of(rows, 'reverting');
  if (reverting.length > 0)
    return refuse(
      [
        {
          code: 'reverting',
          text: `The way back of ${named(reverting)} was begun and did not end. Nothing was run.`,
          hint: command('rollback'),
        },
      ],
      terminal,
      5,
    );
  const problems = [...driftProblems(rows, command), ...(allowOutOfOrder ? [] : orderProblems(rows))];
  return problems.length === 0 ? undefined : refuse(problems, terminal, 4);
}

/** Files that were edited, or are gone, since they were applied. */
export function driftProblems(rows: readonly Compared[], command: (verb: string) => string): readonly Problem[] {
  const [edited, missing] = [of(rows, 'edited'), of(rows, 'missing')];
  return [
    ...(edited.length === 0
      ? []
      : [
          {
            code: 'edited',
            text: `Edited since applied: ${named(edited)}.`,
            hint: `Undo the edit and write a new migration; or, where the database is as the file says now: ${command('repair')} --accept-checksum ${quoted(edited[0]?.id ?? '')}`,
          },
        ]),
    ...(missing.length === 0
      ? []
      : [
          {
            code: 'missing',
            text: `Applied, and their files are gone: ${named(missing)}.`,
            hint: `Bring the files back; or, where they are gone for good: ${command('repair')} --forget ${quoted(missing[0]?.id ?? '')}`,
          },
        ]),
  ];
}

function orderProblems(rows: readonly Compared[]): readonly Problem[] {
  const late = rows.filter(({ outOfOrder }) => outOfOrder);
  return late.length === 0
    ? []
    : [
        {
          code: 'out-of-order',
          text: `Pending, though later ones are applied: ${named(late)}.`,
          hint: 'Give them a later number; or, where their order does not matter: --allow-out-of-order',
        },
      ];
}

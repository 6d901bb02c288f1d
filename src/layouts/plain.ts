import type { FileFinding } from '../model/finding.ts';
import type { Section } from '../model/migration.ts';
import type { SourceFile } from '../model/source.ts';
import { whole, type Folder, type Layout, type Ordered } from './layout.ts';
import { commentLines, misread } from './misread.ts';
import { duplicates, gaps, widths } from './order-findings.ts';
import { pairs } from './pairs.ts';
import { naturally, versionOf } from './version.ts';

// What other tools' files say at their top: Atlas, graphile-migrate, and ours.
const DIRECTIVE = /^--!?[ \t]*(?:sqlsafe:[ \t]*transaction[ \t]+(\w+)|atlas:txmode[ \t]+(\w+)|(no-transaction))[ \t]*$/im;
const MODES: { readonly [word: string]: Section['transaction'] } = {
  file: 'file',
  on: 'file',
  statement: 'statement',
  off: 'statement',
  none: 'statement',
  'no-transaction': 'statement',
  string: 'string',
};

/** How the file itself asks to be run. */
function directive(text: string): Section['transaction'] | undefined {
  const found = text.includes('--') ? DIRECTIVE.exec(text) : null;
  return found === null ? undefined : MODES[(found[1] ?? found[2] ?? found[3] ?? '').toLowerCase()];
}

const OURS = /^--[ \t]*sqlsafe[ \t:]*transactions?[ \t:=]*(.*)$/i;
/** A word of ours that we do not know is said like those of other tools. */
function misreadings(file: SourceFile): FileFinding[] {
  if (!file.text.includes('sqlsafe')) return [];
  return commentLines(file.text, OURS).flatMap(({ start, end, text }) => {
    const word = OURS.exec(text)?.[1]?.trim();
    if (word === undefined || directive(text) !== undefined) return [];
    return [
      misread(file, {
        span: { start, end },
        text: `This says nothing about how the file runs${word === '' ? '' : `: there is no transaction “${word}”`}.`,
        why: 'The file is judged as if the line were not there.',
        instead: 'Write `-- sqlsafe: transaction file`, `statement` or `string`.',
      }),
    ];
  });
}

/** Orders files by number. `cutFile` finds the parts that a file marks, if it marks any. */
export function orderPlain(folder: Folder, cutFile: (file: SourceFile) => { up: Section[]; down: Section[] } | undefined): Ordered {
  const section = (file: SourceFile): Section => whole(file, directive(file.text) ?? 'auto');
  const paired = pairs(folder.files);
  const counted = paired.pairs.filter(({ id }) => versionOf(id).numbers.length > 0);
  // Where most are numbered, one that is not (`schema.sql`, `LATEST.sql`, `seed.sql`) is no step between them.
  const history = counted.length * 2 > paired.pairs.length ? counted : paired.pairs;
  const steps = naturally(history, ({ id }) => id).map(({ id, up, down }) => {
    const cutUp = up === undefined ? undefined : cutFile(up.source);
    return {
      id,
      up: cutUp?.up ?? (up === undefined ? [] : [section(up.source)]),
      down: [...(cutUp?.down ?? []), ...down.map(({ source }) => section(source))],
    };
  });
  const inHistory = new Set(history);
  return {
    steps,
    left: paired.pairs
      .filter((pair) => !inHistory.has(pair))
      .flatMap(({ up, down }) => [...(up === undefined ? [] : [up]), ...down].map(({ source }) => section(source))),
    // A way back is missing where most have one.
    reversible: steps.length > 0 && steps.filter(({ down }) => down.length > 0).length * 2 >= steps.length,
    findings: [
      ...folder.files.flatMap(({ source }) => misreadings(source)),
      ...duplicates(
        steps,
        'warning',
        'Which of the two runs first depends on the runner, and one that records numbers runs only one of them.',
      ),
      ...gaps(steps),
      ...widths(steps, 'info', 'Runners disagree; they are read in the order of their numbers here.'),
    ],
    skipped: paired.skipped,
  };
}

/** Files that no known tool's conventions describe: by number where they have one, else by name. */
export const plain: Layout = {
  name: 'plain',
  detect: () => true,
  // psql may run them.
  fills: () => ({ psql: true }),
  order: (folder) => orderPlain(folder, () => undefined),
};

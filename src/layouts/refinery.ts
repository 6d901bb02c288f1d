import type { FileFinding } from '../model/finding.ts';
import type { Section } from '../model/migration.ts';
import type { SourceFile } from '../model/source.ts';
import { whole, type Layout } from './layout.ts';
import { commentLines, misread } from './misread.ts';
import { duplicates } from './order-findings.ts';
import { byCodeUnit, nameOf, stemOf } from './path.ts';
import { nearest, usesCrate } from './tool-config.ts';
import { compareNumbers, trimZeros } from './version.ts';

// https://github.com/rust-db/refinery/blob/main/refinery_core/src/util.rs
const NAME = /^[UV](\d+(?:\.\d+)?)__\w+\.sql$/;
const NO_TRANSACTION = /^-{2,}\s?refinery:noTransaction$/m;
const NEARLY = /^-{2,}[ \t]*refinery[ \t:]+no[-_ \t]?transactions?\b/i;

const section = (file: SourceFile): Section => whole(file, NO_TRANSACTION.test(file.text) ? 'string' : 'file');

const misreadings = (file: SourceFile): FileFinding[] =>
  NO_TRANSACTION.test(file.text)
    ? []
    : commentLines(file.text, NEARLY).flatMap(({ start, end, text }) =>
        NEARLY.test(text)
          ? [
              misread(file, {
                span: { start, end },
                text: 'refinery passes over this line, and runs the file in a transaction.',
                why: 'It is written to the letter, on a line of its own.',
                instead: 'Write `-- refinery:noTransaction`.',
              }),
            ]
          : [],
      );

/**
 * `V1__name.sql` by version; `U2__name.sql` is a migration too, one that may come late. A transaction for each, around one string, unless
 * the file says `refinery:noTransaction`; there are no down parts. Files are read at run time or built into the program.
 */
export const refinery: Layout = {
  name: 'refinery',
  detect: ({ tree, root, files }) =>
    files.filter(({ local }) => NAME.test(nameOf(local))).length * 2 > files.length &&
    (nearest(tree, root, ['refinery.toml', 'Refinery.toml']) !== undefined ||
      usesCrate(tree, root, 'refinery') ||
      files.some(({ source }) => NO_TRANSACTION.test(source.text))),
  order({ files }) {
    const own = files.flatMap((file) => {
      const version = NAME.exec(nameOf(file.local))?.[1];
      return version === undefined ? [] : [{ ...file, text: version, numbers: version.split('.').map(trimZeros) }];
    });
    const steps = own
      .toSorted((a, b) => compareNumbers(a.numbers, b.numbers) || byCodeUnit(a.local, b.local))
      .map(({ local, source, text, numbers }) => ({
        id: stemOf(nameOf(local)),
        version: { numbers, text },
        up: [section(source)],
        down: [],
      }));
    return {
      steps,
      left: files.filter(({ path }) => !own.some((file) => file.path === path)).map(({ source }) => whole(source, 'auto')),
      reversible: false,
      findings: [
        ...own.flatMap(({ source }) => misreadings(source)),
        ...duplicates(steps, 'error', 'refinery refuses to run when two files have one version.'),
      ],
    };
  },
};

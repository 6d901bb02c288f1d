import type { FileFinding } from '../model/finding.ts';
import type { Section } from '../model/migration.ts';
import type { SourceFile } from '../model/source.ts';
import { joinPath, nameOf } from './path.ts';
import { whole, type Folder, type Layout } from './layout.ts';
import { commentLines, misread } from './misread.ts';
import { duplicates } from './order-findings.ts';
import { pairs } from './pairs.ts';
import { nearest, OTHERS_MARK, upwards, usesCrate } from './tool-config.ts';
import { naturalCompare } from './version.ts';

// https://github.com/launchbadge/sqlx/blob/main/sqlx-core/src/migrate/source.rs
const NAME = /^\d+_.*\.sql$/;
const REVERSIBLE = /\.(?:up|down)\.sql$/;
/** The file begins with it, to the letter. */
const NO_TRANSACTION = '-- no-transaction';
const NEARLY = /^--!?[ \t]*(?:sqlx:?[ \t]*)?no[-_ \t]?transactions?\b/i;
function section(file: SourceFile): Section {
  // What is sent is one string also where no transaction is opened around it.
  return whole(file, file.text.startsWith(NO_TRANSACTION) ? 'string' : 'file');
}

const misreadings = (file: SourceFile): FileFinding[] =>
  file.text.startsWith(NO_TRANSACTION)
    ? []
    : commentLines(file.text, NEARLY).flatMap(({ start, end, text }) =>
        NEARLY.test(text)
          ? [
              misread(file, {
                span: { start, end },
                text: 'sqlx passes over this line, and runs the file in a transaction.',
                why: `It looks whether the file begins with \`${NO_TRANSACTION}\`, to the letter, with nothing before it.`,
                instead: `Write \`${NO_TRANSACTION}\` as the first line.`,
              }),
            ]
          : [],
      );

function isSqlx({ tree, root, files }: Folder): boolean {
  const own = files.filter(({ local }) => NAME.test(nameOf(local)));
  if (own.length * 2 <= files.length) return false;
  if (!own.some(({ local }) => REVERSIBLE.test(local)) && files.some(({ source }) => OTHERS_MARK.test(source.text))) return false;
  return (
    files.some(({ source }) => source.text.startsWith(NO_TRANSACTION)) ||
    nearest(tree, root, ['sqlx.toml']) !== undefined ||
    upwards(tree, root).some((at) => tree.kind(joinPath(at, '.sqlx')) === 'folder') ||
    usesCrate(tree, root, 'sqlx')
  );
}

/** `20240101120000_name.sql`, or `.up.sql` and `.down.sql`: a transaction for each, around one string, by version. */
export const sqlx: Layout = {
  name: 'sqlx',
  detect: isSqlx,
  order({ files }) {
    const own = files.filter(({ local }) => NAME.test(local));
    const paired = pairs(own);
    const steps = paired.pairs
      .toSorted((a, b) => naturalCompare(a.id, b.id))
      .map(({ id, up, down }) => ({
        id,
        up: up === undefined ? [] : [section(up.source)],
        down: down.map(({ source }) => section(source)),
      }));
    return {
      steps,
      left: files.filter((file) => !own.includes(file)).map(({ source }) => whole(source, 'auto')),
      reversible: own.some(({ local }) => REVERSIBLE.test(local)),
      findings: [
        ...own.flatMap(({ source }) => misreadings(source)),
        ...duplicates(steps, 'error', 'sqlx records versions: it fails on the second, or takes it for the first, changed.'),
      ],
      skipped: paired.skipped,
    };
  },
};

import type { Section } from '../model/migration.ts';
import { atlasHeader, type AtlasHeader } from './atlas-header.ts';
import { sumFindings, sumPath } from './atlas-sum.ts';
import { whole, type Folder, type Layout, type SqlFile, type Step } from './layout.ts';
import { misread } from './misread.ts';
import { duplicates, widths } from './order-findings.ts';
import { byCodeUnit, parentOf, pathBelow, stemOf } from './path.ts';
import { withDelimiters } from './delimiter.ts';
import { nearest, textAt } from './tool-config.ts';

/** Does an `atlas.hcl` above name this folder as one of migrations? */
function isConfigured({ tree, root }: Folder): boolean {
  const path = nearest(tree, root, ['atlas.hcl']);
  const below = path === undefined ? undefined : pathBelow(parentOf(path) ?? '', root);
  if (path === undefined || below === undefined) return false;
  return Array.from(textAt(tree, path).matchAll(/"file:\/\/(?:\.\/)?([^"?]*?)\/?(?:\?[^"]*)?"/g)).some(([, folder]) => folder === below);
}

const modeOf = ({ mode }: AtlasHeader): Section['transaction'] => (mode === 'none' ? 'statement' : 'file');

/** An archive holds its parts one below the other; of checks nothing stays. */
function stepOf({ local, source }: SqlFile): Step {
  const header = atlasHeader(source.text);
  const file = withDelimiters(source, [{ span: { start: 0, end: source.text.length }, delimiter: header.delimiter }]);
  const part = (name: string): Section[] =>
    header.parts.filter((each) => each.name === name).map(({ span }) => ({ file, span, transaction: modeOf(header) }));
  const parts =
    header.parts.length > 0 ? { up: part('migration.sql'), down: part('down.sql') } : { up: [whole(file, modeOf(header))], down: [] };
  return { id: stemOf(local), ...parts, ...(header.checkpoint ? { baseline: true as const } : {}) };
}

/**
 * `20240101120000_name.sql` beside `atlas.sum`, by name; statements run one by one, in a transaction for each file unless its header says
 * `atlas:txmode none`. A checkpoint holds the schema as it was then; a database that is older never runs it.
 */
export const atlas: Layout = {
  name: 'atlas',
  detect: (folder) =>
    folder.tree.kind(sumPath(folder.root)) === 'file' ||
    folder.files.some(({ source }) => source.text.includes('atlas:') && atlasHeader(source.text).any) ||
    isConfigured(folder),
  order(folder) {
    const own = folder.files.filter(({ local }) => !local.includes('/'));
    const all = own.toSorted((a, b) => byCodeUnit(a.local, b.local)).map(stepOf);
    // Where older files were cleared away behind it, the history begins with a checkpoint.
    const steps = all.filter(({ baseline }, i) => baseline === undefined || i === 0);
    return {
      steps,
      left: folder.files.filter((file) => !own.includes(file)).map(({ source }) => whole(source, 'auto')),
      dumps: all.filter((step) => !steps.includes(step)).flatMap(({ up }) => up),
      reversible: false,
      findings: [
        ...sumFindings(folder),
        ...own.flatMap(({ source }) => atlasHeader(source.text).misreadings.map((each) => misread(source, each))),
        ...duplicates(steps, 'error', 'Atlas knows files by their version, and takes two of one for one.'),
        ...widths(steps, 'warning', 'Atlas goes by name.'),
      ],
    };
  },
};

import type { Section } from '../model/migration.ts';
import { groupBy } from './group.ts';
import { whole, type Folder, type Layout, type SqlFile } from './layout.ts';
import { duplicates, gaps } from './order-findings.ts';
import { byCodeUnit, nameOf } from './path.ts';
import { compareNumbers, trimZeros, versionKey } from './version.ts';

// https://documentation.red-gate.com/flyway/flyway-concepts/migrations
const NAME = /^(?:([VUB])(\d+(?:[._]\d+)*)|(R))(?:__(.*))?\.sql$/;

interface Parsed {
  readonly file: SqlFile;
  readonly kind: 'V' | 'U' | 'B' | 'R';
  readonly numbers: readonly string[];
  /** As written. */
  readonly version: string;
  readonly description: string;
}

function parse(file: SqlFile): Parsed | undefined {
  const found = NAME.exec(nameOf(file.local));
  if (found === null) return undefined;
  const kind = (found[1] ?? 'R') as Parsed['kind'];
  const version = found[2] ?? '';
  return { file, kind, version, numbers: version.split(/[._]/).filter(Boolean).map(trimZeros), description: found[4] ?? '' };
}

/** Does a name follow Flyway's convention? */
export const isFlywayName = (name: string): boolean => NAME.test(name);

/** Flyway's settings for one script stand beside it: `V1__x.sql.conf`. */
function scriptConfig({ tree, root }: Pick<Folder, 'tree' | 'root'>, local: string): string {
  const path = `${root === '' ? '' : `${root}/`}${local}.conf`;
  return tree.kind(path) === 'file' ? (tree.read(path).text ?? '') : '';
}
const UNFILLED = /^[ \t]*placeholderReplacement[ \t]*=[ \t]*false/m;
const NO_TRANSACTION = /^[ \t]*executeInTransaction[ \t]*=[ \t]*false\b/im;

/**
 * `V1.2__name.sql` by version, then `R__name.sql` by description; `U1.2__name.sql` is the way back. One transaction a file, except
 * where Flyway sees a statement that can't run in one, or the script's own settings say no.
 */
export const flyway: Layout = {
  name: 'flyway',
  detect: ({ files }) => files.filter(({ local }) => isFlywayName(nameOf(local))).length * 2 > files.length,
  fills: (folder, { local }) => (UNFILLED.test(scriptConfig(folder, local)) ? undefined : {}),
  order(folder) {
    const section = ({ local, source }: SqlFile): Section =>
      whole(source, NO_TRANSACTION.test(scriptConfig(folder, local)) ? 'statement' : 'auto');
    const parsed = folder.files.flatMap((file) => parse(file) ?? []);
    const of = (kind: Parsed['kind']): Parsed[] => parsed.filter((p) => p.kind === kind);
    const undo = groupBy(of('U'), ({ numbers }) => versionKey(numbers));
    const versioned = of('V')
      .toSorted((a, b) => compareNumbers(a.numbers, b.numbers) || byCodeUnit(a.file.local, b.file.local))
      .map(({ file, numbers, version }) => {
        const key = versionKey(numbers);
        const down = undo.get(key) ?? [];
        undo.delete(key);
        return {
          id: nameOf(file.local).slice(0, -4),
          version: { numbers, text: version },
          up: [section(file)],
          down: down.map((u) => section(u.file)),
        };
      });
    const repeatable = of('R')
      .toSorted((a, b) => byCodeUnit(a.description, b.description) || byCodeUnit(a.file.local, b.file.local))
      .map(({ file }) => ({ id: nameOf(file.local).slice(0, -4), up: [section(file)], down: [], isLast: true as const }));
    const undoAlone = [...undo.values()].flat().map(({ file }) => ({ id: nameOf(file.local).slice(0, -4), up: [], down: [section(file)] }));
    // Callbacks, baselines and what has another name are no part of the history.
    const left = folder.files.filter((file) => !parsed.some((p) => p.file === file && p.kind !== 'B'));
    return {
      steps: [...versioned, ...repeatable, ...undoAlone],
      left: left.map((file) => section(file)),
      reversible: of('U').length > 0,
      findings: [...duplicates(versioned, 'error', 'Flyway refuses to run when two migrations have one version.'), ...gaps(versioned)],
    };
  },
};

import type { Section } from '../model/migration.ts';
import { dialectToken } from './dialect-names.ts';
import { directionOf } from './direction.ts';
import type { SourceFile } from '../model/source.ts';
import { orderFinding, whole, type Folder, type Layout, type SqlFile } from './layout.ts';
import { duplicates } from './order-findings.ts';
import { nameOf } from './path.ts';
import { pairs } from './pairs.ts';
import { nearest, unreadBeside, usesModule } from './tool-config.ts';
import { naturalCompare } from './version.ts';

// https://github.com/gobuffalo/pop/blob/main/migration_info.go; `.autocommit` is Ory's popx.
const NAME = /^\d+_[^.]+(?:\.[a-z0-9]+)?(?:\.autocommit)?\.(?:up|down)\.sql$/;
const AUTOCOMMIT = /\.autocommit\.(?:up|down)\.sql$/;
/** What stands where the name of a dialect would, and is none. */
const WORD = /^\d+_[^.]+\.([^.]+)(?:\.autocommit)?\.(?:up|down)\.sql$/;
/** Templates that pop fills in from its connection. */
const TEMPLATE = /\{\{[^}]*\.(?:Options|Dialect|Driver|Database)\b/;
const MODULES = /^[\t ]*(?:require[\t ]+)?github\.com\/(?:gobuffalo\/(?:pop|buffalo-pop)|ory\/x|ory\/pop)\b/m;

const section = ({ path, source }: SqlFile): Section => whole(source, AUTOCOMMIT.test(path) ? 'string' : 'file');

function isPop({ tree, root, files }: Folder): boolean {
  if (files.filter(({ path }) => NAME.test(nameOf(path))).length * 2 <= files.length) return false;
  return (
    files.some(
      ({ path, source }) =>
        dialectToken(directionOf(path).stem).dialect !== undefined || AUTOCOMMIT.test(path) || TEMPLATE.test(source.text),
    ) ||
    unreadBeside(tree, root, /\.fizz$/, '').length > 0 ||
    nearest(tree, root, ['database.yml']) !== undefined ||
    usesModule(tree, root, MODULES)
  );
}

const unknownWord = ({ path, source }: SqlFile): string | undefined => {
  const word = WORD.exec(nameOf(path))?.[1];
  return word === undefined || word === 'autocommit' || dialectToken(directionOf(source.path).stem).dialect !== undefined
    ? undefined
    : word;
};

const wrongWord = (source: SourceFile, word: string): ReturnType<typeof orderFinding> =>
  orderFinding(
    source.path,
    'unlisted',
    'warning',
    `pop takes “${word}” in the name for a dialect, and knows none of that name.`,
    'It leaves the file out, and says so in its log only.',
    'Write postgres, cockroach, mysql or sqlite3 there, .autocommit behind it, or neither.',
  );

/**
 * `20240101120000_name.up.sql`, of a dialect `.postgres.up.sql`, outside a transaction `.autocommit.up.sql`: a transaction for each,
 * around one string. `.fizz` files are not SQL.
 */
export const pop: Layout = {
  name: 'pop',
  detect: isPop,
  order({ tree, root, files }) {
    const strange = files.filter((file) => unknownWord(file) !== undefined);
    const paired = pairs(files.filter((file) => !strange.includes(file)));
    const steps = paired.pairs
      .toSorted((a, b) => naturalCompare(a.id, b.id))
      .map(({ id, up, down }) => ({ id, up: up === undefined ? [] : [section(up)], down: down.map(section) }));
    return {
      steps,
      left: strange.map(section),
      reversible: steps.some(({ down }) => down.length > 0),
      findings: [
        ...strange.map((file) => wrongWord(file.source, unknownWord(file) ?? '')),
        ...duplicates(steps, 'warning', 'pop records versions, not names: where one of the two has run, the other never does.'),
      ],
      skipped: [...paired.skipped, ...unreadBeside(tree, root, /\.fizz$/, 'pop runs it, and it is not SQL')],
    };
  },
};

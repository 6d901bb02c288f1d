import { locateProjects, openProject } from '../layouts/open-projects.ts';
import { namesDatabase, namesDialect } from '../layouts/dialect-names.ts';
import { isCode } from '../layouts/code/recognise.ts';
import { nameOf, parentOf, pathBelow } from '../layouts/path.ts';
import { versionOf } from '../layouts/version.ts';
import type { LayoutName } from '../model/migration.ts';
import { DIALECTS, type Dialect } from '../model/target.ts';
import type { Surroundings } from './surroundings.ts';

/** A history of migrations that was found. */
export interface Found {
  /** Path of the tree. */
  readonly root: string;
  readonly layout: LayoutName;
  /** Some of it is written in TypeScript or JavaScript. */
  readonly isCode: boolean;
  readonly count: number;
  /** What the tool calls the last one that has a number. */
  readonly last: string | undefined;
}

/** Parts of a path below which SQL is no migration that will run in production. */
const OTHER =
  /(?:^|[/_.-])(?:tests?|__tests__|spec|fixtures?|testdata|examples?|samples?|seeds?|docs?|snippets|queries|procedures|dumps?)(?=$|[/_.-])/i;
const MIGRATIONS =
  /migrat|changelog|schema[-_]?changes|(?:^|\/)(?:db|database|sql)\/(?:versions?|deploy|updates?|upgrades?|changes)(?:\/|$)/i;

/** `001_a.sql`, `V1__a.sql`, `migration-2-0001.sql` */
const NUMBERED = /^(?:migration|migrate|version|v|rev)?[-_.]?\d/i;

/** The database that a folder is called after, as in `migrations/mysql` or `db/migration_sqlite`. */
function databaseIn(path: string): Dialect | 'other' | undefined {
  const word = path.split(/[/_.-]/).find(namesDatabase);
  return word === undefined ? undefined : (DIALECTS.find((dialect) => namesDialect(word, dialect)) ?? 'other');
}

const folderBelow = (top: string, path: string): string => pathBelow(top, parentOf(path) ?? '') ?? '';

/** The dialect of files whose folders are all called after another database than PostgreSQL. */
export function dialectOfFolders({ home }: Surroundings, files: readonly string[]): Dialect | undefined {
  const databases = files.filter((path) => !OTHER.test(folderBelow(home, path))).map((path) => databaseIn(folderBelow(home, path)));
  const [first] = databases;
  return first === undefined || first === 'other' || databases.some((each) => each === undefined || each === 'postgresql')
    ? undefined
    : first;
}

/** Files that may be migrations → the histories that they are, in the order of their paths. */
export function findMigrations({ tree, home, parseCode }: Surroundings, files: readonly string[], dialect: Dialect): readonly Found[] {
  const options = { dialect, parseCode };
  const named = files.filter((path) => {
    const folder = folderBelow(home, path);
    const database = databaseIn(folder);
    return !OTHER.test(folder) && (database === undefined || database === dialect);
  });
  const located = locateProjects(tree, named, options);
  const found = located.projects.flatMap((project): Found[] => {
    const { projects: opened } = openProject(tree, project, located.named, options);
    const { root } = project.home;
    return opened.flatMap(({ layout, migrations }): Found[] => {
      const below = pathBelow(home, root) ?? '';
      const isMeant = layout !== 'plain' || MIGRATIONS.test(below) || isMostly(project.files, (path) => NUMBERED.test(nameOf(path)));
      if (!isMeant || migrations.length === 0) return [];
      return [
        {
          root,
          layout,
          isCode: project.files.some(isCode),
          count: migrations.length,
          last: migrations.findLast(({ id }) => versionOf(id).numbers.length > 0)?.id,
        },
      ];
    });
  });
  // Files that no migration of a project runs are projects of their own beside it.
  return found.filter(
    ({ root, count }, at) =>
      !found.some((other, place) => other.root === root && (other.count > count || (other.count === count && place < at))),
  );
}

const isMostly = (paths: readonly string[], is: (path: string) => boolean): boolean => paths.filter(is).length * 2 > paths.length;

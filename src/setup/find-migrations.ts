import { locateProjects, openProject } from '../layouts/open-projects.ts';
import { isCode } from '../layouts/code/recognise.ts';
import { nameOf, parentOf, pathBelow } from '../layouts/path.ts';
import type { LayoutName } from '../model/migration.ts';
import type { Dialect } from '../model/target.ts';
import type { Surroundings } from './surroundings.ts';

/** A history of migrations that was found. */
export interface Found {
  /** Path of the tree. */
  readonly root: string;
  readonly layout: LayoutName;
  /** Some of it is written in TypeScript or JavaScript. */
  readonly isCode: boolean;
  readonly count: number;
  /** What the tool calls the last one. */
  readonly last: string | undefined;
}

/** Parts of a path below which SQL is no migration that will run in production. */
const OTHER =
  /(?:^|[/_.-])(?:tests?|__tests__|spec|fixtures?|testdata|examples?|samples?|seeds?|docs?|snippets|queries|procedures|dumps?)(?=$|[/_.-])/i;
const MIGRATIONS =
  /migrat|changelog|schema[-_]?changes|(?:^|\/)(?:db|database|sql)\/(?:versions?|deploy|updates?|upgrades?|changes)(?:\/|$)/i;

/** Files that may be migrations → the histories that they are, in the order of their paths. */
export function findMigrations({ tree, home, parseCode }: Surroundings, files: readonly string[], dialect: Dialect): readonly Found[] {
  const options = { dialect, parseCode };
  const named = files.filter((path) => !OTHER.test(pathBelow(home, parentOf(path) ?? '') ?? ''));
  const located = locateProjects(tree, named, options);
  return located.projects.flatMap((project): Found[] => {
    const { projects: opened } = openProject(tree, project, located.named, options);
    const { root } = project.home;
    return opened.flatMap(({ layout, migrations }): Found[] => {
      const below = pathBelow(home, root) ?? '';
      const isMeant = layout !== 'plain' || MIGRATIONS.test(below) || project.files.every((path) => /^\d/.test(nameOf(path)));
      if (!isMeant || migrations.length === 0) return [];
      return [{ root, layout, isCode: project.files.some(isCode), count: migrations.length, last: migrations.at(-1)?.id }];
    });
  });
}

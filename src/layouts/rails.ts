import { whole, type Layout, type SqlFile } from './layout.ts';
import { joinPath, nameOf, stemOf } from './path.ts';
import { unreadBeside } from './tool-config.ts';

const STRUCTURE = /(?:^|_)structure\.sql$/;
/** What Rails writes at the end of each. */
const VERSIONS = /^INSERT INTO "?(?:\w+"?\."?)?schema_migrations"? \(version\) VALUES/m;

/** `db/migrate` for `structure.sql`, `db/cache_migrate` for `cache_structure.sql`. */
const migrationsOf = (root: string, { local }: SqlFile): string => joinPath(root, nameOf(local).replace(/structure\.sql$/, 'migrate'));

const isStructure = ({ local }: SqlFile): boolean => STRUCTURE.test(nameOf(local));

/** `db/structure.sql`, the schema as pg_dump writes it, beside migrations written in Ruby: what stands in it is there already. */
export const rails: Layout = {
  name: 'rails',
  detect: ({ tree, root, files }) =>
    files.some(
      (file) =>
        isStructure(file) && (VERSIONS.test(file.source.text) || unreadBeside(tree, migrationsOf(root, file), /\.rb$/, '').length > 0),
    ),
  order({ tree, root, files }) {
    const dumps = files.filter(isStructure);
    return {
      steps: dumps.map(({ local, source }) => ({ id: stemOf(local), up: [whole(source, 'statement')], down: [], baseline: true as const })),
      left: files.filter((file) => !isStructure(file)).map(({ source }) => whole(source, 'auto')),
      reversible: false,
      findings: [],
      skipped: dumps.flatMap((file) => unreadBeside(tree, migrationsOf(root, file), /\.rb$/, 'it is written in Ruby')),
    };
  },
};

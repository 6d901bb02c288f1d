import { nameOf } from '../layouts/path.ts';
import type { FileTree } from '../layouts/tree.ts';
import { POSTGRESQL_VERSIONS, type Dialect } from '../model/target.ts';
import { textAt } from './surroundings.ts';

/** Something that a file says of the server. */
export interface Clue {
  readonly file: string;
  readonly dialect: Dialect;
  /** Major version, where it says one. */
  readonly version: number | undefined;
  /** The words that say it, for people. */
  readonly said: string;
}

// An image of a database: its name, and its tag or a tag's default (`postgres:${PG:-16}`). `pg16` names the server where the tag begins with an extension's version.
const IMAGE =
  /(?<![\w.-])((?:[\w.-]+\/)*(?:postgres(?:ql)?|postgis|timescaledb(?:-ha)?|pgvector|supabase\/postgres|pgautoupgrade|mysql|mariadb|percona(?:-server)?)):(?:\$\{\w+:?-)?(?:[\w.]+-)*?(?:latest-)?(pg)?(\d{1,2})(?:\.\d+)*(?![\d.]*-pg\d)[\w.-]*/g;
const EXTENSION_FIRST = /(?:timescaledb|pgvector)[\w-]*$/;
const TERRAFORM =
  /engine\s*=\s*"(?:aurora-)?(postgres|mysql|mariadb)(?:ql)?"[^}]*?engine_version\s*=\s*"(\d+)|database_version\s*=\s*"(POSTGRES|MYSQL)_(\d+)/g;
const TOOL = /^\s*(?:postgres|postgresql)\s*=?\s*"?(\d+)/m;
const PRISMA = /datasource\s+\w+\s*\{[^}]*provider\s*=\s*"(\w+)"/;
const DRIZZLE = /dialect\s*:\s*['"`](\w+)['"`]/;
const KNEX = /client\s*:\s*['"`]([\w-]+)['"`]/;
const URL_SCHEME = /^\s*(?:export\s+)?(\w*(?:DATABASE|DB|POSTGRES|PG)\w*)\s*=\s*["']?(postgres(?:ql)?|mysql|mariadb|sqlite)(?::\/\/|:)/m;

const DIALECTS: readonly (readonly [RegExp, Dialect])[] = [
  [/^(?:pg|pgnative|postgres|postgresql|postgis|timescaledb.*|pgvector|pgautoupgrade)$/i, 'postgresql'],
  [/^(?:mysql2?|mariadb|percona.*|singlestore)$/i, 'mysql'],
  [/^(?:sqlite3?|better-sqlite3|turso|libsql)$/i, 'sqlite'],
];
const dialectOf = (name: string): Dialect | undefined => DIALECTS.find(([pattern]) => pattern.test(name))?.[1];

/** What files say of the server, in their order. Of a file with settings only the kind of database is taken, nothing that is secret. */
export function findClues(tree: FileTree, files: readonly string[]): readonly Clue[] {
  return files.flatMap((file) => {
    const text = textAt(tree, file);
    return text === undefined ? [] : cluesIn(nameOf(file), text).map((clue) => ({ ...clue, file }));
  });
}

type Said = Omit<Clue, 'file'>;

function cluesIn(name: string, text: string): readonly Said[] {
  const one = (word: string | undefined, version: string | undefined, said: string): Said[] => {
    const dialect = word === undefined ? undefined : dialectOf(word);
    return dialect === undefined ? [] : [{ dialect, version: version === undefined ? undefined : Number(version), said }];
  };
  if (name === 'schema.prisma') return one(PRISMA.exec(text)?.[1], undefined, 'its provider');
  if (name.startsWith('drizzle.config')) return one(DRIZZLE.exec(text)?.[1], undefined, 'its dialect');
  if (name.startsWith('knexfile')) return one(KNEX.exec(text)?.[1], undefined, 'its client');
  if (name.startsWith('.env')) {
    const [, variable = '', scheme] = URL_SCHEME.exec(text) ?? [];
    return one(scheme, undefined, `the kind of ${variable}`);
  }
  if (name === 'config.toml') return one('postgres', /^\s*major_version\s*=\s*(\d+)/m.exec(text)?.[1], 'major_version');
  if (/^(?:\.tool-versions|\.?mise\.toml)$/.test(name))
    return one(TOOL.test(text) ? 'postgres' : undefined, TOOL.exec(text)?.[1], 'postgres');
  if (name.endsWith('.tf'))
    return [...text.matchAll(TERRAFORM)].flatMap(([, engine, version, kind, major]) =>
      one((engine ?? kind ?? '').toLowerCase(), version ?? major, 'its engine'),
    );
  return [...withoutComments(text).matchAll(IMAGE)].flatMap(([whole, image = '', isServer, version]) => {
    const word = nameOf(image);
    // `timescaledb:2.14` is no version of the server.
    return one(word, EXTENSION_FIRST.test(word) && isServer === undefined ? undefined : version, whole);
  });
}

const withoutComments = (text: string): string => text.replaceAll(/^\s*#.*$/gm, '');

/** The dialect that most is known of: with a version before those without, then the first. */
export function chooseDialect(clues: readonly Clue[]): Clue | undefined {
  return clues.find(({ version }) => version !== undefined) ?? clues[0];
}

/** The lowest version that is named: what is no trouble there is none on later ones, but for a few rules that know. */
export function chooseVersion(clues: readonly Clue[]): Clue | undefined {
  const known = clues.filter(({ dialect, version }) => dialect === 'postgresql' && POSTGRESQL_VERSIONS.some((each) => each === version));
  return known.toSorted((a, b) => (a.version ?? 0) - (b.version ?? 0))[0];
}

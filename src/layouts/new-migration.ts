import type { Migration, Project } from '../model/migration.ts';
import type { Problem } from '../model/problem.ts';
import { versionOf } from './version.ts';

/** A file to be made: its path below the project's root, and what stands in it. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** What a new migration is named by. */
export interface Naming {
  /** As a person said it: `Add users`. */
  readonly title: string;
  /** `20260102030405`. */
  readonly stamp: string;
  /** The same moment in milliseconds since 1970. */
  readonly millis: number;
}

const UP = '-- Write here what the migration does.\n';
const DOWN = '-- Write here what undoes it, or leave it empty: then there is no way back.\n';

/** Files of the next migration, named and laid out as the project's own tool wants them. Pure. */
export function newMigration(project: Project, naming: Naming): readonly NewFile[] | Problem {
  const slug = slugOf(naming.title);
  if (slug === '')
    return { code: 'usage', text: 'The name of the migration has no letter and no digit.', hint: 'sqlsafe new migrations add_users' };
  const number = nextNumber(project.migrations, naming.stamp);
  const base = `${number}_${slug}`;
  const pair = (up: string, down: string): readonly NewFile[] => [
    { path: up, text: UP },
    { path: down, text: DOWN },
  ];
  switch (project.layout) {
    case 'plain':
    case 'supabase':
    case 'atlas':
      return usesPairs(project) ? pair(`${base}.up.sql`, `${base}.down.sql`) : [{ path: `${base}.sql`, text: UP }];
    case 'sqlx':
      return usesPairs(project) ? pair(`${base}.up.sql`, `${base}.down.sql`) : [{ path: `${base}.sql`, text: UP }];
    case 'sections':
      return [{ path: `${base}.sql`, text: `-- UP\n${UP}\n-- DOWN\n${DOWN}` }];
    case 'golang-migrate':
    case 'pop':
      return pair(`${base}.up.sql`, `${base}.down.sql`);
    case 'diesel': {
      const moment = naming.stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d{6})$/, '$1-$2-$3-$4');
      const name = /^\d{4}-\d\d-\d\d-/.test(project.migrations.at(-1)?.id ?? '') ? `${moment}_${slug}` : base;
      return pair(`${name}/up.sql`, `${name}/down.sql`);
    }
    case 'hasura':
      return pair(`${naming.millis}_${slug}/up.sql`, `${naming.millis}_${slug}/down.sql`);
    case 'prisma':
      return [{ path: `${naming.stamp}_${slug}/migration.sql`, text: UP }];
    case 'goose':
      return [{ path: `${base}.sql`, text: `-- +goose Up\n${UP}\n-- +goose Down\n${DOWN}` }];
    case 'sql-migrate':
      return [{ path: `${base}.sql`, text: `-- +migrate Up\n${UP}\n-- +migrate Down\n${DOWN}` }];
    case 'dbmate':
      return [{ path: `${base}.sql`, text: `-- migrate:up\n${UP}\n-- migrate:down\n${DOWN}` }];
    case 'flyway':
    case 'refinery':
      return [
        {
          path: `V${nextNumber(
            project.migrations.filter(({ id }) => id.startsWith('V')),
            naming.stamp,
          )}__${slug}.sql`,
          text: UP,
        },
      ];
    case 'drizzle':
      return byItsOwnTool('drizzle-kit generate --custom writes it, with its entry in the journal.');
    case 'sqitch':
      return byItsOwnTool('sqitch add writes it, with its entry in the plan.');
    default:
      return byItsOwnTool(`The files of ${project.layout} are programs or dumps.`);
  }
}

const byItsOwnTool = (hint: string): Problem => ({
  code: 'layout-own-tool',
  text: "A new migration of this layout is its own tool's to make.",
  hint,
});

/** `Add users!` → `add_users`. */
const slugOf = (title: string): string =>
  title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');

const usesPairs = ({ migrations }: Project): boolean => migrations.some(({ up, down }) => down.length > 0 && up[0]?.file !== down[0]?.file);

/** The next number, as wide as the last one; a timestamp where the last is one, or where there is nothing to go by. */
function nextNumber(migrations: readonly Migration[], stamp: string): string {
  const last = migrations.at(-1);
  const text = last === undefined ? '' : (/^[\d]+/.exec(versionOf(last.id).text)?.[0] ?? '');
  if (text === '') return migrations.length === 0 ? '001' : stamp;
  if (text.length >= DAY) return stamp.slice(0, Math.max(DAY, text.length)).padEnd(text.length, '0');
  const largest = migrations.reduce((most, { id }) => {
    const number = Number(versionOf(id).numbers[0] ?? 0);
    return number > most ? number : most;
  }, 0);
  return String(largest + 1).padStart(text.length, '0');
}

/** Digits of `20260102`: so long a number is a date. */
const DAY = 8;

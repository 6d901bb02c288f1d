import type { Problem } from '../../model/problem.ts';
import { sha256 } from '../checksum.ts';
import type { TheirTable } from './find-table.ts';
import { baseOf, keyed, withoutExtension } from './their-files.ts';
import type { OtherProject, OtherTool, TheirFile, TheirHistory, TheirRow } from './tool.ts';

const TITLE = "Drizzle's migrator";

/** Folders named by their second are the second generation's; a journal of entries, each with its time, the first's. */
const FOLDER = /^((\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)[^/]*)\/migration\.sql$/;

/** Milliseconds of the time that a folder's name begins with, in UTC; undefined: it does not begin so. */
function timeOf(local: string): number | undefined {
  const [, , ...parts] = FOLDER.exec(local) ?? [];
  if (parts.length === 0) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function filesOf(project: OtherProject): readonly TheirFile[] | Problem {
  const text = project.read('meta/_journal.json');
  if (text === undefined) {
    const files = keyed(TITLE, ({ local }) => FOLDER.exec(local)?.[1])(project);
    return 'code' in files ? files : files.map((file) => ({ ...file, when: timeOf(file.local) ?? 0 }));
  }
  const times = journalTimes(text);
  if (times === undefined) return { code: 'tool-files', text: 'meta/_journal.json is no journal of drizzle-kit.' };
  const files = keyed(TITLE, ({ local }) => (times.has(tagOf(local)) ? tagOf(local) : undefined))(project);
  return 'code' in files ? files : files.map((file) => ({ ...file, when: times.get(file.key) ?? 0 }));
}

const tagOf = (local: string): string => withoutExtension(baseOf(local));

function journalTimes(text: string): ReadonlyMap<string, number> | undefined {
  try {
    const { entries } = JSON.parse(text) as { readonly entries?: readonly { readonly tag?: unknown; readonly when?: unknown }[] };
    return new Map((entries ?? []).flatMap(({ tag, when }) => (typeof tag === 'string' && typeof when === 'number' ? [[tag, when]] : [])));
  } catch {
    return undefined;
  }
}

/** Its second generation: rows have names. */
const hasNames = ({ columns }: TheirTable): boolean => columns.has('name');
const inFolders = (files: readonly TheirFile[]): boolean => files.some(({ local }) => FOLDER.test(local));

interface Stored {
  readonly hash: string;
  readonly createdAt: string;
  readonly name: string | null;
}

/** A row belongs to the entry of its very time (first generation), or folder (second); rows of the first, read by the second, are matched as that does. */
function fileFor(row: Stored, files: readonly TheirFile[]): TheirFile | undefined {
  if (row.name !== null) return files.find(({ key }) => key === row.name);
  if (!inFolders(files)) return files.find(({ when }) => String(when) === row.createdAt);
  const second = Math.floor(Number(row.createdAt) / 1000) * 1000;
  return files.find(({ when }) => when === second) ?? files.find(({ text }) => sha256(text) === row.hash);
}

/** https://github.com/drizzle-team/drizzle-orm: migrator.ts and dialect.ts; of 1.0 migrator.utils.ts and up-migrations */
export const drizzle: OtherTool = {
  name: 'drizzle',
  title: TITLE,
  layouts: ['drizzle'],
  table: { schema: 'drizzle', name: '__drizzle_migrations', has: ['hash', 'created_at'] },
  // The first generation looks at the latest row alone.
  prefixOnly: (files) => !inFolders(files),
  settle: undefined,
  files: filesOf,
  async read(connection, table, files): Promise<TheirHistory> {
    const found = await connection.query(
      `SELECT hash, created_at::text AS created_at, ${hasNames(table) ? 'name' : 'NULL::text AS name'} FROM ${table.sql} ORDER BY created_at, id`,
    );
    const rows = found.map((each): TheirRow => {
      const row = {
        hash: String(each['hash']),
        createdAt: String(each['created_at']),
        name: typeof each['name'] === 'string' ? each['name'] : null,
      };
      const file = fileFor(row, files);
      const checksum = file !== undefined && sha256(file.text) === row.hash ? 'same' : 'other';
      return { key: row.name ?? file?.key ?? `the entry of ${row.createdAt}`, file, state: 'applied', checksum };
    });
    const latest = Math.max(-1, ...found.map((row) => Number(row['created_at'])));
    const ran = new Set(rows.map(({ file }) => file?.id));
    const skipped = inFolders(files) ? [] : files.filter(({ id, when = 0 }) => !ran.has(id) && when <= latest);
    return {
      rows,
      notes: skipped.map(
        ({ name }) => `${name} was never run: its time in the journal is before the latest that was, and Drizzle passes over it.`,
      ),
    };
  },
  misfit: (table, files) =>
    table.columns.size > 0 && inFolders(files) && !hasNames(table)
      ? {
          code: 'tool-generation',
          text: `${table.sql} is of drizzle-orm 0.x, and the files are of 1.0.`,
          hint: 'Let the migrator of drizzle-orm 1.0 run once: it brings its table up to date.',
        }
      : undefined,
  create: ({ schema, sql }, files) => [
    `CREATE SCHEMA IF NOT EXISTS "${schema.replaceAll('"', '""')}"`,
    `CREATE TABLE ${sql} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint${
      inFolders(files) ? ', name text, applied_at timestamp with time zone DEFAULT now()' : ''
    })`,
  ],
  async record({ connection, table, files }, { file }) {
    const values = [sha256(file.text), file.when ?? 0];
    if (!inFolders(files)) await connection.query(`INSERT INTO ${table.sql} (hash, created_at) VALUES ($1, $2::bigint)`, values);
    else
      await connection.query(
        `INSERT INTO ${table.sql} (hash, created_at, name, applied_at) VALUES ($1, $2::bigint, $3, clock_timestamp())`,
        [...values, file.key],
      );
  },
  async remove({ connection, table, files }, { key, when = 0 }) {
    if (inFolders(files)) await connection.query(`DELETE FROM ${table.sql} WHERE name = $1`, [key]);
    else await connection.query(`DELETE FROM ${table.sql} WHERE created_at = $1::bigint`, [when]);
  },
};

import type { Problem } from '../../model/problem.ts';
import { withoutStatements } from '../baseline.ts';
import type { Compared } from '../compare.ts';
import type { Connection } from '../drivers/driver.ts';
import type { RunContext } from '../run/context.ts';
import { inTransaction } from '../run/in-transaction.ts';
import { closeRun, openRun, type NotOpened, type RunSession } from '../run/session.ts';
import { findTable, isThere, type TheirTable } from './find-table.ts';
import { differences, type Differences, type Taken } from './histories.ts';
import { theirLock } from './their-lock.ts';
import type { OtherTool, TheirFile } from './tool.ts';

/** What is to be taken over. */
export interface Adoption {
  readonly tool: OtherTool;
  readonly files: readonly TheirFile[];
  readonly rows: readonly Compared[];
  /** `schema.table`, where their history is not where it usually is. */
  readonly table: string | undefined;
}

export type Adopted =
  | { readonly kind: 'adopted'; readonly table: string; readonly differences: Differences }
  | { readonly kind: 'other-tool-runs' }
  | NotOpened;

/** What their history says, against the files and the journal; writes nothing. */
export async function readTheirs(
  connection: Connection,
  { tool, files, rows, table: given }: Adoption,
): Promise<{ readonly table: TheirTable; readonly differences: Differences } | Problem> {
  const table = await findTable(connection, tool.table, given);
  if ('code' in table) return table;
  if (!isThere(table)) return (await newerPrisma(connection, tool)) ?? noTable(tool, table, given);
  const misfit = tool.misfit?.(table, files);
  if (misfit !== undefined) return misfit;
  const history = await tool.read(connection, table, files);
  const found = differences(history, rows);
  if (history.rows.length > 0 && found.taken.length === 0)
    return {
      code: 'tool-other-files',
      text: `${table.sql} has migrations of ${tool.title}, and none of them is of these files: ${found.withoutFile.slice(0, 3).join(', ')} …`,
      hint: 'Is it the folder, and the database, that belong together?',
    };
  return { table, differences: found };
}

const noTable = (tool: OtherTool, { sql }: TheirTable, given: string | undefined): Problem => ({
  code: 'tool-table',
  text: `There is no history of ${tool.title} in this database: no table ${given ?? sql} as it would make it.`,
  hint: 'Where it has another name: --tool-table schema.table. Where the database came about in another way: sqlsafe baseline … --to ID',
});

/** From version 8 on Prisma keeps no list of migrations but a contract. */
async function newerPrisma(connection: Connection, { name }: OtherTool): Promise<Problem | undefined> {
  if (name !== 'prisma') return undefined;
  const [row] = await connection.query("SELECT to_regclass('prisma_contract.marker') IS NOT NULL AS there");
  return row?.['there'] !== true
    ? undefined
    : {
        code: 'prisma-8',
        text: 'This database is managed by Prisma 8, whose history is no list of migrations: it can not be taken over.',
        hint: 'sqlsafe baseline … --to ID says where the database is.',
      };
}

/** Takes their history over into the journal, all of it in one transaction, while neither they nor another run of ours can work. */
export async function adopt(adoption: Adoption, context: RunContext): Promise<Adopted> {
  const session = await openRun(context);
  if ('kind' in session) return session;
  const { connection } = session;
  let exitCode = 2;
  try {
    const place = await findTable(connection, adoption.tool.table, adoption.table);
    if ('code' in place) return { kind: 'refused', problem: place };
    const lock = await theirLock(connection, adoption.tool, place, context);
    if (!(await lock.take())) return { kind: 'other-tool-runs' };
    // Read under both locks: nothing of it changes any more.
    const theirs = await readTheirs(connection, adoption);
    if ('code' in theirs) return { kind: 'refused', problem: theirs };
    const { withoutFile, onlyOurs, taken } = theirs.differences;
    await inTransaction(connection, 'BEGIN', async () => {
      for (const each of taken) await write(session, each, adoption);
      await session.journal.event('adopted', null, null, { tool: adoption.tool.name, table: theirs.table.sql, withoutFile, onlyOurs });
    });
    exitCode = 0;
    return { kind: 'adopted', table: theirs.table.sql, differences: theirs.differences };
  } finally {
    await closeRun(session, exitCode, context);
  }
}

async function write({ journal }: RunSession, { id, as, row }: Taken, { rows, tool }: Adoption): Promise<void> {
  if (as === 'there') return;
  const own = rows.find((each) => each.id === id);
  if (own === undefined) throw new TypeError(`no migration ${id}`);
  const migration = { ...withoutStatements(own), ...(row.repeatable === true ? { kind: 'repeatable' as const } : {}) };
  if (as === 'unknown') {
    await journal.put(migration, 'unknown', 'none', [], { code: undefined, message: `${tool.title}: ${row.evidence ?? ''}` });
    return;
  }
  // What it was is not known, only that it was another text.
  const was = { sha256: `of ${tool.name}`, normalised: `of ${tool.name}`, down: null };
  const checksums = as === 'edited' || as === 'changed' ? was : migration.checksums;
  await journal.put({ ...migration, checksums }, as === 'baselined' ? 'baselined' : 'applied', 'all');
}

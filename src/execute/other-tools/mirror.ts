import type { Problem } from '../../model/problem.ts';
import { ServerError, type Connection } from '../drivers/driver.ts';
import type { MigrationRecord } from '../journal/read.ts';
import { statementsOf, type PlannedMigration } from '../plan/plan.ts';
import type { RunContext } from '../run/context.ts';
import { inTransaction } from '../run/in-transaction.ts';
import { findTable, isThere } from './find-table.ts';
import { theirLock, type HeldLock } from './their-lock.ts';
import type { OtherTool, TheirFile, TheirHistory, Writing } from './tool.ts';

/** Another tool's history, kept beside our journal. */
export interface Mirroring {
  readonly tool: OtherTool;
  readonly files: readonly TheirFile[];
  /** `schema.table`, where their history is not where it usually is. */
  readonly table: string | undefined;
}

/** What keeps a run from writing their rows. */
export type Unmirrored = { readonly kind: 'other-tool-runs'; readonly tool: string } | Disagreement;

/** `adopt`: to be taken over with `baseline --adopt`. */
interface Disagreement {
  readonly kind: 'disagrees';
  readonly problem: Problem;
  readonly adopt?: string;
}

/** Their history while a run goes on. All of it runs on the run's session, so that rows stand and fall with the run's own. */
export interface Mirror {
  /** The statements that open a transaction which changes something. */
  begin(sql: string): string;
  /** It takes several transactions: nobody else must go on with it. */
  started(migration: PlannedMigration): Promise<void>;
  /** In the transaction of our row. */
  done(migration: PlannedMigration, duration: number): Promise<void>;
  /** Around what runs alone: their lock, where their runs would wait for it in a statement, for which concurrent builds wait. */
  letGo(): Promise<void>;
  takeAgain(): Promise<void>;
}

/** Nothing is mirrored. */
export const NO_MIRROR: Mirror = {
  begin: (sql) => sql,
  started: () => Promise.resolve(),
  done: () => Promise.resolve(),
  letGo: () => Promise.resolve(),
  takeAgain: () => Promise.resolve(),
};

/**
 * Takes their lock, makes their table where it is not there yet, and writes what the journal has and they do not. Only who holds our lock may call it.
 * @param records the journal, after recovery
 */
export async function openMirror(
  connection: Connection,
  { tool, files, table: given }: Mirroring,
  records: readonly MigrationRecord[],
  context: RunContext,
): Promise<Mirror | Unmirrored> {
  const found = await findTable(connection, tool.table, given);
  if ('code' in found) return { kind: 'disagrees', problem: found };
  const misfit = tool.misfit?.(found, files);
  if (misfit !== undefined) return { kind: 'disagrees', problem: misfit };
  const lock = await theirLock(connection, tool, found, context);
  if (!(await lock.take())) return { kind: 'other-tool-runs', tool: tool.title };
  if (!isThere(found)) {
    await inTransaction(connection, 'BEGIN', async () => {
      for (const sql of tool.create(found, files)) await connection.query(sql);
    });
  }
  const history = isThere(found) ? await tool.read(connection, found, files) : NO_HISTORY;
  const disagrees = disagreement(tool, history, records);
  if (disagrees !== undefined) return disagrees;
  const writing = { connection, table: found, files, batch: (await tool.batch?.(connection, found)) ?? 1 };
  await catchUp(writing, tool, history, records);
  return mirrorOn(writing, tool, lock);
}

const NO_HISTORY: TheirHistory = { rows: [], notes: [] };
const isApplied = ({ state }: MigrationRecord): boolean => state === 'applied' || state === 'baselined';

/** They have run, or begun, what our journal knows nothing of. Pure. */
function disagreement(tool: OtherTool, { rows }: TheirHistory, records: readonly MigrationRecord[]): Disagreement | undefined {
  const ours = new Map(records.map((record) => [record.id, record]));
  const strange = rows.flatMap(({ file, state, implied }) => {
    if (file === undefined || implied === true) return [];
    const record = ours.get(file.id);
    const known = state === 'applied' ? record !== undefined && isApplied(record) : record !== undefined && record.state !== 'reverted';
    return known ? [] : [{ name: file.name, state }];
  });
  const names = (state: 'begun' | 'applied'): string => strange.flatMap((each) => (each.state === state ? [each.name] : [])).join(', ');
  const [begun, applied] = [names('begun'), names('applied')];
  if (applied !== '')
    return {
      kind: 'disagrees',
      problem: { code: 'tool-ahead', text: `${tool.title} has run what the journal does not have: ${applied}. Nothing was run.` },
      adopt: tool.name,
    };
  if (begun === '') return undefined;
  return {
    kind: 'disagrees',
    problem: {
      code: 'tool-in-doubt',
      text: `${tool.title} has begun ${begun}, and does not know how far it came. Nothing was run.`,
      ...(tool.settle === undefined ? {} : { hint: `Look at what is there, and settle it on their side: ${tool.settle}` }),
    },
  };
}

/** What we have applied, and they have no row of: from before the mirroring began. */
async function catchUp(writing: Writing, tool: OtherTool, { rows }: TheirHistory, records: readonly MigrationRecord[]): Promise<void> {
  const theirs = new Set(rows.flatMap(({ file, state }) => (file === undefined || state === 'begun' ? [] : [file.id])));
  const applied = new Map(records.filter(isApplied).map((record) => [record.id, record]));
  const behind = writing.files.filter(({ id }) => applied.has(id) && !theirs.has(id));
  if (behind.length === 0) return;
  await inTransaction(writing.connection, 'BEGIN', async () => {
    for (const file of behind)
      await tool.record(writing, { file, duration: applied.get(file.id)?.duration ?? 0, statements: [file.text.trim()] });
  });
}

function mirrorOn(writing: Writing, tool: OtherTool, lock: HeldLock): Mirror {
  const byId = new Map(writing.files.map((file) => [file.id, file]));
  const holdOff = tool.holdOff?.(writing.table);
  const fileOf = ({ id }: PlannedMigration): TheirFile => {
    const file = byId.get(id);
    if (file === undefined) throw new TypeError(`${tool.title} has no file ${id}`);
    return file;
  };
  return {
    begin: (sql) => (holdOff === undefined ? sql : `${sql}; ${holdOff}`),
    async started(migration) {
      if (migration.direction === 'up') await tool.begin?.(writing, fileOf(migration));
    },
    async done(migration, duration) {
      const file = fileOf(migration);
      if (migration.direction === 'down') return tool.remove(writing, file);
      // What runs again whenever it changes has a row for each time, or one that is replaced: as they do it.
      return tool.record(writing, { file, duration, statements: statementsOf(migration).map(({ sql }) => sql) });
    },
    letGo: () => (lock.lock?.blocks === true ? lock.release() : Promise.resolve()),
    async takeAgain() {
      if (!(await lock.take())) throw new ServerError(`${tool.title} took its own lock meanwhile, and did not end in time`, undefined);
    },
  };
}

/**
 * What they can not express: a migration that stays pending before one that is, or will be, applied.
 * @param pending ids of what stays pending; `applied`: of what is or will be applied
 */
export function gap({ tool, files }: Mirroring, isAppliedAfter: (id: string) => boolean): Problem | undefined {
  const prefixOnly = typeof tool.prefixOnly === 'boolean' ? tool.prefixOnly : tool.prefixOnly(files);
  if (!prefixOnly) return undefined;
  const last = files.findLastIndex(({ id }) => isAppliedAfter(id));
  const left = files.slice(0, Math.max(0, last)).filter(({ id }) => !isAppliedAfter(id));
  if (left.length === 0) return undefined;
  return {
    code: 'mirror-gap',
    text: `${tool.title} can not express that ${left.map(({ name }) => name).join(', ')} stays pending while a later migration is applied: it would never run it.`,
    hint: 'Apply in the order of the files, or give what is behind a later number.',
  };
}

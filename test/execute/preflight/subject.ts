import type { PGlite } from '@electric-sql/pglite';
import { ServerError, type Connection, type Driver, type Row, type Value } from '../../../src/execute/drivers/driver.ts';
import { checksumsOf, sha256, sha256SoFar } from '../../../src/execute/checksum.ts';
import { planMigration } from '../../../src/execute/plan/build-plan.ts';
import type { PlannedMigration } from '../../../src/execute/plan/plan.ts';
import type { Subject, Wishes } from '../../../src/execute/preflight/check.ts';
import { locate, touchedBy } from '../../../src/execute/preflight/touched.ts';
import { checkTree } from '../../../src/index.ts';
import { memoryTree } from '../../../src/layouts/memory-tree.ts';
import type { SectionRun } from '../../../src/model/section-run.ts';

/** PostgreSQL in this process as a driver that knows one session. */
export function embedded(database: PGlite, name = 'here'): Driver {
  const connection: Connection = {
    async query(sql, values) {
      try {
        if (values !== undefined) return (await database.query<Row>(sql, values as Value[])).rows;
        return (await database.exec(sql)).at(-1)?.rows ?? [];
      } catch (error) {
        throw new ServerError((error as Error).message, (error as { readonly code?: string }).code);
      }
    },
    end: () => Promise.resolve(),
  };
  return {
    kind: 'embedded',
    name,
    manySessions: false,
    open: () => Promise.resolve(connection),
    close: () => Promise.resolve(),
  };
}

/** A server that answers each question that a text stands in with the rows given for it, and every other with none. */
export function told(answers: Readonly<Record<string, readonly Row[] | ServerError>>): Driver {
  const connection: Connection = {
    query(sql) {
      const found = Object.entries(answers).find(([part]) => sql.includes(part))?.[1] ?? [];
      return found instanceof ServerError ? Promise.reject(found) : Promise.resolve(found);
    },
    end: () => Promise.resolve(),
  };
  return { kind: 'server', name: 'there', manySessions: true, open: () => Promise.resolve(connection), close: () => Promise.resolve() };
}

const NO_WISHES: Wishes = {
  window: undefined,
  staging: undefined,
  backupCheck: undefined,
  monitorCheck: undefined,
  command: (command) => Promise.reject(new Error(`nobody should run ${command}`)),
  retryBudget: 600_000,
  leased: false,
};

/** Files whose names begin with `new` are to be applied; the others are there. */
export async function subjectOf(
  driver: Driver,
  texts: Readonly<Record<string, string>>,
  given: {
    readonly wishes?: Partial<Wishes>;
    readonly now?: string;
    readonly forwardOnly?: readonly string[];
    readonly oids?: string;
  } = {},
): Promise<Subject> {
  const files = Object.entries(texts).map(([name, text]) => ({ path: `db/${name}`, text }));
  const selected = files.map(({ path }) => path).filter((path) => path.includes('new'));
  const { runs } = await checkTree(memoryTree(files), selected, { keepRuns: true, deployment: 'selected' }, { ownRunner: true });
  const up = runs.filter(({ isDown }) => !isDown);
  const connection = await driver.open();
  if ('code' in connection) throw new Error(connection.text);
  const touched =
    given.oids === undefined
      ? await locate(connection, touchedBy(up))
      : touchedBy(up).map((each) => ({ ...each, oids: [given.oids ?? ''] }));
  return {
    connection,
    driver,
    place: { schema: 'sqlsafe', stream: 'default' },
    plan: plansOf(up),
    runs: up,
    touched,
    forwardOnly: new Set(given.forwardOnly ?? []),
    wishes: { ...NO_WISHES, ...given.wishes },
    now: new Date(given.now ?? '2026-11-27T12:00Z'),
  };
}

function plansOf(runs: readonly SectionRun[]): readonly PlannedMigration[] {
  const ids = [...new Set(runs.map(({ migration }) => migration.id))];
  return ids.map((id) => {
    const own = runs.filter(({ migration }) => migration.id === id);
    const plan = planMigration(own, 'up', {
      sha256,
      sha256SoFar,
      checksums: () => checksumsOf(migrationOf(own), () => false),
    });
    if ('code' in plan) throw new Error(plan.text);
    return plan;
  });
}

function migrationOf([first]: readonly SectionRun[]): SectionRun['migration'] {
  if (first === undefined) throw new Error('a migration without sections');
  return first.migration;
}

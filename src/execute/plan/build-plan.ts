import type { Effect } from '../../model/effect.ts';
import { nameOfMigration } from '../../model/migration.ts';
import type { Operation } from '../../model/operation.ts';
import { positionAt, rawOffset } from '../../model/position.ts';
import type { Problem } from '../../model/problem.ts';
import type { SectionRun, StatementRun } from '../../model/section-run.ts';
import { againOf } from '../compare.ts';
import { copyRows } from './copy-rows.ts';
import { directiveBefore } from './directives.ts';
import { leavesSession } from './leaves-session.ts';
import { patienceFor, setsTimeout } from './patience.ts';
import type { Checksums, Direction, PlannedLock, PlannedMigration, PlannedStatement, Unit } from './plan.ts';
import { probeFor } from './probe.ts';

/** What the plan needs and can't compute by itself. */
export interface PlanInputs {
  readonly sha256: (text: string) => string;
  /** Begins a hash: of all texts that it is given, it has that of those so far. */
  readonly sha256SoFar: () => (text: string) => string;
  readonly checksums: (id: string) => Checksums;
}

/** Sections of one migration in one direction → what will run. */
export function planMigration(
  runs: readonly SectionRun[],
  direction: Direction,
  { sha256, sha256SoFar, checksums }: PlanInputs,
): PlannedMigration | Problem {
  const [first] = runs;
  if (first === undefined) throw new TypeError('a migration without sections');
  const { migration } = first;
  const units: Unit[] = [];
  const planned: PlannedStatement[] = [];
  const soFar = sha256SoFar();
  for (const run of runs) {
    let group: Open | undefined;
    let own = false;
    for (const each of run.statements) {
      const rows = copyRows(run, each);
      const statement = planStatement(each, planned.length, { own, isDown: direction === 'down', rows }, sha256);
      const prefixSha256 = soFar(`${statement.sha256}\n`);
      const control = controlOf(each);
      const refused = control === undefined ? undefined : refuse(control, group !== undefined, each, statement);
      if (refused !== undefined) return refused;
      if (control?.action === 'begin') {
        group = { begin: each.statement.text, statements: [] };
        continue;
      }
      if (control?.action === 'commit') {
        if (group !== undefined && group.statements.length > 0) units.push({ kind: 'transaction', ...group });
        group = undefined;
        continue;
      }
      own ||= each.steps.some(({ operations }) => operations.some((op) => setsTimeout(op)));
      const full: PlannedStatement = { ...statement, prefixSha256 };
      planned.push(full);
      if (each.backfill !== undefined && direction === 'up') {
        if (group !== undefined) return inTransaction(full);
        units.push({ kind: 'alone', statement: full, probe: { kind: 'none' }, backfill: each.backfill });
      } else if (group !== undefined) group.statements.push(full);
      else if (each.alone && !isDiscardAll(each.statement.text)) {
        const question = directiveBefore(run, each.statement, 'probe');
        units.push({ kind: 'alone', statement: full, probe: probeFor(each, question) });
      } else units.push({ kind: 'transaction', begin: 'BEGIN', statements: [full] });
    }
    if (group !== undefined && group.statements.length > 0) units.push({ kind: 'transaction', ...group });
  }
  const again = againOf(migration);
  const mode = runs.some((run) => runsInPieces(run)) || units.some(({ kind }) => kind === 'alone') ? 'statement' : 'file';
  return {
    id: migration.id,
    name: nameOfMigration({ ...migration, up: [first.section] }),
    position: migration.index,
    kind: again === undefined ? 'versioned' : 'repeatable',
    ...(again === 'always' ? { always: true } : {}),
    direction,
    mode,
    checksums: checksums(migration.id),
    leavesSession: units.some(({ kind }) => kind === 'alone') || runs.some(({ statements }) => statements.some(leavesSession)),
    units: mode === 'file' ? [joined(units)] : units,
  };
}

interface Open {
  readonly begin: string;
  readonly statements: PlannedStatement[];
}

/** The layout asks for it, or one of its statements; several transactions of the file's own are left as they are. */
const runsInPieces = ({ transaction, statements }: SectionRun): boolean =>
  transaction === 'statement' && (statements.some(({ alone }) => alone) || !isOneTransaction(statements));

/** Nothing but one BEGIN … COMMIT: the journal's row may as well be in it. */
function isOneTransaction(statements: readonly StatementRun[]): boolean {
  const actions = statements.map((each) => controlOf(each)?.action);
  return actions[0] === 'begin' && actions.indexOf('commit') === actions.length - 1 && actions.lastIndexOf('begin') === 0;
}

const joined = (units: readonly Unit[]): Unit => ({
  kind: 'transaction',
  begin: units.length === 1 && units[0]?.kind === 'transaction' ? units[0].begin : 'BEGIN',
  statements: units.flatMap((unit) => (unit.kind === 'alone' ? [unit.statement] : unit.statements)),
});

export const isDiscardAll = (sql: string): boolean => /^\s*DISCARD\s+ALL\s*$/i.test(sql);

function planStatement(
  { statement, steps, effects }: StatementRun,
  seq: number,
  { own, isDown, rows }: { readonly own: boolean; readonly isDown: boolean; readonly rows: string | undefined },
  sha256: PlanInputs['sha256'],
): Omit<PlannedStatement, 'prefixSha256'> {
  const { file, span, text } = statement;
  const operations = steps.flatMap((step) => step.operations);
  return {
    seq,
    sql: text,
    ...(rows === undefined ? {} : { rows }),
    file: file.path,
    line: positionAt(file.raw, rawOffset(file, span.start)).line,
    sha256: sha256(`${text}${rows === undefined ? '' : `\n${rows}`}`.replaceAll(/\r\n?/g, '\n')),
    patience: own ? 'own' : patienceFor(operations, effects, isDown),
    locks: effects.map(lockOf),
    session: operations.length > 0 && operations.every((op) => changesSessionOnly(op, text)),
  };
}

const lockOf = ({ schema, name, lock, blocks, work }: Effect): PlannedLock => ({
  relation: schema === '' || schema === 'public' ? name : `${schema}.${name}`,
  lock,
  blocks,
  work,
});

const changesSessionOnly = (op: Operation, text: string): boolean => {
  switch (op.kind) {
    case 'set-setting':
      return /^\s*(?:SET|RESET|DISCARD)\b/i.test(text) && !op.local;
    case 'inert':
      return /^\s*(?:SET|RESET|DISCARD|DEALLOCATE|LISTEN|UNLISTEN)\b/i.test(text);
    case 'server-command':
      return isDiscardAll(text);
    case 'select':
      return op.how === 'prepare';
    default:
      return false;
  }
};

type Control = Extract<Operation, { kind: 'transaction' }>;

/** BEGIN, COMMIT and the like, standing in the file itself; savepoints are statements like any other. */
const controlOf = ({ steps }: StatementRun): Control | undefined => {
  const [op] = steps[0]?.operations ?? [];
  return op?.kind === 'transaction' && steps[0]?.context === undefined && !['savepoint', 'release', 'rollback-to'].includes(op.action)
    ? op
    : undefined;
};

const inTransaction = ({ file, line }: PlannedStatement): Problem => ({
  code: 'transaction-not-runnable',
  text: 'A backfill commits after each batch, and stands in a transaction of the file.',
  hint: 'End the transaction before it.',
  file,
  line,
});

/** What would leave the journal and the database of two minds. */
function refuse(
  control: Control,
  open: boolean,
  { statement }: StatementRun,
  { file, line }: { file: string; line: number },
): Problem | undefined {
  const said = statement.text.slice(0, 60);
  const wrong = (text: string, hint: string): Problem => ({ code: 'transaction-not-runnable', text, hint, file, line });
  if (control.action === 'prepare')
    return wrong(`${said}: a prepared transaction is not over when the file is.`, 'Commit it, or prepare it by hand.');
  if (control.action === 'rollback')
    return wrong(`${said}: a file that takes back what it did can't be recorded as applied.`, 'Leave the ROLLBACK out.');
  if (control.chain) return wrong(`${said}: AND CHAIN is not supported.`, 'Write COMMIT; BEGIN;');
  if (control.action === 'begin' && open) return wrong(`${said}: a transaction is open already.`, 'Leave one BEGIN out.');
  return undefined;
}

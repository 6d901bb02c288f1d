import type { Problem } from '../../model/problem.ts';
import { statementsOf, type PlannedMigration, type PlannedStatement } from '../plan/plan.ts';
import type { RunContext } from '../run/context.ts';

/** What can't be run on sessions that are another's after each transaction; undefined: all of it can, or the session is kept. Pure. */
export function unleasable(
  migrations: readonly PlannedMigration[],
  { options, mirror }: Pick<RunContext, 'options' | 'mirror'>,
): Problem | undefined {
  if (options.lease === undefined) return undefined;
  if (mirror !== undefined)
    return {
      code: 'lease-mirror',
      text: `${mirror.tool.title} locks a session, which --lease is without. Nothing was run.`,
      hint: 'Connect to the server itself, without --lease.',
    };
  for (const { units, ...migration } of migrations) {
    for (const unit of units)
      if (unit.kind === 'alone' && unit.backfill === undefined)
        return refuse(unit.statement, 'can not run in a transaction, and without one nothing protects it from a run that was paused');
    const session = statementsOf({ units }).find((statement) => statement.session || CHANGES_SESSION.test(statement.sql));
    if (session !== undefined)
      return refuse(session, `changes the session, which a pooler gives to others after ${migration.mode === 'file' ? 'the file' : 'it'}`);
  }
  return undefined;
}

/** Beside what the plan knows of. */
const CHANGES_SESSION =
  /^\s*(?:CREATE\s+(?:LOCAL\s+|GLOBAL\s+)?TEMP(?:ORARY)?\s|LISTEN\s|DISCARD\s|SET\s+SESSION\s|SELECT\s+(?:pg_catalog\s*\.\s*)?(?:pg_advisory_lock|set_config)\b)/i;

const refuse = ({ file, line, sql }: PlannedStatement, why: string): Problem => ({
  code: 'lease-statement',
  text: `${sql.slice(0, 60).replaceAll(/\s+/g, ' ')} ${why}. Nothing was run.`,
  hint: 'Run it on a connection to the server itself, without --lease. SET LOCAL stays within the transaction.',
  file,
  line,
});

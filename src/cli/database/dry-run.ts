import type { ExitCode } from '../../cli.ts';
import { withoutRows } from '../../execute/plan/copy-rows.ts';
import type { PlannedMigration, PlannedStatement, Unit } from '../../execute/plan/plan.ts';
import { visible } from '../../report/visible.ts';
import { counted } from './execute.ts';
import { render } from '../render.ts';
import type { Terminal } from '../terminal.ts';
import type { Gated } from './gate.ts';
import { destroyedText, type WayBack } from './way-back.ts';
import type { DatabaseRequest } from './request.ts';
import { oneLine } from './watch.ts';

/** What would run, in which transactions, under which locks, and what the checks say. 8 where they refuse it. */
export async function dryRun({ plan, outcome, refusing }: Gated, { json }: DatabaseRequest, terminal: Terminal): Promise<ExitCode> {
  const exitCode = refusing.length > 0 ? 8 : 0;
  if (json) {
    terminal.out(
      `${JSON.stringify({ event: 'planned', exitCode, migrations: plan.map(withoutRows), findings: outcome.report.findings })}\n`,
    );
    return exitCode;
  }
  if (plan.length === 0) {
    terminal.out(`${terminal.paint.good(terminal.signs.pass)} Nothing to do.\n`);
    return 0;
  }
  terminal.out(`${plan.map((migration) => migrationText(migration, terminal)).join('\n')}\n`);
  if (outcome.report.findings.some(({ suppressed }) => suppressed === null))
    terminal.out(await render(outcome, { format: 'pretty', path: undefined }, { values: {}, quiet: false, terminal }));
  terminal.out(exitCode === 0 ? 'Nothing was run: this is what apply would do.\n' : 'Nothing was run, and apply would refuse it.\n');
  return exitCode;
}

/** The same for ways back, with what they would destroy. */
export function dryRunBack({ plan, destroys }: WayBack, { json }: DatabaseRequest, terminal: Terminal): ExitCode {
  const what = destroys.map(destroyedText);
  if (json) {
    terminal.out(`${JSON.stringify({ event: 'planned', exitCode: 0, migrations: plan.map(withoutRows), destroys: what })}\n`);
    return 0;
  }
  terminal.out(`${plan.map((migration) => migrationText(migration, terminal)).join('\n')}\n`);
  if (what.length > 0) terminal.out(`${terminal.paint.error('This destroys')} ${visible(what.join(', '))}.\n`);
  terminal.out('Nothing was run.\n');
  return 0;
}

function migrationText({ name, mode, units }: PlannedMigration, { paint }: Terminal): string {
  const how = mode === 'file' ? 'one transaction' : 'each part for itself';
  return [`${paint.strong(visible(name))}  ${paint.faint(how)}`, ...units.flatMap((unit) => unitLines(unit, paint))].join('\n');
}

function unitLines(unit: Unit, paint: Terminal['paint']): readonly string[] {
  if (unit.kind === 'alone')
    return [
      `  ${paint.faint(unit.backfill === undefined ? 'outside any transaction' : `in batches of ${unit.backfill.batch} rows to begin with, each a transaction of its own`)}`,
      ...statementLines(unit.statement, paint),
    ];
  return [
    `  ${paint.faint(visible(unit.begin))}`,
    ...unit.statements.flatMap((each) => statementLines(each, paint)),
    `  ${paint.faint('COMMIT')}`,
  ];
}

function statementLines({ line, sql, rows, locks, patience }: PlannedStatement, paint: Terminal['paint']): readonly string[] {
  const waits = { brief: '', patient: '', endless: ' (waits for old transactions, without a lock_timeout)', own: '' }[patience];
  const behind = rows === undefined ? '' : ` (${counted(rows.split('\n').length - 1, 'line')} of rows behind it)`;
  return [
    `    ${paint.faint(String(line).padStart(4))} ${oneLine(sql)}${paint.faint(`${waits}${behind}`)}`,
    ...locks
      .filter(({ blocks, work }) => blocks !== 'nothing' || work !== 'none')
      .map(({ relation, lock, blocks }) => {
        const colour = blocks === 'everything' ? paint.error : blocks === 'writes' ? paint.warning : paint.faint;
        return colour(`         ${visible(relation)}: ${lock}`);
      }),
  ];
}

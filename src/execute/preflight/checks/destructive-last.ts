import { destroyedBy } from '../../plan/destroys.ts';
import { nameText } from '../../../model/name.ts';
import type { SectionRun } from '../../../model/section-run.ts';
import { ok, warn, type PreflightCheck } from '../check.ts';

export const destructiveLast: PreflightCheck = {
  id: 'destructive-last',
  asks: 'Does what destroys come last?',
  source: 'https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-REMOVING-A-COLUMN',
  ask({ runs }) {
    const made = new Set(runs.flatMap(createdBy));
    const destroys = runs.map((run) => destroyedBy(run).filter(({ table, by }) => by !== 'delete' && !made.has(nameText(table))));
    const lastBuilding = runs.findLastIndex((_, at) => destroys[at]?.length === 0);
    const early = destroys.slice(0, Math.max(0, lastBuilding)).flat();
    if (early.length === 0) return ok(destroys.some((each) => each.length > 0) ? 'it does' : 'nothing is destroyed');
    const behind = runs[lastBuilding]?.section.file.path ?? '';
    return warn(
      `${behind} comes after what destroys: where it fails, what is gone is gone`,
      'Give what destroys the last numbers, or a deployment of its own.',
      early.map(({ file, table, column }) => `${file}: ${column === undefined ? nameText(table) : `${nameText(table)}.${column}`}`),
    );
  },
};

/** Tables that the plan makes itself: nothing is lost with them. */
const createdBy = ({ statements }: SectionRun): readonly string[] =>
  statements.flatMap(({ steps }) =>
    steps.flatMap(({ operations }) => operations.flatMap((op) => (op.kind === 'create-table' ? [nameText(op.table)] : []))),
  );

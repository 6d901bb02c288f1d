import { nameText, type Name } from '../model/name.ts';
import { milliseconds, type Session } from '../model/session.ts';
import type { Operation } from '../model/operation.ts';
import { positionAt, rawOffset } from '../model/position.ts';
import type { Statement } from '../model/source.ts';
import type { RuleSettings, SectionView } from '../rule.ts';

/** The text of an operation as the user wrote it, or as it is put together: the statement, the clause, or the statement inside a DO block. */
export const textOf = ({ span }: Operation, statement: Statement): string => span.sql ?? statement.file.text.slice(span.start, span.end);

/** 1-based line of an offset of the text, in the file as an editor shows it. */
export const lineAt = ({ file }: Statement, offset: number): number => positionAt(file.raw, rawOffset(file, offset)).line;

/** Operations of the section that stand before this one. A called procedure's operations stand nowhere: none. */
export function operationsBefore(op: Operation, section: SectionView): readonly Operation[] {
  const at = section.operations.findIndex((each) => each.op === op);
  return at === -1 ? [] : section.operations.slice(0, at).map((each) => each.op);
}

/** Operations of the section that stand after this one. */
export function operationsAfter(op: Operation, section: SectionView): readonly Operation[] {
  const at = section.operations.findIndex((each) => each.op === op);
  return at === -1 ? [] : section.operations.slice(at + 1).map((each) => each.op);
}

/** Something ends the wait for a lock: a lock_timeout or statement_timeout in force, or the runner's own. */
export function waitIsBounded(session: Session, settings: RuleSettings): boolean {
  const own = session.setting('lock_timeout');
  if (own === undefined ? settings.lockTimeoutSetByRunner : isPositive(own)) return true;
  return isPositive(session.setting('statement_timeout'));
}

const isPositive = (value: string | undefined): boolean => value !== undefined && (milliseconds(value) ?? 0) > 0;

/** Did the section drop a constraint of that name on the table, to make room for this one? */
export const madeRoomFor = (name: string, op: Operation & { readonly table: Name }, section: SectionView): boolean =>
  operationsBefore(op, section).some(
    (each) => each.kind === 'drop-constraint' && each.constraint === name && nameText(each.table) === nameText(op.table),
  );

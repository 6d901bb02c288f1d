import { spanText } from '../model/amount.ts';
import type { Report, StatementReport } from '../model/report.ts';
import type { Paint } from './paint.ts';
import { visible } from './visible.ts';
import { width } from './width.ts';

const WORK = { none: '', scan: 'reads all rows', build: 'builds an index', rewrite: 'writes it anew' } as const;
const BLOCKS = { nothing: 'nothing', ddl: 'other DDL', writes: 'writes', everything: 'reads, writes' } as const;

/** For each statement a line of SQL, then what it locks on what existed before, whom that blocks, and the work that it does meanwhile. */
export function renderLocks({ statements }: Report, { paint, columns }: { readonly paint: Paint; readonly columns: number }): string {
  const out: string[] = [];
  let file: string | undefined;
  for (const statement of statements) {
    if (statement.file !== file) {
      if (file !== undefined) out.push('');
      out.push(paint.place(visible(statement.file)));
      file = statement.file;
    }
    out.push(...renderStatement(statement, paint, columns));
  }
  if (out.length === 0) out.push('No statements.');
  return `${out.join('\n')}\n`;
}

function renderStatement(statement: StatementReport, paint: Paint, columns: number): string[] {
  const number = String(statement.line).padStart(4);
  const sql = oneLine(statement.sql, Math.max(20, columns - 6));
  const lines = [`${paint.faint(number)}  ${paint.strong(sql)}`];
  if (statement.fails !== null) {
    const word = statement.fails.certain ? 'fails' : 'may fail';
    lines.push(`        ${paint.error(word)}: ${visible(statement.fails.message)} (${statement.fails.code})`);
  }
  if (statement.effects.length === 0 && statement.fails === null) lines.push(paint.faint('        locks nothing that others use'));
  const names = statement.effects.map(({ relation }) =>
    visible(relation.schema === 'public' || relation.schema === '' ? relation.name : `${relation.schema}.${relation.name}`),
  );
  const longest = Math.max(0, ...names.map(width));
  statement.effects.forEach((effect, at) => {
    const name = names[at] ?? '';
    const work = WORK[effect.work] === '' ? '' : `; ${WORK[effect.work]}`;
    const may = effect.certain ? '' : ' (may)';
    const text = `${name}${' '.repeat(longest - width(name))}  ${effect.lock.padEnd(22)} blocks ${BLOCKS[effect.blocks]}${work}${may}`;
    const colour = effect.blocks === 'everything' ? paint.error : effect.blocks === 'writes' ? paint.warning : paint.faint;
    lines.push(`        ${colour(text)}`);
  });
  if (statement.duration !== null) {
    const { secondsLow, secondsHigh, basis } = statement.duration;
    lines.push(paint.faint(`        lasts ${spanText(secondsLow, secondsHigh)}: ${visible(basis)}`));
  }
  return lines;
}

function oneLine(sql: string, columns: number): string {
  const line = visible(sql.slice(0, columns * 4).replaceAll(/\s+/g, ' '));
  return width(line) <= columns ? line : `${line.slice(0, columns - 3)}...`;
}

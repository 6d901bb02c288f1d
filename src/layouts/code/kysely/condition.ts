import { plainOf } from '../../../code/text.ts';
import type { Value } from '../../../code/value.ts';
import { dotted, literal } from '../quote.ts';

/** `where('a', '=', 1)`, `where(sql`…`)`; undefined: of another form. Values that are not known are parameters. */
export function conditionSql([column, operator, value]: readonly Value[]): string | undefined {
  if (column?.kind === 'handle' && column.sql !== undefined && operator === undefined) return plainOf(column.sql);
  const left =
    column?.kind === 'text'
      ? dotted(plainOf(column.text))
      : column?.kind === 'handle' && column.sql !== undefined
        ? plainOf(column.sql)
        : undefined;
  if (left === undefined || operator?.kind !== 'text' || value === undefined) return undefined;
  const right =
    value.kind === 'list'
      ? `(${value.items.map((item) => literal(item) ?? '$1').join(', ')})`
      : (literal(value)?.replace(/^NULL$/, 'null') ?? '$1');
  return `${left} ${plainOf(operator.text)} ${right}`;
}

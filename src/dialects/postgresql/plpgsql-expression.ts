import { lex } from './lex.ts';

// What the words of a PL/pgSQL expression tell, without parsing it.

/** The value of `target := value`; the target may have subscripts. */
export function assigned(assignment: string): string {
  const lexer = lex(assignment);
  let depth = 0;
  while (lexer.next() !== 'end') {
    const symbol = lexer.kind === 'symbol' ? assignment[lexer.start] : '';
    if (symbol === '[' || symbol === '(') depth++;
    else if (symbol === ']' || symbol === ')') depth--;
    else if (symbol === '=' && depth === 0) return assignment.slice(lexer.end).trimStart();
  }
  return assignment;
}

/** Words that may stand before a parenthesis without calling anything. */
const NO_CALLS = new Set(
  (
    'all and any array as between by case cast coalesce distinct else exists extract filter from greatest group grouping having in is join least ' +
    'like limit not nullif offset on or order over overlaps row select set some then trim union using values when where with'
  ).split(' '),
);

/** Does an expression call a function, as far as its words tell? */
export function calls(expression: string): boolean {
  const lexer = lex(expression);
  let name = false;
  while (lexer.next() !== 'end') {
    if (name && expression[lexer.start] === '(') return true;
    name = lexer.kind === 'quoted-name' || (lexer.kind === 'word' && !NO_CALLS.has(expression.slice(lexer.start, lexer.end).toLowerCase()));
  }
  return false;
}

/** Where a constant's text begins, if the expression is one constant that has nothing to decode. */
export function insideConstant(expression: string, text: string): number | undefined {
  const inside = expression.indexOf(text);
  if (inside < 0) return undefined;
  const lexer = lex(expression);
  lexer.next();
  const { end } = lexer;
  return lexer.next() === 'end' && end === expression.length ? inside : undefined;
}

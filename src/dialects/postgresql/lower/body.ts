import type { Node } from 'libpg-query';
import { lex } from '../lex.ts';
import type { Scope } from './scope.ts';
import { all, placeOf } from './tree.ts';

/** Where the code of a DO or CREATE FUNCTION stands in the file: the offset of its first character, if it stands there as it is. */
export function findBody(given: readonly Node[] | undefined, text: string, scope: Scope): number | undefined {
  const option = all(given, 'DefElem').find(({ defname }) => defname === 'as');
  const token = lex(scope.text, scope.locate(placeOf(option)), scope.span.end);
  while (token.next() !== 'end') {
    if (token.kind !== 'dollar-string' && token.kind !== 'string') continue;
    const tag = token.kind === 'string' ? token.start + 1 : scope.text.indexOf('$', token.start + 1) + 1;
    return scope.text.startsWith(text, tag) && tag + text.length < token.end ? scope.inFile({ start: tag, end: tag }).start : undefined;
  }
  return undefined;
}

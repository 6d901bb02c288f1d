import { made, plainOf, sliced, type Text } from '../../code/text.ts';

/** The text with some of it replaced; what takes its place stands for the place of what was there. */
export function replaced(sql: Text, pattern: RegExp, replace: (found: readonly [string, ...(string | undefined)[]]) => string): Text {
  const whole = plainOf(sql);
  const parts: Text[] = [];
  let from = 0;
  for (const found of whole.matchAll(pattern)) {
    const until = found.index + found[0].length;
    const place = sliced(sql, found.index, until);
    const [first] = place;
    const last = place.at(-1);
    parts.push(sliced(sql, from, found.index));
    if (first !== undefined && last !== undefined)
      parts.push(made(replace(found as unknown as [string, ...(string | undefined)[]]), { start: first.at.start, end: last.at.end }));
    from = until;
  }
  return [...parts.flat(), ...sliced(sql, from, whole.length)];
}

/** In characters. */
const LONGEST = 160;
const HEAD = 60;
const BEFORE = 20;

/**
 * Lines `- …` and `+ …` for a person: of a long one its beginning, and the place from where it differs from the line of the other sign that is
 * most like it. Line ends within are blanks. Pure.
 */
export function shortDifferences(lines: readonly string[]): readonly string[] {
  const flat = lines.map((line) => line.replaceAll(/\s+/g, ' '));
  return flat.map((line) => {
    if (line.length <= LONGEST) return line;
    const others = flat.filter((other) => other[0] !== line[0]).map((other) => commonLength(line, other));
    const from = Math.max(...others, 0);
    // It is like no other, or differs early on: then its beginning says it all.
    if (from < LONGEST - BEFORE) return `${line.slice(0, LONGEST)} …`;
    const rest = line.slice(from - BEFORE, from - BEFORE + LONGEST - HEAD).trim();
    return `${line.slice(0, HEAD).trim()} … ${rest}${from - BEFORE + LONGEST - HEAD < line.length ? ' …' : ''}`;
  });
}

/** Of two lines without their signs. */
function commonLength(a: string, b: string): number {
  let at = 1;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

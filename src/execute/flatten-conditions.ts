const PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[^'"()]+/g;

/** One level of parentheses: texts, and groups within. */
interface Group {
  readonly parts: (string | Group)[];
}

/**
 * `((a AND b) AND c)` → `(a AND b AND c)`, the same of OR. The server prints what it was given with all parentheses, so that one condition
 * has several texts; it never prints BETWEEN. Pure.
 */
export function flattenConditions(text: string): string {
  if (!text.includes(')') || !/\b(?:AND|OR)\b/.test(text)) return text;
  const root: Group = { parts: [] };
  const open = [root];
  for (const [piece] of text.matchAll(PIECES)) {
    const group = open.at(-1) ?? root;
    if (piece === '(') {
      const inner: Group = { parts: [] };
      group.parts.push(inner);
      open.push(inner);
    } else if (piece === ')' && open.length > 1) open.pop();
    else group.parts.push(piece);
  }
  return insideOf(root);
}

function insideOf({ parts }: Group): string {
  const own = wordOf(parts);
  return parts
    .map((part, at) => {
      if (typeof part === 'string') return part;
      const inside = insideOf(part);
      const isOperand = own !== undefined && ends(parts[at - 1], own, 'before') && ends(parts[at + 1], own, 'behind');
      return isOperand && wordOf(part.parts) === own ? inside : `(${inside})`;
    })
    .join('');
}

/** What connects all parts of a level; undefined: nothing, or both words. */
function wordOf(parts: Group['parts']): 'AND' | 'OR' | undefined {
  const texts = parts.map((part) => (typeof part === 'string' && !/^['"]/.test(part) ? part : '')).join(' ');
  const [and, or] = [/(?<!\w)AND(?!\w)/.test(texts), /(?<!\w)OR(?!\w)/.test(texts)];
  return and === or ? undefined : and ? 'AND' : 'OR';
}

/** Nothing stands between a group and that word: it is a whole operand, and not what a function is called with or NOT turns round. */
function ends(beside: string | Group | undefined, word: string, side: 'before' | 'behind'): boolean {
  if (beside === undefined) return true;
  if (typeof beside !== 'string') return false;
  return side === 'before' ? beside.trimEnd().endsWith(` ${word}`) : beside.trimStart().startsWith(`${word} `);
}

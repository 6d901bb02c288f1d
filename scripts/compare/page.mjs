/**
 * @typedef {{ readonly tool: string, readonly score: import('./score.mjs').Score }} Row
 */

const share = (/** @type {import('./score.mjs').Share} */ { n, hit }) =>
  `${hit} of ${n} (${n === 0 ? '–' : ((100 * hit) / n).toFixed(1)} %)`;

const HEAD = [
  'tool',
  'outages caught',
  'errors foretold',
  'errors flagged',
  'false alarms, harmless',
  'false alarms, brief lock',
  'not read',
];

/** A line a tool: Markdown that a terminal can show as well. */
export function table(/** @type {readonly Row[]} */ rows) {
  const cells = [HEAD, ...rows.map(rowOf)];
  const widths = HEAD.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(HEAD), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...cells.slice(1).map(line)].join('\n');
}

/** @type {(row: Row) => readonly string[]} */
export const rowOf = ({ tool, score }) => [
  tool,
  share(score.outages),
  share(score.refusals),
  share(score.errors),
  share(score.harmless),
  share(score.brief),
  String(score.unread),
];

/** What speaks against a tool, a case a line. */
export function against(/** @type {import('./score.mjs').Score} */ score) {
  const { outages, errors, harmless, brief } = score;
  const parts = {
    'outage missed': outages,
    'error not flagged': errors,
    'false alarm, harmless': harmless,
    'false alarm, brief lock': brief,
  };
  return Object.entries(parts).flatMap(([title, { list }]) =>
    list.map(({ kase, said = [] }) => {
      const rules = said.filter(({ claim }) => claim !== 'general').map(({ rule, claim }) => `${rule} (${claim})`);
      return `- ${title}: \`${kase.name}\`: \`${sqlOf(kase)}\`${rules.length === 0 ? '' : `: ${rules.join(', ')}`}`;
    }),
  );
}

const sqlOf = (/** @type {import('./cases.mjs').Case} */ { body }) =>
  body
    .replace(/^BEGIN;\n([\s\S]*)COMMIT;\n$/, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();

export const page = (/** @type {ReadonlyMap<number, readonly Row[]>} */ byVersion) =>
  [...byVersion].map(([version, rows]) => `## PostgreSQL ${version}\n\n${table(rows)}\n`).join('\n');

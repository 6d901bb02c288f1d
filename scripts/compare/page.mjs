import { NO_WORK } from './cases.mjs';

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

/** The page of the documentation, with what it counts and how. */
export function page(/** @type {ReadonlyMap<number, readonly Row[]>} */ byVersion, /** @type {number} */ shown) {
  const rows = byVersion.get(shown) ?? [];
  const others = [...byVersion].filter(([version]) => version !== shown);
  const own = rows.find(({ tool }) => tool === 'sqlsafe');
  return `# Held against other linters, and all of them against servers

Written by \`npm run compare\`. The cases are those of this folder, measured on real servers: a setup, a statement, and what the server did.
Every tool reads the same files: the setup as an earlier file, then the case, with BEGIN and COMMIT around it where it ran in a transaction.
Each is told the server's version (squawk 2.66.0: \`--pg-version\`, and \`--assume-in-transaction\` for what is sent as one string; pgfence
0.1.5: \`--min-pg-version\`), and runs with all of its default rules. None is given a database.

## PostgreSQL ${shown}

${table(rows)}

What a case is, the server says, never a tool:

- **outage**: it shut out reads or writes of a relation that was there (SHARE or stronger), and read, indexed or wrote anew its rows
- **error**: it refused the statement
- **brief**: a lock that shuts out reads or writes, and no work that grows with a table
- **harmless**: no such lock. On a materialized view only ACCESS EXCLUSIVE counts: nobody writes to one

Not counted is a foreign key between empty tables, whose validation leaves no trace. Two new relfilenodes are no work:
${Object.entries(NO_WORK)
  .map(([name, reason]) => `\`${name}\` (${reason})`)
  .join(', ')}.

What is counted for and against a tool:

- An outage is **caught** by any finding about the statement, whatever it says, but for missing timeouts and matters of taste. Of sqlsafe that
  leaves out advice (\`info\`) and \`session-blocking\`; of pgfence its findings of risk LOW, which say that all is well; the rules of each are
  listed with what they claim in [claims.mjs](../../scripts/compare/claims.mjs).
- An error is **foretold** by a finding that says the server will refuse the statement, and **flagged** by any finding that would catch an
  outage. What a tool can't read counts as refused.
- On a harmless statement every finding that claims a lock, work or a refusal is a **false alarm**; where the lock is brief, those that claim
  work or a refusal. A finding that says "may" counts like any other. What breaks an application or destroys data is not held against
  anybody: a server can't say whether that is right.

What speaks against sqlsafe:

${own === undefined ? '' : against({ ...own.score, errors: { ...own.score.errors, list: [] } }).join('\n') || 'nothing'}

The errors that it lets pass are about what no file mentions, which it says as advice ("may"), or about rows, which no file shows.

## The other versions

${others.map(([version, each]) => `PostgreSQL ${version}\n\n${table(each)}`).join('\n\n')}
`;
}

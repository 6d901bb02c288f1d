/** A row of what can go wrong, as the table shows it. */
interface Hazard {
  readonly hazard: string;
  readonly sql: string;
  readonly by: { readonly rule: string } | { readonly net: string } | { readonly none: string } | { readonly elsewhere: string };
}

/** The part of `rules/README.md` that says for everything that can go wrong who reports it here, or why nobody does. */
export function hazardTable(groups: readonly { readonly title: string; readonly rows: readonly Hazard[] }[]): string {
  return [
    '## What can go wrong, and who says so',
    '',
    'Each statement in these tables is tried by the tests, and the rule beside it must report it.',
    ...groups.flatMap(({ title, rows }) =>
      rows.length === 0
        ? []
        : [
            '',
            `### ${title}`,
            '',
            '| what can go wrong | for example | who says so |',
            '| --- | --- | --- |',
            ...rows.map(({ hazard, sql, by }) => `| ${cell(hazard)} | ${code(sql)} | ${cell(who(by))} |`),
          ],
    ),
    '',
  ].join('\n');
}

function who(by: Hazard['by']): string {
  if ('rule' in by) return `[${by.rule}](${by.rule.split('/')[0] ?? ''}.md)`;
  if ('elsewhere' in by) return by.elsewhere;
  return 'net' in by ? `[migration-blocking](migration-blocking.md): ${by.net}` : `Nobody: ${by.none}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
/** SQL with a backtick in it would end the code early. */
const code = (sql: string): string => (sql.includes('`') ? `\`\` ${cell(sql)} \`\`` : `\`${cell(sql)}\``);

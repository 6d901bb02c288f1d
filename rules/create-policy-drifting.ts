import { briefly, defineRule, nameText, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'create-policy-drifting',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Write policies that hold what they seem to promise.',
    why: 'A policy that is true for every row lets everybody write. What a user may set about themselves, such as user_metadata, proves nothing. A function that is called bare in a policy runs once for each row rather than once for each query.',
    instead: 'A condition that names the owner of a row, and (SELECT f()) around functions that return the same for all rows.',
    whenNot: 'Everybody may write to the table.',
    sources: [
      'https://www.postgresql.org/docs/current/ddl-rowsecurity.html',
      'https://www.postgresql.org/docs/current/sql-createpolicy.html',
    ],
  },
  aliases: ['splinter:0003', 'splinter:0015', 'splinter:0024', 'migrationpilot:MP079'],
  on: ['create-policy'],
  messages: {
    open: 'The policy {name} is true for every row: whoever may write to {table} writes what they like.',
    'user-metadata': 'The policy {name} trusts user_metadata, which users change themselves.',
    'each-row': 'The policy {name} calls {call} for each row of {table}: every query of it gets slower with its size.',
  },
  examples: [
    {
      title: 'Everybody may write',
      dialect: 'postgresql',
      given: 'CREATE TABLE notes (id bigint PRIMARY KEY, owner text);\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;',
      bad: "SET lock_timeout = '2s';\nCREATE POLICY notes_write ON notes FOR INSERT WITH CHECK (true);",
      good: "SET lock_timeout = '2s';\nCREATE POLICY notes_write ON notes FOR INSERT WITH CHECK (owner = current_user);",
    },
  ],
  check({ op, effects, statement }) {
    if (effects.fails?.certain === true) return [];
    const own = textOf(op, statement);
    const bare = own.replaceAll(QUOTED, ' ');
    const data = { name: op.name, table: nameText(op.table) };
    const isOpen = !/\bfor\s+select\b|\bas\s+restrictive\b/i.test(bare) && /\b(?:using|check)\s*\(\s*true\s*\)/i.test(bare);
    const call = BARE_CALL.exec(bare)?.[1];
    return [
      ...(isOpen
        ? [{ message: 'open' as const, data, instead: { text: 'Name in the condition who may write which rows.', sql: null } }]
        : []),
      ...(own.includes('user_metadata')
        ? [{ message: 'user-metadata' as const, data, instead: { text: 'Use app_metadata, or a table of your own.', sql: null } }]
        : []),
      ...(call === undefined
        ? []
        : [
            {
              message: 'each-row' as const,
              data: { ...data, call },
              severity: 'info' as const,
              instead: {
                text: `Put it into a sub-select: (SELECT ${call}).`,
                sql: briefly(`${own.replaceAll(EVERY_BARE_CALL, '(SELECT $1)')};`),
              },
            },
          ]),
    ];
  },
});

/** Names and texts may say anything. */
const QUOTED = /"(?:[^"]|"")*"|'(?:[^']|'')*'|--[^\n]*/g;
/** The same for all rows of a query, and not in a sub-select of its own. */
const BARE_CALL = /(?<!select\s+)\b(auth\.(?:uid|jwt|role)\(\))/i;
const EVERY_BARE_CALL = /(?<!select\s+)\b(auth\.(?:uid|jwt|role)\(\))/gi;

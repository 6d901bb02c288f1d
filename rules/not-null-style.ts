import { defineRule, inOrder, nameText, provenNotNull, type AddCheck } from '../src/rule.ts';

export default defineRule({
  id: 'not-null-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Let NOT NULL itself be NOT VALID, from PostgreSQL 18 on.',
    why: 'Up to 17 a CHECK had to stand in for NOT NULL until all rows were checked, and be dropped afterwards. From 18 on NOT NULL is a constraint with a name, and can be added NOT VALID and validated like others: two statements instead of four.',
    instead:
      'ALTER TABLE … ADD CONSTRAINT … NOT NULL … NOT VALID; then VALIDATE CONSTRAINT in the next migration. Not SET NOT NULL: that would read all rows under ACCESS EXCLUSIVE.',
    whenNot: 'The same migrations run on older servers.',
    sources: ['https://www.postgresql.org/docs/18/release-18.html', 'https://www.postgresql.org/docs/18/sql-altertable.html'],
  },
  aliases: ['migrationpilot:MP081'],
  on: ['add-check'],
  messages: {
    check: 'This CHECK says what NOT NULL says: from PostgreSQL 18 on NOT NULL on {column} of {table} can be NOT VALID by itself.',
  },
  examples: [
    {
      title: 'A CHECK in place of NOT NULL',
      dialect: 'postgresql',
      version: 18,
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, email text);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_not_null CHECK (email IS NOT NULL) NOT VALID;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_not_null NOT NULL email NOT VALID;",
        'ALTER TABLE users VALIDATE CONSTRAINT users_email_not_null;',
      ],
    },
  ],
  check({ op, effects, target }) {
    const column = onlyNotNull(op);
    if (column === undefined || op.valid || op.inline || !op.enforced || target.version[0] < 18 || effects.fails?.certain === true)
      return [];
    return [
      {
        message: 'check',
        data: { column, table: nameText(op.table) },
        instead: {
          text: 'Add NOT NULL itself NOT VALID; in the next migration VALIDATE CONSTRAINT checks the old rows while reads and writes go on.',
          sql: inOrder(...provenNotNull(op.table, [column], target)),
        },
      },
    ];
  },
});

/** The column of `CHECK (c IS NOT NULL)`. */
function onlyNotNull({ expression }: AddCheck): string | undefined {
  const [condition, ...more] = expression.conjunction;
  return condition?.operator === 'is-not-null' && more.length === 0 ? condition.column : undefined;
}

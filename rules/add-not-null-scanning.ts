import { alter, briefly, chosenName, defineRule, effectOn, inOrder, nameText, quoteIdentifier, whoWaits } from '../src/rule.ts';

export default defineRule({
  id: 'add-not-null-scanning',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add a NOT NULL constraint NOT VALID, and validate it in a later migration.',
    why: 'Every row of the table is read under ACCESS EXCLUSIVE. Until the last row is read, no query on the table gets through.',
    instead:
      'From PostgreSQL 18 on NOT NULL can be added NOT VALID: it holds for new and changed rows at once and reads nothing. VALIDATE CONSTRAINT in a later migration reads the old rows while reads and writes go on.',
    whenNot: 'The table is new, empty, or known to be small; or a validated CHECK proves it already.',
    sources: ['https://www.postgresql.org/docs/18/sql-altertable.html', 'https://www.postgresql.org/docs/18/release-18.html'],
  },
  aliases: ['squawk:constraint-missing-not-valid', 'pgls:constraintMissingNotValid'],
  on: ['add-not-null'],
  messages: { scan: 'ADD NOT NULL {column} takes {lock} on {table}: {waits} until every row has been read.' },
  examples: [
    {
      title: 'A NOT NULL constraint on an existing column',
      dialect: 'postgresql',
      version: 18,
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_not_null NOT NULL email;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_not_null NOT NULL email NOT VALID;",
        'ALTER TABLE users VALIDATE CONSTRAINT users_email_not_null;',
      ],
    },
  ],
  check({ op, effects, before }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect?.work !== 'scan') return [];
    const name = quoteIdentifier(op.name ?? chosenName(op.table, [op.column], 'not_null'));
    const instead = {
      text: 'Add it NOT VALID; in the next migration VALIDATE CONSTRAINT checks the old rows while reads and writes go on.',
      sql: inOrder(
        briefly(
          alter(op.table, `ADD CONSTRAINT ${name} NOT NULL ${quoteIdentifier(op.column)}${op.noInherit ? ' NO INHERIT' : ''} NOT VALID`),
        ),
        alter(op.table, `VALIDATE CONSTRAINT ${name}`),
      ),
    };
    return [
      {
        message: 'scan',
        data: { column: op.column, table: nameText(op.table), lock: effect.lock, waits: whoWaits(effect.blocks) },
        instead,
        certain: effect.certain,
      },
    ];
  },
});

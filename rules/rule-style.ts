import { defineRule, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'rule-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Prefer a trigger to a rule.',
    why: 'A rule rewrites the query before it is planned: it runs once for each query and not for each row, expressions are evaluated twice, and RETURNING and row counts come out otherwise than people expect.',
    instead: 'A trigger; INSTEAD OF triggers on views.',
    whenNot: 'It is the rule of a view that was always there.',
    sources: ['https://www.postgresql.org/docs/current/rules-triggers.html'],
  },
  aliases: [],
  on: ['create-rule'],
  messages: {
    created: 'The rule {name} rewrites queries of {table} before they are planned.',
  },
  examples: [
    {
      title: 'Rows that nobody deletes',
      dialect: 'postgresql',
      given: 'CREATE TABLE ledger (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nCREATE RULE keep AS ON DELETE TO ledger DO INSTEAD NOTHING;",
      good: 'REVOKE DELETE ON ledger FROM app;',
    },
  ],
  check: ({ op, effects }) =>
    effects.fails?.certain === true
      ? []
      : [
          {
            message: 'created',
            data: { name: op.name, table: nameText(op.table) },
            instead: { text: 'Use a trigger, or a privilege.', sql: null },
          },
        ],
});

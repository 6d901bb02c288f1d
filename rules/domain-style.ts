import { defineRule, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'domain-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Prefer a CHECK on the column to a domain with a constraint.',
    why: 'The constraint of a domain can be changed only under a lock on every table that uses it, and a column of it that is added rewrites its table.',
    instead: 'The base type, with a CHECK on each column.',
    whenNot: 'The domain never changes.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-createdomain.html',
      'https://www.postgresql.org/docs/current/sql-alterdomain.html',
    ],
  },
  aliases: ['squawk:ban-create-domain-with-constraint', 'pgfence:create-domain-with-constraint'],
  on: ['create-domain'],
  messages: {
    constrained: '{domain} has a constraint, which can be changed only under a lock on every table that uses it.',
  },
  examples: [
    {
      title: 'An amount',
      dialect: 'postgresql',
      bad: 'CREATE DOMAIN cents AS bigint CHECK (VALUE >= 0);',
      good: 'CREATE DOMAIN cents AS bigint;',
    },
  ],
  check: ({ op, effects }) =>
    (op.checks.length === 0 && !op.notNull) || effects.fails?.certain === true
      ? []
      : [
          {
            message: 'constrained',
            data: { domain: nameText(op.domain) },
            instead: { text: 'Use the base type, with a CHECK on each column.', sql: null },
          },
        ],
});

import { defineRule, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'enum-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Prefer a table or a CHECK to an enum whose values come and go.',
    why: 'A value of an enum can be added and renamed, never removed. A value that is added without BEFORE or AFTER sorts last, which shows in every ORDER BY.',
    instead:
      'A lookup table with a foreign key, or text with a CHECK, which is changed NOT VALID and validated later; BEFORE or AFTER on a new value whose order matters.',
    whenNot: 'The values are fixed for good.',
    sources: ['https://www.postgresql.org/docs/current/datatype-enum.html', 'https://www.postgresql.org/docs/current/sql-altertype.html'],
  },
  aliases: ['eugene:W13', 'pgls:preferTextField', 'squawk:require-enum-value-ordering'],
  on: ['create-type', 'add-enum-value'],
  messages: {
    created: '{type} is an enum: none of its values can ever be removed.',
    last: "The value '{value}' becomes the last of {type} in every order.",
  },
  examples: [
    {
      title: 'A status as an enum',
      dialect: 'postgresql',
      bad: "CREATE TYPE status AS ENUM ('open', 'closed');",
      good: 'CREATE TABLE statuses (name text PRIMARY KEY);',
    },
    {
      title: 'A value in its place',
      dialect: 'postgresql',
      given: "CREATE TYPE level AS ENUM ('low', 'high');",
      bad: "ALTER TYPE level ADD VALUE 'medium';",
      good: "ALTER TYPE level ADD VALUE 'medium' BEFORE 'high';",
    },
  ],
  check({ op, effects }) {
    if (effects.fails?.certain === true) return [];
    const type = nameText(op.type);
    if (op.kind === 'create-type')
      return op.form === 'enum'
        ? [{ message: 'created', data: { type }, instead: { text: 'Use a lookup table, or text with a CHECK.', sql: null } }]
        : [];
    return op.placed
      ? []
      : [{ message: 'last', data: { type, value: op.value }, instead: { text: 'Say BEFORE or AFTER which value it belongs.', sql: null } }];
  },
});

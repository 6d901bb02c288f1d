import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'suppression-expired',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql', 'mysql', 'sqlite'],
  docs: {
    summary: 'An ignore comment whose date has passed.',
    why: 'What it put off is due: the finding counts again.',
    instead: 'Mend the statement, or look again and set a new date.',
    whenNot: 'Never.',
    sources: [],
  },
  aliases: [],
  on: [],
  messages: { expired: 'This comment was good until {until}.' },
  examples: [
    {
      title: 'The date has passed',
      dialect: 'postgresql',
      bad: '-- sqlsafe-ignore create-index-blocking: until the release is out until 2020-01-31\nCREATE INDEX users_name_idx ON users (name);',
      good: '-- sqlsafe-ignore create-index-blocking, session-blocking: 200 rows, and it stays so\nCREATE INDEX users_name_idx ON users (name);',
    },
  ],
});

import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'suppression-without-reason',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql', 'mysql', 'sqlite'],
  docs: {
    summary: 'An ignore comment without a reason has no effect.',
    why: 'Whoever reads it in a year must know why it was safe.',
    instead: 'Say why behind a colon: -- sqlsafe-ignore <rule>: <reason>',
    whenNot: "Other tools' ignore comments work as they stand; they are mentioned once, as an info.",
    sources: [],
  },
  aliases: ['pgsafe:suppression-without-reason'],
  on: [],
  messages: {
    'no-reason': 'This comment has no effect: it gives no reason.',
    'other-tool': "This is an ignore comment of {tool}. It works here as it stands; in sqlsafe's own form it is: -- {form}: <reason>",
  },
  examples: [
    {
      title: 'No reason',
      dialect: 'postgresql',
      bad: '-- sqlsafe-ignore create-index-blocking\nCREATE INDEX users_name_idx ON users (name);',
      good: '-- sqlsafe-ignore create-index-blocking, session-blocking: 200 rows, and it stays so\nCREATE INDEX users_name_idx ON users (name);',
    },
  ],
});

import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'suppression-unknown',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql', 'mysql', 'sqlite'],
  docs: {
    summary: 'An ignore comment that names no rule, or one that there is not.',
    why: 'A misspelt rule is not ignored, and a comment that ignored everything would hide what nobody has looked at.',
    instead: 'Name the rule as the finding does: -- sqlsafe-ignore <rule>: <reason>',
    whenNot: 'Never.',
    sources: [],
  },
  aliases: ['squawk:unknown-name', 'pgsafe:unknown-rule'],
  on: [],
  messages: { 'unknown-rule': 'There is no rule {name}.', 'no-rule': 'This comment ignores nothing: it names no rule.' },
  examples: [
    {
      title: 'A misspelt rule',
      dialect: 'postgresql',
      bad: '-- sqlsafe-ignore create-index-blockng: only a few rows\nCREATE INDEX users_name_idx ON users (name);',
      good: '-- sqlsafe-ignore create-index-blocking, session-blocking: only a few rows\nCREATE INDEX users_name_idx ON users (name);',
    },
  ],
});

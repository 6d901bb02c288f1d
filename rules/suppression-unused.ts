import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'suppression-unused',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql', 'mysql', 'sqlite'],
  docs: {
    summary: 'An ignore comment that ignores nothing.',
    why: 'A comment that ignores nothing today will one day hide something that nobody has looked at.',
    instead: 'Delete the comment, or the rule from its list.',
    whenNot: 'Never: a comment that is needed again can be written again, with its reason.',
    sources: [],
  },
  aliases: ['squawk:unused-ignore', 'pgsafe:stale-suppression'],
  on: [],
  messages: { unused: 'Nothing here raises {name}.' },
  examples: [
    {
      title: 'The statement was mended, the comment stayed',
      dialect: 'postgresql',
      bad: '-- sqlsafe-ignore create-index-blocking: the table is small\nCREATE INDEX CONCURRENTLY users_name_idx ON users (name);',
      good: 'CREATE INDEX CONCURRENTLY users_name_idx ON users (name);',
    },
  ],
});

import { defineRule, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'extension-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Say which version of an extension you mean.',
    why: 'CREATE EXTENSION without a version installs whatever the server has as its default: another one on each server.',
    instead: "VERSION '…'.",
    whenNot: 'All servers are of one making, or the service allows its own version only.',
    sources: ['https://www.postgresql.org/docs/current/sql-createextension.html'],
  },
  aliases: ['migrationpilot:MP078'],
  on: ['create-extension'],
  messages: {
    unpinned: 'The version of {extension} is whatever the server has.',
  },
  examples: [
    {
      title: 'Whatever is there',
      dialect: 'postgresql',
      bad: 'CREATE EXTENSION pg_trgm;',
      good: "CREATE EXTENSION pg_trgm VERSION '1.6';",
    },
  ],
  check: ({ op, statement }) =>
    /\bversion\b/i.test(textOf(op, statement))
      ? []
      : [{ message: 'unpinned', data: { extension: op.extension }, instead: { text: 'Say which version is meant.', sql: null } }],
});

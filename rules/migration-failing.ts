import { mended, defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'migration-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Do not deploy a statement that the server is bound to refuse.',
    why: 'The statement ends in an error and the deployment stops there, in the middle of it where files run statement by statement.',
    instead: 'Mend the statement. Where the files do not show the schema as it is, add the migration that is missing.',
    whenNot: 'Somebody changed the schema by hand, and the files know nothing of it.',
    sources: ['https://www.postgresql.org/docs/current/errcodes-appendix.html'],
  },
  aliases: [],
  on: [],
  messages: { refused: 'This fails: {error} ({code}).' },
  examples: [
    {
      title: 'A column that was dropped before',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, name text);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN nmae SET DEFAULT '';",
      good: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN name SET DEFAULT '';",
    },
  ],
  // The rules run in the order of their names, so what a rule of its own reports is known here.
  checkSection({ judged }) {
    return judged.flatMap(({ op, effects, context, reported }, operation) => {
      const { fails } = effects;
      if (fails?.certain !== true || reported.some((id) => id.endsWith('-failing')) || op.kind === 'opaque') return [];
      // What exists already, or doesn't, is what a branch of IF asks and an EXCEPTION clause catches.
      if (context !== undefined && (context.conditional || context.guarded.length > 0) && fails.code.startsWith('42')) return [];
      return [
        {
          message: 'refused' as const,
          data: { error: fails.message, code: fails.code },
          operation,
          instead: mended(fails),
        },
      ];
    });
  },
});

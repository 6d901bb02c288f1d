import { commandText, defineRule, nameText, quoteName } from '../src/rule.ts';

export default defineRule({
  id: 'analyze-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'ANALYZE a table after much of it has changed.',
    why: 'The planner goes by statistics. Until autovacuum comes by, it plans for the table as it was before: a column that was NULL everywhere a moment ago is taken to be so still.',
    instead: 'ANALYZE table, at the end of the migration.',
    whenNot: 'Autovacuum is quick enough.',
    sources: ['https://www.postgresql.org/docs/current/sql-analyze.html'],
  },
  aliases: ['migrationpilot:MP088'],
  on: [],
  messages: {
    missing: '{command} changes much of {table}, and no ANALYZE follows.',
  },
  examples: [
    {
      title: 'All rows change',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, email text, new_email text);',
      bad: 'UPDATE users SET new_email = email;',
      good: { none: 'The UPDATE itself is reported as long as it takes all rows in one go.' },
    },
  ],
  checkSection({ judged }) {
    return judged.flatMap(({ op, effects, reported }, operation) => {
      if ((op.kind !== 'update' && op.kind !== 'delete') || effects.fails?.certain === true) return [];
      if (!reported.some((id) => id === `${op.kind}-blocking`)) return [];
      const later = judged.slice(operation + 1).map((each) => each.op);
      const follows = later.some(
        (each) =>
          (each.kind === 'analyze' || (each.kind === 'vacuum' && each.analyze)) &&
          (each.tables.length === 0 || each.tables.some(({ name }) => name === op.table.name)),
      );
      const instead = { text: 'Gather statistics at the end.', sql: `ANALYZE ${quoteName(op.table)};` };
      return follows
        ? []
        : [{ operation, message: 'missing' as const, data: { command: commandText(op), table: nameText(op.table) }, instead }];
    });
  },
});

import { alter, briefly, defineRule, effectOn, nameText, quoteIdentifier, typeText, whoWaits } from '../src/rule.ts';

export default defineRule({
  id: 'set-expression-rewriting',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give a generated column another expression by moving to a new column.',
    why: 'The value is computed for every row, so the whole table and all its indexes are written anew under ACCESS EXCLUSIVE. Every query on the table waits until that is done.',
    instead:
      'Add a new column and let the application use that: VIRTUAL from PostgreSQL 18 on, else a plain column that a trigger keeps and batches fill. Drop the old column last.',
    whenNot: 'The table is new, empty, or known to be small; or the column is VIRTUAL.',
    sources: [
      'https://www.postgresql.org/docs/17/sql-altertable.html',
      'https://www.postgresql.org/docs/current/ddl-generated-columns.html',
    ],
  },
  aliases: ['eugene:E10'],
  on: ['set-expression'],
  messages: {
    rewrite: 'SET EXPRESSION on {column} rewrites {table} under {lock}: its value is computed for every row. Until that is done {waits}.',
  },
  examples: [
    {
      title: 'A stored generated column with another expression',
      dialect: 'postgresql',
      version: 17,
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, price numeric, total numeric GENERATED ALWAYS AS (price * 1.2) STORED);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ALTER COLUMN total SET EXPRESSION AS (price * 1.25);",
      good: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN total_new numeric;",
    },
  ],
  check({ op, effects, before, target }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect?.work !== 'rewrite') return [];
    const type = before.table(op.table)?.columns.find((column) => column.name === op.column)?.type;
    const virtual = target.version[0] >= 18;
    const generated = virtual ? ` GENERATED ALWAYS AS (${op.expression.text}) VIRTUAL` : '';
    const instead = {
      text: virtual
        ? 'Add a VIRTUAL column with the new expression, let the application read that, and drop the old one last.'
        : 'Add a plain column, have a trigger keep it, fill the old rows in batches, and drop the old column last.',
      sql:
        type === undefined
          ? null
          : briefly(alter(op.table, `ADD COLUMN ${quoteIdentifier(`${op.column}_new`)} ${typeText(type)}${generated}`)),
    };
    return [
      {
        message: 'rewrite',
        data: { column: op.column, table: nameText(op.table), lock: effect.lock, waits: whoWaits(effect.blocks) },
        instead,
        certain: effect.certain,
      },
    ];
  },
});

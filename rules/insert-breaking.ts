import { defineRule, nameText, operationsAfter, quoteIdentifier, quoteName, textOf, type Column, type Operation } from '../src/rule.ts';

export default defineRule({
  id: 'insert-breaking',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Move the sequence on after rows that bring their own numbers.',
    why: 'A number that is written out does not move the sequence of its column. The sequence hands out the same number later, and the INSERT of the application fails on the primary key.',
    instead: 'SELECT setval(…) to the largest number, at the end of the same migration; or let the sequence number the rows.',
    whenNot: 'The application never inserts into the table, or the numbers lie where the sequence does not come.',
    sources: ['https://www.postgresql.org/docs/current/functions-sequence.html'],
  },
  aliases: ['migrationpilot:MP059'],
  on: ['insert'],
  messages: {
    'sequence-behind':
      'These rows of {table} bring their own {column}, which its sequence does not learn of: it will hand out the same numbers again.',
  },
  examples: [
    {
      title: 'Rows with numbers',
      dialect: 'postgresql',
      given: 'CREATE TABLE plans (id bigserial PRIMARY KEY, name text);',
      bad: "INSERT INTO plans (id, name) VALUES (1, 'free'), (2, 'team');",
      good: "INSERT INTO plans (name) VALUES ('free'), ('team');",
    },
  ],
  check({ op, effects, before, section, statement }) {
    const table = before.table(op.table);
    if (table === undefined || op.source !== 'values' || effects.fails?.certain === true) return [];
    const named = op.columns ?? table.columns.map(({ name }) => name);
    const column = table.columns.find((each) => named.includes(each.name) && isNumbered(each));
    const text = textOf(op, statement);
    if (column === undefined || /\bdefault\b/i.test(text)) return [];
    if (operationsAfter(op, section).some((each) => movesOn(each, op.table.name))) return [];
    const name = quoteName(op.table);
    const sequence = `pg_get_serial_sequence(${quoted(name)}, ${quoted(column.name)})`;
    const instead = {
      text: 'Move the sequence on to the largest number.',
      sql: `${text};\nSELECT setval(${sequence}, (SELECT max(${quoteIdentifier(column.name)}) FROM ${name}));`,
    };
    return [
      {
        message: 'sequence-behind',
        data: { table: nameText(op.table), column: column.name },
        instead,
        once: `${String(table.id)} ${column.name}`,
      },
    ];
  },
});

const isNumbered = ({ identity, default: value }: Column): boolean =>
  identity === 'by-default' || value?.calls.some(({ name }) => name.name === 'nextval') === true;

const movesOn = (each: Operation, table: string): boolean =>
  (each.kind === 'select' && each.query.calls.some(({ name }) => name.name === 'setval')) ||
  each.kind === 'alter-sequence' ||
  each.kind === 'dynamic' ||
  (each.kind === 'alter-identity' && each.table.name === table);

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

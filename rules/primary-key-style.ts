import { defineRule, isTable, nameText, typeText } from '../src/rule.ts';

export default defineRule({
  id: 'primary-key-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Count rows with bigint.',
    why: 'An integer ends at 2,147,483,647, and rows that were deleted or rolled back have used up numbers too. On the day on which the numbers are out every insert fails, and a wider type writes the table and all that refer to it anew, while nobody can use them. The four bytes saved are often lost to alignment.',
    instead: 'Use bigint GENERATED ALWAYS AS IDENTITY, or a uuid.',
    whenNot: 'The table can not grow that far: a list of countries.',
    sources: ['https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT'],
  },
  aliases: [
    'squawk:prefer-bigint-over-int',
    'squawk:prefer-bigint-over-smallint',
    'pg-migration-lint:PGM107',
    'migrationpilot:MP038',
    'migrationpilot:MP068',
  ],
  on: ['add-primary-key', 'create-sequence'],
  messages: {
    integer: 'The key of {table}, {column}, is {type}: its numbers end at {last}.',
    sequence: 'The numbers of sequence {sequence} end at {last}.',
  },
  examples: [
    {
      title: 'Numbered by serial',
      dialect: 'postgresql',
      bad: 'CREATE TABLE events (id serial PRIMARY KEY);',
      good: 'CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
    },
  ],
  check({ op, before, siblings }) {
    if (op.kind === 'create-sequence') {
      const last = op.type === undefined ? undefined : LAST[op.type.name];
      return last === undefined ? [] : [{ message: 'sequence', data: { sequence: nameText(op.sequence), last } }];
    }
    const table = before.find(op.table);
    const [name, ...others] = op.columns;
    if (!isTable(table) || name === undefined || others.length > 0) return [];
    const column = table.columns.find((each) => each.name === name);
    const last = column?.type === undefined ? undefined : LAST[column.type.name];
    if (column?.type === undefined || last === undefined) return [];
    // What points at another table's key has the type of that; a small one without numbers of its own was chosen with care.
    const refers =
      table.constraints.some((each) => each.kind === 'foreign-key' && each.columns.includes(name)) ||
      siblings.some((each) => each.kind === 'add-foreign-key' && each.columns.includes(name));
    const counts = column.identity !== undefined || column.default?.text.includes('nextval') === true;
    if (refers || (column.type.name === 'int2' && !counts)) return [];
    return [{ message: 'integer', data: { table: nameText(op.table), column: name, type: typeText(column.type), last } }];
  },
});

const LAST: { readonly [type: string]: string } = { int2: '32,767', int4: '2,147,483,647' };

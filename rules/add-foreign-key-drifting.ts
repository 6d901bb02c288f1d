import { defineRule, nameText, typeText, type AddForeignKey, type Catalog, type TypeName } from '../src/rule.ts';

export default defineRule({
  id: 'add-foreign-key-drifting',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give both ends of a foreign key one type, and have it enforced.',
    why: 'The server accepts an integer that refers to a bigint. The day the ids grow past two thousand million, they no longer fit into the column that refers to them, and inserts fail. Joins of two types may pass an index over. A key that is NOT ENFORCED refuses nothing at all.',
    instead: 'Declare the column with the type of the column that it refers to.',
    whenNot: 'The ids never grow that far, or the key is there for people to read only.',
    sources: [
      'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
      'https://www.postgresql.org/docs/18/sql-createtable.html',
    ],
  },
  aliases: ['online_migrations:mismatched_foreign_key_type', 'migrationpilot:MP082'],
  on: ['add-foreign-key'],
  messages: {
    types: '{column} of {table} is {type}, and {other} of {referenced}, which it refers to, is {otherType}.',
    'not-enforced': 'This foreign key of {table} is NOT ENFORCED: rows may refer to what does not exist in {referenced}.',
  },
  examples: [
    {
      title: 'An integer that refers to a bigint',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id integer REFERENCES users (id));",
      good: "SET lock_timeout = '2s';\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));",
    },
  ],
  check({ op, effects, before }) {
    if (effects.fails?.certain === true) return [];
    const data = { table: nameText(op.table), referenced: nameText(op.references) };
    if (!op.enforced) return [{ message: 'not-enforced', data }];
    return mismatches(op, before).map((each) => ({
      message: 'types' as const,
      data: { ...data, ...each },
      instead: { text: `Declare ${each.column} as ${each.otherType}.`, sql: null },
    }));
  },
});

function mismatches(op: AddForeignKey, before: Catalog): { column: string; type: string; other: string; otherType: string }[] {
  const table = before.table(op.table);
  const referenced = before.table(op.references);
  const targets =
    op.referencedColumns.length > 0
      ? op.referencedColumns
      : (referenced?.constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? []);
  return op.columns.flatMap((column, at) => {
    const other = targets[at];
    const type = table?.columns.find(({ name }) => name === column)?.type;
    const otherType = referenced?.columns.find(({ name }) => name === other)?.type;
    if (other === undefined || type === undefined || otherType === undefined || isAlike(type, otherType)) return [];
    return [{ column, type: typeText(type), other, otherType: typeText({ ...otherType, serial: false }) }];
  });
}

const isAlike = (a: TypeName, b: TypeName): boolean => a.name === b.name || (TEXT.has(a.name) && TEXT.has(b.name));
/** Compared as text, whatever their length. */
const TEXT = new Set(['text', 'varchar']);

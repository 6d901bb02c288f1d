import { defineRule, nameText, typeText, type AddForeignKey, type Catalog, type Column, type Name, type TypeName } from '../src/rule.ts';

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
  aliases: ['online_migrations:mismatched_foreign_key_type', 'migrationpilot:MP082', 'migrationpilot:MP083'],
  on: ['add-foreign-key'],
  messages: {
    types: '{column} of {table} is {type}, and {other} of {referenced}, which it refers to, is {otherType}.',
    collations:
      '{column} of {table} and {other} of {referenced}, which it refers to, are compared by different collations. If {collation} is nondeterministic, {so}.',
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
  check({ op, effects, before, target }) {
    if (effects.fails?.certain === true) return [];
    const data = { table: nameText(op.table), referenced: nameText(op.references) };
    if (!op.enforced) return [{ message: 'not-enforced', data }];
    const both = pairs(op, before).map(({ column, other }) => ({
      column,
      other,
      named: { ...data, column: column.name, other: other.name },
    }));
    const so =
      target.version[0] >= 18 ? 'the server refuses the key' : 'the key is checked by one of the two, and PostgreSQL 18 refuses it';
    return [
      ...both
        .filter(({ column, other }) => !isAlike(column.type, other.type))
        .map(({ column, other, named }) => {
          const otherType = typeText({ ...other.type, serial: false });
          const instead = { text: `Declare ${column.name} as ${otherType}.`, sql: null };
          return { message: 'types' as const, data: { ...named, type: typeText(column.type), otherType }, instead };
        }),
      ...both.flatMap(({ column, other, named }) => {
        const own = [column.collation, other.collation].find((each) => each !== undefined && !isPredefined(each));
        if (own === undefined || column.collation?.name === other.collation?.name) return [];
        const instead = { text: 'Give both columns one collation.', sql: null };
        return [{ message: 'collations' as const, data: { ...named, collation: nameText(own), so }, certain: false, instead }];
      }),
    ];
  },
});

/** The key's columns with those that they refer to, as far as both are known. */
function pairs(op: AddForeignKey, before: Catalog): { column: Typed; other: Typed }[] {
  const table = before.table(op.table);
  const referenced = before.table(op.references);
  const targets =
    op.referencedColumns.length > 0
      ? op.referencedColumns
      : (referenced?.constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? []);
  return op.columns.flatMap((name, at) => {
    const column = table?.columns.find((each) => each.name === name);
    const other = referenced?.columns.find((each) => each.name === targets[at]);
    return isTyped(column) && isTyped(other) ? [{ column, other }] : [];
  });
}

type Typed = Column & { readonly type: TypeName };
const isTyped = (column: Column | undefined): column is Typed => column?.type !== undefined;

/** What every server brings along is deterministic. */
const isPredefined = ({ name }: Name): boolean =>
  /^(?:c|posix|default|ucs_basic|unicode|pg_c_utf8|pg_unicode_fast|.*-x-icu|[a-z]{2,3}(?:_[a-z]{2})?(?:[.@].*)?)$/i.test(name);

const isAlike = (a: TypeName, b: TypeName): boolean => a.name === b.name || (TEXT.has(a.name) && TEXT.has(b.name));
/** Compared as text, whatever their length. */
const TEXT = new Set(['text', 'varchar']);

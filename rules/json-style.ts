import { alter, briefly, defineRule, nameText, quoteIdentifier, type ColumnDefinition, type TypeName } from '../src/rule.ts';

export default defineRule({
  id: 'json-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Use jsonb rather than json.',
    why: 'The type json is text that was looked at once: it has no equality, so that DISTINCT, GROUP BY and UNION over the column fail, it takes no GIN index, and it is parsed anew each time.',
    instead: 'The type jsonb.',
    whenNot: 'The text must come back as it was put in, with its spaces, its doubled keys and their order.',
    sources: ['https://www.postgresql.org/docs/current/datatype-json.html'],
  },
  aliases: [
    'eugene:E3',
    'pg-migration-lint:PGM106',
    'pgfence:prefer-jsonb',
    'strong_migrations:add_column_json',
    'online_migrations:add_column_json',
    'diesel-guard:AddJsonColumnCheck',
  ],
  on: ['create-table', 'add-column', 'alter-column-type'],
  messages: {
    json: '{column} of {table} is json, which has no equality: DISTINCT, GROUP BY and UNION over it fail.',
  },
  examples: [
    {
      title: 'A column of documents',
      dialect: 'postgresql',
      given: 'CREATE TABLE events (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE events ADD COLUMN payload json;",
      good: "SET lock_timeout = '2s';\nALTER TABLE events ADD COLUMN payload jsonb;",
    },
  ],
  check({ op, effects }) {
    if (effects.fails?.certain === true) return [];
    const table = nameText(op.table);
    const text = 'Make it jsonb.';
    switch (op.kind) {
      case 'create-table':
        return op.columns
          .filter((column) => isJson(column.type))
          .map(({ name }) => ({ message: 'json' as const, data: { column: name, table }, instead: { text, sql: null } }));
      case 'add-column': {
        const sql = isBare(op.definition) ? briefly(alter(op.table, `ADD COLUMN ${quoteIdentifier(op.column)} jsonb`)) : null;
        return isJson(op.definition.type) ? [{ message: 'json', data: { column: op.column, table }, instead: { text, sql } }] : [];
      }
      case 'alter-column-type':
        return isJson(op.type) ? [{ message: 'json', data: { column: op.column, table }, instead: { text, sql: null } }] : [];
    }
  },
});

const isJson = ({ schema, name, dimensions }: TypeName): boolean =>
  name === 'json' && dimensions === 0 && (schema ?? 'pg_catalog') === 'pg_catalog';

const isBare = (definition: ColumnDefinition): boolean =>
  definition.default === undefined && definition.generated === undefined && !definition.notNull;

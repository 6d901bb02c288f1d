import { defineRule, nameText, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'grant-drifting',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Grant what is needed, to whom it is needed.',
    why: 'ALL takes in what nobody thought of: TRUNCATE, TRIGGER, and what later versions of PostgreSQL add. PUBLIC is every role there is and will be, those of other applications on the same server among them.',
    instead: 'Name the privileges, and the role.',
    whenNot: 'The role owns the schema, or the table is open to everybody.',
    sources: ['https://www.postgresql.org/docs/current/ddl-priv.html', 'https://www.postgresql.org/docs/current/sql-grant.html'],
  },
  aliases: ['migrationpilot:MP085'],
  on: ['grant'],
  messages: {
    all: 'GRANT ALL ON {table} gives more than an application needs: TRUNCATE and TRIGGER, too.',
    public: 'GRANT … TO PUBLIC gives {table} to every role of this database, today and later.',
  },
  examples: [
    {
      title: 'Everything for everybody',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY);',
      bad: 'GRANT SELECT ON orders TO PUBLIC;',
      good: 'GRANT SELECT ON orders TO reporting;',
    },
  ],
  check({ op, effects, statement }) {
    const [first] = op.relations;
    if (!op.grant || first === undefined || effects.fails?.certain === true) return [];
    const text = textOf(op, statement);
    const data = { table: nameText(first) };
    const role = /\bto\s+([^;]+)$/i.exec(text)?.[1] ?? '';
    if (/(?:^|,)\s*(?:group\s+)?public\b/i.test(role))
      return [{ message: 'public', data, instead: { text: 'Name the roles that need it.', sql: null } }];
    if (!/^\s*grant\s+all\b/i.test(text)) return [];
    const sql = `${text.replace(/^\s*grant\s+all(?:\s+privileges)?/i, 'GRANT SELECT, INSERT, UPDATE, DELETE')};`;
    return [{ message: 'all', data, instead: { text: 'Name the privileges.', sql } }];
  },
});

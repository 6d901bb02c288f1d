import { defineRule, givenNames, listed, NAMING, quoteIdentifier } from '../src/rule.ts';

export default defineRule({
  id: 'name-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Choose names that never need quotes.',
    why: 'A name with capitals, blanks or a reserved word in it has to stand between quotes wherever it is used, for ever; who forgets them gets "does not exist", or another table. A name without its schema stands for whatever search_path says where the file runs.',
    instead: 'Small letters, digits and underscores; and the schema in front of what is made.',
    whenNot: 'An ORM chooses the names and writes all the queries.',
    sources: ['https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
  },
  aliases: ['pg-migration-lint:PGM509', 'squawk:require-table-schema'],
  on: NAMING,
  messages: {
    'mixed-case': 'Capitals are kept only between quotes: write {names} with quotes wherever it is used, or without capitals.',
    reserved: 'A word of SQL is no name without quotes: write {names} with quotes wherever it is used, or choose another.',
    'special-characters':
      'Other signs than letters, digits and _ stand only between quotes: write {names} with quotes wherever it is used.',
    'system-prefix': 'Names that begin with pg_ are kept for the system: {names} looks like a part of it, and may become one.',
    unqualified: '{names} is made without a schema: which one it goes to depends on search_path.',
  },
  examples: [
    {
      title: 'Capitals and a reserved word',
      dialect: 'postgresql',
      bad: 'CREATE TABLE app."UserAccounts" (id bigint PRIMARY KEY, "order" int);',
      good: 'CREATE TABLE app.user_accounts (id bigint PRIMARY KEY, position int);',
    },
  ],
  check({ op }) {
    const { names: own, made } = givenNames(op);
    const reports = CAUSES.flatMap(({ message, found }) => {
      const names = own.filter(found).map((name) => `"${name}"`);
      return names.length === 0 ? [] : [{ message, data: { names: listed([...new Set(names)]) } }];
    });
    // Once a file is enough: it is the same throughout.
    const open = made !== undefined && made.schema === undefined;
    return open ? [...reports, { message: 'unqualified' as const, data: { names: made.name }, once: 'unqualified' }] : reports;
  },
});

const CAUSES = [
  { message: 'mixed-case', found: (name) => name !== name.toLowerCase() },
  { message: 'reserved', found: (name) => /^[a-z_][a-z0-9_$]*$/.test(name) && quoteIdentifier(name) !== name },
  { message: 'special-characters', found: (name) => /[^\p{L}\p{N}_$]|^\p{N}/u.test(name) },
  { message: 'system-prefix', found: (name) => name.startsWith('pg_') },
] as const satisfies readonly { readonly message: string; readonly found: (name: string) => boolean }[];

import { columnList, defineRule, isTable, relationText, type Index, type Table } from '../src/rule.ts';

export default defineRule({
  id: 'create-table-lingering',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give every table a primary key.',
    why: 'Without one no statement can name a single row. Logical replication refuses updates and deletes of such a table once it is published, tools that compare, copy or repair tables need a key to go by, and a row that was put in twice can not be told from its double.',
    instead: 'Name the columns that tell its rows apart, or add an identity column.',
    whenNot: 'The table only ever grows and is read as a whole: a log, or a staging table.',
    sources: ['https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS'],
  },
  aliases: [
    'pg-migration-lint:PGM502',
    'pg-migration-lint:PGM503',
    'migrationpilot:MP045',
    'splinter:no_primary_key',
    'pgsafe:table-without-primary-key',
  ],
  on: ['create-table'],
  messages: {
    'no-primary-key': '{table} has no primary key, and no later migration gives it one.',
    'unique-instead': '{table} has no primary key, though ({columns}) is UNIQUE and NOT NULL and could be it.',
  },
  examples: [
    {
      title: 'No key at all',
      dialect: 'postgresql',
      bad: 'CREATE TABLE visits (page text NOT NULL, at timestamptz NOT NULL);',
      good: 'CREATE TABLE visits (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  page text NOT NULL,\n  at timestamptz NOT NULL\n);',
    },
    {
      title: 'The key is there, and not called so',
      dialect: 'postgresql',
      bad: 'CREATE TABLE countries (code text NOT NULL UNIQUE, name text);',
      good: 'CREATE TABLE countries (code text PRIMARY KEY, name text);',
    },
  ],
  collect: ({ op }) => op.persistence === 'permanent' && op.partitionOf === undefined && op.foreignServer === undefined,
  checkHistory({ entries, end }) {
    const catalog = end();
    return entries.flatMap((entry) => {
      const table = entry.relation === undefined ? undefined : catalog.get(entry.relation);
      if (!isTable(table) || !wantsKey(table) || table.constraints.some(({ kind }) => kind === 'primary-key')) return [];
      const details = { entry, relation: `${table.schema}.${table.name}`, once: String(table.id) };
      const unique = catalog.indexesOf(table.id).find((each) => tellsRowsApart(each, table));
      if (unique === undefined) return { ...details, message: 'no-primary-key' as const, data: { table: relationText(table) } };
      const columns = unique.keys.flatMap(({ column }) => column ?? []);
      const data = { table: relationText(table), columns: columns.join(', ') };
      const instead = { text: `Say PRIMARY KEY (${columnList(columns)}) in its place.`, sql: null };
      return { ...details, message: 'unique-instead' as const, data, instead };
    });
  },
});

/** What belongs to a parent, or goes again, needs none of its own. */
const wantsKey = (table: Table): boolean =>
  table.complete && !table.temporary && table.persistence === 'permanent' && table.partitionOf === undefined && table.inherits.length === 0;

/** Unique over columns that are never NULL, for all rows. */
const tellsRowsApart = ({ unique, valid, where, keys }: Index, { columns }: Table): boolean =>
  unique &&
  valid &&
  where === undefined &&
  keys.every(({ column }) => column !== undefined && columns.some((each) => each.name === column && each.notNull));

import {
  commandText,
  defineRule,
  isSameIndex,
  isStartOf,
  isTable,
  relationSql,
  relationText,
  type Index,
  type Table,
} from '../src/rule.ts';

export default defineRule({
  id: 'drop-index-lingering',
  severity: 'info',
  preset: { covered: 'strict' },
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Drop an index that another one makes superfluous.',
    why: 'Every insert, and most updates, write to each index of the table, and each has to be vacuumed and kept in memory. An index that another one can stand in for costs all that and finds nothing that the other does not find.',
    instead: 'Keep one of the two: the unique one, or the longer one.',
    whenNot: 'Never for two that are alike. A short index beside a longer one can be worth its price where the longer one is much larger.',
    sources: ['https://www.postgresql.org/docs/current/indexes-multicolumn.html'],
  },
  aliases: ['pg-migration-lint:PGM508', 'migrationpilot:MP100', 'splinter:duplicate_index', 'pgrubic:duplicate_index'],
  on: ['create-index', 'add-unique', 'add-primary-key'],
  messages: {
    duplicate: 'Index {index} of {table} and {other} are alike: each write to the table pays for both, and no query needs both.',
    covered: 'Index {index} of {table} is the beginning of {other}, which finds all that it finds: each write to the table pays for both.',
  },
  examples: [
    {
      title: 'A UNIQUE column has its index already',
      dialect: 'postgresql',
      bad: 'CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE);\nCREATE INDEX users_email_idx ON users (email);',
      good: 'CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE);',
    },
    {
      title: 'A longer index takes over',
      dialect: 'postgresql',
      given: 'CREATE TABLE events (id bigint PRIMARY KEY, kind text, at timestamptz);\nCREATE INDEX events_kind ON events (kind);',
      bad: 'CREATE INDEX CONCURRENTLY events_kind_at ON events (kind, at);',
      good: ['CREATE INDEX CONCURRENTLY events_kind_at ON events (kind, at);', 'DROP INDEX CONCURRENTLY events_kind;'],
    },
  ],
  collect: ({ index }) => index !== undefined,
  checkHistory({ entries, end }) {
    const catalog = end();
    /** Made in a branch that may not be taken; or unique in a way of its own, which the catalog does not tell. */
    const doubtful = new Set(
      entries.flatMap(({ index, statement, context }) =>
        context?.conditional === true || /\bnulls\s+not\s+distinct\b/i.test(statement.text) ? (index ?? []) : [],
      ),
    );
    return entries.flatMap((entry) => {
      const own = entry.index === undefined ? undefined : catalog.get(entry.index);
      const table = own?.kind === 'index' ? catalog.get(own.table) : undefined;
      if (own?.kind !== 'index' || !own.valid || doubtful.has(own.id) || !isTable(table) || table.temporary) return [];
      // The newer of the two is what made one of them superfluous.
      const older = catalog.indexesOf(table.id).filter((each) => each.id < own.id && each.valid && !doubtful.has(each.id));
      const details = { entry, relation: `${table.schema}.${table.name}` };
      const twin = older.find((each) => isSameIndex(each, own));
      if (twin !== undefined) {
        const idle = (own.unique && !twin.unique) || isPrimary(own, table) ? twin : own;
        const data = { index: idle.name, table: relationText(table), other: (idle === own ? twin : own).name };
        return { ...details, message: 'duplicate' as const, data, instead: without(idle, own, commandText(entry.op)) };
      }
      const longer = older.find((each) => !own.unique && isStartOf(own, each));
      const shorter = longer === undefined ? older.find((each) => !each.unique && isStartOf(each, own)) : undefined;
      const idle = longer === undefined ? shorter : own;
      if (idle === undefined) return [];
      const data = { index: idle.name, table: relationText(table), other: (longer ?? own).name };
      return { ...details, message: 'covered' as const, data, once: String(idle.id), instead: without(idle, own, commandText(entry.op)) };
    });
  },
});

const isPrimary = (index: Index, table: Table): boolean =>
  table.constraints.some((each) => each.kind === 'primary-key' && each.index === index.id);

/** The one that is only being made is left out; the other is dropped. */
const without = (idle: Index, own: Index, command: string): { text: string; sql: string | null } =>
  idle === own
    ? { text: `Leave this ${command} out.`, sql: null }
    : idle.constraint !== undefined || idle.parent !== undefined
      ? { text: `Keep one of the two: ${own.name} can do what ${idle.name} does, unless foreign keys refer to that.`, sql: null }
      : {
          text: `Drop ${idle.name} when ${own.name} is built, in a file of its own.`,
          sql: `DROP INDEX CONCURRENTLY ${relationSql(idle)};`,
        };

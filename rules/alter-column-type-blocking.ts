import { apartText, defineRule, isOn, listed, nameText, typeText, whoWaits } from '../src/rule.ts';

export default defineRule({
  id: 'alter-column-type-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Mind the indexes on a column before you change its type or collation.',
    why: 'The rows stay as they are, but indexes that sort by the new type or collation, or that compute with the column, are built anew under ACCESS EXCLUSIVE. Until they stand, no query on the table gets through.',
    instead:
      'Drop the index CONCURRENTLY, change the type, and build the index again CONCURRENTLY. Where queries cannot do without the index, move to a new column.',
    whenNot:
      'The table is new, empty, or known to be small. Plain indexes on a varchar or numeric that only gets longer are kept as they are.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
      'https://www.postgresql.org/docs/current/collation.html',
    ],
  },
  aliases: [
    'squawk:changing-column-type',
    'pgfence:alter-column-type',
    'migrationpilot:MP007',
    'migrationpilot:MP089',
    'pgls:changingColumnType',
    'pgsafe:alter-column-type',
    'strong_migrations:change_column',
  ],
  on: ['alter-column-type'],
  messages: {
    'index-rebuild': 'ALTER COLUMN {column} TYPE {type} builds {indexes} anew under {lock} on {table}: {waits} until that is done.',
    collation: 'ALTER COLUMN {column} with another collation builds {indexes} anew under {lock} on {table}: {waits} until that is done.',
  },
  examples: [
    {
      title: 'Another collation on a column with an index',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, name text);\nCREATE INDEX users_name_idx ON users (name);',
      bad: 'SET lock_timeout = \'2s\';\nALTER TABLE users ALTER COLUMN name TYPE text COLLATE "C";',
      good: [
        'DROP INDEX CONCURRENTLY users_name_idx;',
        'SET lock_timeout = \'2s\';\nALTER TABLE users ALTER COLUMN name TYPE text COLLATE "C";',
        'CREATE INDEX CONCURRENTLY users_name_idx ON users (name);',
      ],
    },
  ],
  check({ op, effects, before, migration }) {
    const table = before.table(op.table);
    // A table that is written anew gets new indexes with it; that is said elsewhere.
    if (effects.relations.some((effect) => effect.kind !== 'index' && effect.work === 'rewrite')) return [];
    const builds = effects.relations.filter((effect) => effect.kind !== 'index' && effect.work === 'build');
    const [own = builds[0]] = builds.filter((effect) => isOn(effect, before, op.table));
    if (own === undefined) return [];
    const rebuilt = effects.relations.filter((effect) => effect.kind === 'index' && effect.work !== 'none').map((effect) => effect.name);
    const indexes = `the index${rebuilt.length === 1 ? '' : 'es'} ${listed(rebuilt)}`;
    const said = { column: op.column, table: nameText(op.table), indexes, lock: own.lock, waits: whoWaits(own.blocks) };
    const instead = {
      text: `Drop ${indexes} CONCURRENTLY, change the type, and build ${rebuilt.length === 1 ? 'it' : 'them'} again CONCURRENTLY. ${apartText(migration.layout)}`,
      sql: null,
    };
    const from = table?.columns.find((column) => column.name === op.column)?.type;
    const sameType = from !== undefined && typeText(from) === typeText(op.type);
    return sameType
      ? [{ message: 'collation', data: said, instead, certain: own.certain }]
      : [{ message: 'index-rebuild', data: { ...said, type: typeText(op.type) }, instead, certain: own.certain }];
  },
});

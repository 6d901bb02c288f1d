import {
  addedFirst,
  alter,
  apartSql,
  apartText,
  briefly,
  freeName,
  columnList,
  deferrableSql,
  defineRule,
  effectOn,
  inOrder,
  listed,
  madeRoomFor,
  nameText,
  provenNotNull,
  quoteIdentifier,
  quoteName,
  textOf,
  whoWaits,
  type AddPrimaryKey,
  type Catalog,
  type Operation,
  type SectionView,
  type Target,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-primary-key-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Build the index of a primary key CONCURRENTLY, over columns that are NOT NULL already.',
    why: 'The index is built, and nullable columns are read through to make them NOT NULL, all under ACCESS EXCLUSIVE. Until that is done, no query on the table gets through.',
    instead:
      'Make the columns NOT NULL first, without a scan under a strong lock. Build the unique index CONCURRENTLY. Then ADD PRIMARY KEY USING INDEX takes a moment.',
    whenNot: 'The table is new, empty, or known to be small.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html',
      'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
    ],
  },
  aliases: [
    'squawk:adding-serial-primary-key-field',
    'eugene:E7',
    'eugene:W14',
    'pg-migration-lint:PGM016',
    'atlas:PG104',
    'atlas:PG304',
    'pgfence:add-pk-without-using-index',
    'pgfence:add-pk-using-index',
    'pgls:addingPrimaryKeyConstraint',
    'pgsafe:add-primary-key-without-index',
    'diesel-guard:AddPrimaryKeyCheck',
  ],
  on: ['add-primary-key'],
  messages: {
    build: 'ADD PRIMARY KEY ({columns}) builds an index under {lock} on {table}: {waits} until it stands.',
    inline: 'ADD COLUMN {column} PRIMARY KEY builds an index under {lock} on {table}: {waits} until it stands.',
    'using-index-nullable':
      'ADD PRIMARY KEY USING INDEX {index} makes {columns} NOT NULL, and nothing proves that yet: {waits} under {lock} on {table} until every row has been read.',
    'may-block': 'ADD PRIMARY KEY on {table} may take long under {lock}: {because}. If so, {waits} meanwhile.',
  },
  examples: [
    {
      title: 'A primary key on an existing table',
      dialect: 'postgresql',
      given: 'CREATE TABLE visits (id bigint NOT NULL, page text);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE visits ADD PRIMARY KEY (id);",
      good: [
        'CREATE UNIQUE INDEX CONCURRENTLY visits_pkey ON visits (id);',
        "SET lock_timeout = '2s';\nALTER TABLE visits ADD CONSTRAINT visits_pkey PRIMARY KEY USING INDEX visits_pkey;",
      ],
    },
    {
      title: 'The index is there, but its column may be NULL',
      dialect: 'postgresql',
      given: 'CREATE TABLE visits (id bigint, page text);\nCREATE UNIQUE INDEX visits_id_idx ON visits (id);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE visits ADD CONSTRAINT visits_pkey PRIMARY KEY USING INDEX visits_id_idx;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE visits ADD CONSTRAINT visits_id_not_null CHECK (id IS NOT NULL) NOT VALID;",
        'ALTER TABLE visits VALIDATE CONSTRAINT visits_id_not_null;',
        "SET lock_timeout = '2s';\nALTER TABLE visits ALTER COLUMN id SET NOT NULL;\nALTER TABLE visits DROP CONSTRAINT visits_id_not_null;\nALTER TABLE visits ADD CONSTRAINT visits_pkey PRIMARY KEY USING INDEX visits_id_idx;",
      ],
    },
  ],
  check({ op, effects, before, siblings, section, migration, statement, target }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect === undefined || effect.work === 'none') return [];
    const columns = keyColumns(op, before);
    const said = { table: nameText(op.table), lock: effect.lock, waits: whoWaits(effect.blocks), columns: listed(columns) };
    const instead = stepByStep(op, columns, textOf(op, statement), siblings, section, before, migration.layout, target);
    if (op.usingIndex !== undefined && effect.work === 'scan') {
      return [{ message: 'using-index-nullable', data: { ...said, index: op.usingIndex }, instead, certain: effect.certain }];
    }
    if (!effect.certain) return [{ message: 'may-block', data: { ...said, because: effect.because }, instead, certain: false }];
    return op.inline
      ? [{ message: 'inline', data: { ...said, column: op.columns[0] ?? '' }, instead }]
      : [{ message: 'build', data: said, instead }];
  },
});

/** The columns of the key, taken from the index where that is named. */
function keyColumns(op: AddPrimaryKey, before: Catalog): readonly string[] {
  if (op.usingIndex === undefined) return op.columns;
  const table = before.table(op.table);
  const index = table === undefined ? undefined : before.indexesOf(table.id).find((each) => each.name === op.usingIndex);
  return index?.keys.flatMap((key) => key.column ?? []) ?? [];
}

function stepByStep(
  op: AddPrimaryKey,
  columns: readonly string[],
  clause: string,
  siblings: readonly Operation[],
  section: SectionView,
  before: Catalog,
  layout: Parameters<typeof apartText>[0],
  target: Target,
): { text: string; sql: string | null } {
  const { table } = op;
  const known = before.table(table);
  if (known?.partitionBy !== undefined)
    return {
      text: 'A partitioned table takes neither CONCURRENTLY nor USING INDEX. Add the key while the table is small, or build a new partitioned table with it.',
      sql: null,
    };
  if (op.withoutOverlaps)
    return {
      text: 'WITHOUT OVERLAPS has no way to be built while others write. Add it while the table is small, or in a maintenance window.',
      sql: null,
    };

  // What the statement itself adds is added as nullable, and filled.
  const isNew = (column: string): boolean => siblings.some((each) => each.kind === 'add-column' && each.column === column);
  const nullable = columns.filter((name) => isNew(name) || known?.columns.find((each) => each.name === name)?.notNull !== true);
  // Before 12 nothing but the scan itself makes a column NOT NULL.
  const keyless = nullable.length > 0 && target.version[0] < 12;
  const added = addedFirst(table, columns, siblings, target);
  const [first, ...rest] = nullable.length === 0 ? [] : provenNotNull(table, nullable, target);
  const proven = first === undefined ? [] : [!columns.some(isNew) ? first : `-- Once every row has a value:\n${first}`, ...rest];
  const chosen = op.name ?? freeName(table, [], 'pkey', before);
  const name = quoteIdentifier(chosen);
  // The old key stands until the new index does, under another name.
  const replaces = op.usingIndex === undefined && madeRoomFor(chosen, op, section);
  const index = replaces ? quoteIdentifier(`${chosen}_new`) : quoteIdentifier(op.usingIndex ?? chosen);
  const build =
    op.usingIndex === undefined
      ? [apartSql(layout, `CREATE UNIQUE INDEX CONCURRENTLY ${index} ON ${quoteName(table)} (${columnList(columns)});`)]
      : [];
  const files = [...(added.length === 0 ? [] : [briefly(...added)]), ...proven, ...build];
  if (keyless) {
    return {
      text: `Before PostgreSQL 12 nothing spares the scan that makes ${listed(nullable)} NOT NULL. Keep a unique index and a validated CHECK (… IS NOT NULL) in place of the key, or add it in a maintenance window.`,
      sql: columns.length === 0 ? null : inOrder(...files),
    };
  }
  const key = briefly(
    alter(
      table,
      `${replaces ? `DROP CONSTRAINT IF EXISTS ${name}, ` : ''}ADD CONSTRAINT ${name} PRIMARY KEY USING INDEX ${index}${deferrableSql(op, clause)}`,
    ),
  );
  return {
    text: `${nullable.length > 0 ? `Make ${listed(nullable)} NOT NULL first. ` : ''}${build.length > 0 ? `Build the index CONCURRENTLY, then make it the key${replaces ? ' in the same ALTER TABLE that drops the old one' : ''}. ${apartText(layout)}` : 'Then add the key.'}`,
    sql: columns.length === 0 ? null : inOrder(...files, key),
  };
}

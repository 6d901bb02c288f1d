import {
  addedFirst,
  alter,
  apartSql,
  apartText,
  briefly,
  freeName,
  columnList,
  defineRule,
  effectOn,
  inOrder,
  madeRoomFor,
  deferrableSql,
  nameText,
  partitionedUniqueSql,
  quoteIdentifier,
  quoteName,
  textOf,
  whoWaits,
  type AddUnique,
  type Operation,
  type SectionView,
  type Catalog,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-unique-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Build the unique index CONCURRENTLY, then make it the constraint.',
    why: 'The index behind the constraint is built under ACCESS EXCLUSIVE. Until it stands, no query on the table gets through.',
    instead:
      'CREATE UNIQUE INDEX CONCURRENTLY in a file of its own, outside a transaction. In the next one ADD CONSTRAINT … UNIQUE USING INDEX takes it over in a moment.',
    whenNot: 'The table is new, empty, or known to be small.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html',
      'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
    ],
  },
  aliases: [
    'squawk:disallowed-unique-constraint',
    'eugene:E7',
    'pg-migration-lint:PGM017',
    'atlas:PG105',
    'pgfence:add-constraint-unique',
    'migrationpilot:MP027',
    'pgls:disallowUniqueConstraint',
    'pgsafe:add-unique-constraint',
    'diesel-guard:AddUniqueConstraintCheck',
    'strong_migrations:add_unique_constraint',
  ],
  on: ['add-unique'],
  messages: {
    build: 'ADD UNIQUE ({columns}) builds an index under {lock} on {table}: {waits} until it stands.',
    inline: 'ADD COLUMN {column} UNIQUE builds an index under {lock} on {table}: {waits} until it stands.',
    'if-not-exists':
      'ADD COLUMN IF NOT EXISTS {column} builds the index of its UNIQUE under {lock} on {table}, before PostgreSQL 13 even where the column is there already, beside any index that it has: {waits} until it stands.',
    'may-build': 'ADD UNIQUE ({columns}) may build an index under {lock} on {table}: {because}. If so, {waits} until it stands.',
  },
  examples: [
    {
      title: 'A unique constraint on an existing table',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);",
      good: [
        'CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);',
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;",
      ],
    },
    {
      title: 'A new column that is unique',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN handle text UNIQUE;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN handle text;",
        'CREATE UNIQUE INDEX CONCURRENTLY users_handle_key ON users (handle);',
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_handle_key UNIQUE USING INDEX users_handle_key;",
      ],
    },
  ],
  check({ op, effects, before, siblings, section, statement, migration, target }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect === undefined || effect.work === 'none') return [];
    const said = { table: nameText(op.table), lock: effect.lock, waits: whoWaits(effect.blocks), columns: op.columns.join(', ') };
    const steps = concurrently(
      op,
      addedFirst(op.table, op.columns, siblings, target),
      textOf(op, statement),
      section,
      before,
      migration.layout,
    );
    const left = leftOut(op, siblings, steps.sql?.includes(' NOT NULL') === true);
    const instead =
      left.length === 0 ? steps : { ...steps, text: `${steps.text} Not in these steps, and still to add: ${left.join(', ')}.` };
    if (!effect.certain) return [{ message: 'may-build', data: { ...said, because: effect.because }, instead, certain: false }];
    if (!op.inline) return [{ message: 'build', data: said, instead }];
    const asked = siblings.some((each) => each.kind === 'add-column' && each.ifNotExists && op.columns.includes(each.column));
    const message = asked && target.version[0] < 13 ? 'if-not-exists' : 'inline';
    return [{ message, data: { ...said, column: op.columns[0] ?? '' }, instead }];
  },
});

/** What else the statement gives a column that the steps add bare: each has a safe way of its own. */
function leftOut({ columns }: AddUnique, siblings: readonly Operation[], keepsNotNull: boolean): readonly string[] {
  return siblings.flatMap((each) => {
    if (each.kind === 'add-column' && columns.includes(each.column) && each.definition.notNull)
      return keepsNotNull ? [] : [`NOT NULL of ${each.column}`];
    if (each.kind === 'add-foreign-key' && each.inline && each.columns.some((column) => columns.includes(column)))
      return [`the foreign key of ${each.columns.join(', ')}`];
    return [];
  });
}

type Layout = Parameters<typeof apartText>[0];
type Advice = { readonly text: string; readonly sql: string | null };

function concurrently(
  op: AddUnique,
  added: readonly string[],
  clause: string,
  section: SectionView,
  before: Catalog,
  layout: Layout,
): Advice {
  const { table } = op;
  if (op.withoutOverlaps)
    return {
      text: 'WITHOUT OVERLAPS has no way to be built while others write. Add it while the table is small, or in a maintenance window.',
      sql: null,
    };
  const chosen = op.name ?? freeName(table, op.columns, 'key', before);
  const name = quoteIdentifier(chosen);
  // The old constraint stands until the new index does, under another name.
  const replaces = madeRoomFor(chosen, op, section);
  const index = replaces ? quoteIdentifier(`${chosen}_new`) : name;
  // NULLS NOT DISTINCT and INCLUDE belong to the index
  const nulls = /\bnulls\s+not\s+distinct\b/i.test(clause) ? ' NULLS NOT DISTINCT' : '';
  const include = /\binclude\s*\([^)]*\)/i.exec(clause)?.[0];
  const keys = `(${columnList(op.columns)})${include === undefined ? '' : ` ${include}`}${nulls}`;
  const first = added.length === 0 ? [] : [briefly(...added)];
  const known = before.table(table);
  if (known?.partitionBy !== undefined) {
    const sql = partitionedUniqueSql(known, before, layout, {
      name: chosen,
      columns: op.columns,
      tail: keys,
    });
    return {
      text: 'Create the unique index ON ONLY the partitioned table, build it CONCURRENTLY on each partition, and attach those. Once all are attached it is as good as the constraint.',
      sql: sql === undefined ? null : inOrder(...first, sql),
    };
  }
  return {
    text: `Build the unique index CONCURRENTLY, then make it the constraint${replaces ? ' in the same ALTER TABLE that drops the old one' : ''}. ${apartText(layout)}`,
    sql: inOrder(
      ...first,
      apartSql(layout, `CREATE UNIQUE INDEX CONCURRENTLY ${index} ON ${quoteName(table)} ${keys};`),
      briefly(
        alter(
          table,
          `${replaces ? `DROP CONSTRAINT IF EXISTS ${name}, ` : ''}ADD CONSTRAINT ${name} UNIQUE USING INDEX ${index}${deferrableSql(op, clause)}`,
        ),
      ),
    ),
  };
}

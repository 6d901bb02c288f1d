import {
  addedFirst,
  addedThenValidated,
  freeName,
  defineRule,
  foreignKeyByPartitions,
  foreignKeySql,
  effectOn,
  inOrder,
  nameText,
  readersText,
  type AddForeignKey,
  type Catalog,
  type Statement,
  type Target,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-foreign-key-scanning',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add a foreign key NOT VALID, and validate it in a later migration.',
    why: 'Every row of the table is looked up in the other one. Until the last is found, SHARE ROW EXCLUSIVE is held on both tables: reads go on, but inserts, updates and deletes on both of them wait.',
    instead:
      'ADD CONSTRAINT … NOT VALID holds for new and changed rows at once and reads nothing. VALIDATE CONSTRAINT in a later migration checks the old rows while reads and writes go on.',
    whenNot: 'The referencing table is new or empty. NOT VALID is refused for a partitioned referencing table up to PostgreSQL 17.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
      'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
    ],
  },
  aliases: [
    'squawk:adding-foreign-key-constraint',
    'squawk:constraint-missing-not-valid',
    'eugene:E1',
    'pg-migration-lint:PGM014',
    'pgfence:add-constraint-fk-no-not-valid',
    'migrationpilot:MP005',
    'pgls:addingForeignKeyConstraint',
    'pgls:constraintMissingNotValid',
    'pgsafe:add-fk-without-not-valid',
    'diesel-guard:AddForeignKeyCheck',
    'strong_migrations:add_foreign_key',
    'strong_migrations:add_reference',
  ],
  on: ['add-foreign-key'],
  messages: {
    scan: 'ADD FOREIGN KEY takes {lock} on {table} and {referenced}: inserts, updates and deletes on both wait until every row of {table} has been looked up. {readers}',
    itself: 'ADD FOREIGN KEY takes {lock} on {table}: inserts, updates and deletes wait until every row has been looked up. {readers}',
    stronger:
      'ADD FOREIGN KEY looks up every row of {table} in {referenced} under {lock}, because of what else the statement does: reads and writes of {table} wait until it is done.',
    'inline-default':
      'ADD COLUMN {column} with a default and REFERENCES takes {lock} on {table}, and looks the default up for every row: reads and writes of {table} wait, writes of {referenced} too.',
    'may-scan':
      'ADD FOREIGN KEY may look up every row of {table} in {referenced} under {lock}: {because}. Meanwhile writes on both tables wait.',
  },
  examples: [
    {
      title: 'A foreign key between existing tables',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_user_fkey FOREIGN KEY (user_id) REFERENCES users (id);",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_user_fkey;',
      ],
    },
    {
      title: 'A new column with a default that refers to another table',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN status_id integer DEFAULT 1 REFERENCES statuses (id);",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN status_id integer DEFAULT 1;\nALTER TABLE orders ADD CONSTRAINT orders_status_id_fkey FOREIGN KEY (status_id) REFERENCES statuses (id) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_status_id_fkey;',
      ],
    },
  ],
  check({ op, effects, before, session, siblings, stepEffects, section, statement, target }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect === undefined || effect.work === 'none') return [];
    // The statement runs under its strongest lock from the start: with ADD COLUMN before it, readers wait as well.
    const { lock, blocks } = effectOn(stepEffects, before, op.table) ?? effect;
    const said = { table: nameText(op.table), referenced: nameText(op.references), lock };

    const advised = notValid(op, addedFirst(op.table, op.columns, siblings, target), before, statement, target);
    // What the same statement makes of the columns must have come first.
    const retyped = siblings.some((each) => each.kind === 'alter-column-type' && op.columns.includes(each.column));
    const instead = retyped ? { ...advised, sql: null } : advised;
    if (!effect.certain) return [{ message: 'may-scan', data: { ...said, because: effect.because }, instead, certain: false }];
    if (op.inline) return [{ message: 'inline-default', data: { ...said, column: op.columns[0] ?? '' }, instead }];
    if (blocks === 'everything') return [{ message: 'stronger', data: said, instead }];
    const readers = readersText([op.table, op.references], { op, before, session, section, statement });
    if (before.find(op.table)?.id === before.find(op.references)?.id && nameText(op.table) === nameText(op.references))
      return [{ message: 'itself', data: { table: said.table, lock, readers }, instead }];
    return [{ message: 'scan', data: { ...said, readers }, instead }];
  },
});

type Advice = { readonly text: string; readonly sql: string | null };

function notValid(op: AddForeignKey, first: readonly string[], before: Catalog, statement: Statement, target: Target): Advice {
  const { table } = op;
  const name = op.name ?? freeName(table, op.columns, 'fkey', before);
  const definition = foreignKeySql(op, statement);
  if (before.table(table)?.partitionBy !== undefined && target.version[0] < 18)
    return {
      text: 'A partitioned table refuses NOT VALID here. Add the key NOT VALID to each partition and validate it there; then adding it to the whole table checks nothing again.',
      sql: foreignKeyByPartitions(op, name, definition, before),
    };
  return {
    text: 'Add it NOT VALID; in the next migration VALIDATE CONSTRAINT checks the old rows while reads and writes go on.',
    sql: inOrder(...addedThenValidated(table, name, definition, first)),
  };
}

import {
  addedFirst,
  addedThenValidated,
  freeName,
  defineRule,
  effectOn,
  inOrder,
  nameText,
  whoWaits,
  type AddCheck,
  type AddColumn,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-check-scanning',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add a CHECK constraint NOT VALID, and validate it in a later migration.',
    why: 'Every row of the table is read to check it, under ACCESS EXCLUSIVE. Until the last row is read, no query on the table gets through.',
    instead:
      'ADD CONSTRAINT … NOT VALID holds for new and changed rows at once and reads nothing. VALIDATE CONSTRAINT in a later migration reads the old rows while reads and writes go on.',
    whenNot: 'The table is new, empty, or known to be small.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
      'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
    ],
  },
  aliases: [
    'squawk:constraint-missing-not-valid',
    'eugene:E1',
    'pg-migration-lint:PGM015',
    'atlas:PG305',
    'pgfence:add-constraint-check-no-not-valid',
    'migrationpilot:MP030',
    'pgls:constraintMissingNotValid',
    'pgsafe:add-check-without-not-valid',
    'diesel-guard:AddCheckConstraintCheck',
    'strong_migrations:add_check_constraint',
  ],
  on: ['add-check'],
  messages: {
    scan: 'ADD CHECK takes {lock} on {table}: {waits} until every row has been read and checked.',
    inline:
      'ADD COLUMN {column} with a CHECK takes {lock} on {table}: {waits} until every row has been read and checked, although the column is new in all of them.',
    'if-not-exists':
      'ADD COLUMN IF NOT EXISTS {column} takes {lock} on {table} and adds its CHECK, before PostgreSQL 13 even where the column is there already: {waits} until every row has been read and checked.',
    'may-scan': 'ADD CHECK may read and check every row of {table} under {lock}: {because}. If so, {waits} meanwhile.',
  },
  examples: [
    {
      title: 'A constraint on an existing table',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0);",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_amount_check;',
      ],
    },
    {
      title: 'A new column with a constraint',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN discount integer CHECK (discount >= 0);",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN discount integer;\nALTER TABLE orders ADD CONSTRAINT orders_discount_check CHECK (discount >= 0) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_discount_check;',
      ],
    },
  ],
  check({ op, effects, before, siblings, target }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect?.work !== 'scan') return [];
    const said = { table: nameText(op.table), lock: effect.lock, waits: whoWaits(effect.blocks) };
    const name = op.name ?? freeName(op.table, onlyColumn(op), 'check', before);
    const first = addedFirst(op.table, op.expression.columns, siblings, target);
    const instead = {
      text: 'Add it NOT VALID; in the next migration VALIDATE CONSTRAINT checks the old rows while reads and writes go on.',
      sql: inOrder(...addedThenValidated(op.table, name, definitionSql(op), first)),
    };
    if (!effect.certain) return [{ message: 'may-scan', data: { ...said, because: effect.because }, instead, certain: false }];
    const column = op.inline ? siblings.find((each): each is AddColumn => each.kind === 'add-column' && isWithin(op, each)) : undefined;
    if (column === undefined) return [{ message: 'scan', data: said, instead }];
    const message = column.ifNotExists && target.version[0] < 13 ? 'if-not-exists' : 'inline';
    return [{ message, data: { ...said, column: column.column }, instead }];
  },
});

/** The server puts a column into the name where the expression uses one only. */
function onlyColumn(op: AddCheck): readonly string[] {
  const columns = new Set(op.expression.columns);
  return columns.size === 1 ? [...columns] : [];
}

const definitionSql = (op: AddCheck): string => `CHECK (${op.expression.text})${op.noInherit ? ' NO INHERIT' : ''}`;
/** An inline constraint stands within its column's clause. */
const isWithin = (op: AddCheck, column: AddColumn): boolean => op.span.start >= column.span.start && op.span.end <= column.span.end;

import {
  addedAsItCan,
  alter,
  bareColumn,
  briefly,
  defineRule,
  domainChecks,
  effectOn,
  inOrder,
  nameText,
  provenNotNull,
  shortened,
  whoWaits,
  type AddColumn,
  type Catalog,
  type Target,
  type TypeEntry,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-column-rewriting',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add columns so that the existing rows stay as they are.',
    why: 'The whole table and all its indexes are written anew under ACCESS EXCLUSIVE. Every query on the table waits until that is done, and the disk must hold both copies meanwhile.',
    instead:
      'Add the column without what must be computed for each row, set the default for new rows, and fill the old rows in batches outside of the migration.',
    whenNot:
      'The table is new or known to be small. A default that is a constant, or a stable function such as now(), rewrites nothing from PostgreSQL 11 on.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
      'https://www.postgresql.org/docs/11/release-11.html',
    ],
  },
  aliases: [
    'squawk:adding-field-with-default',
    'eugene:E10',
    'eugene:E11',
    'pg-migration-lint:PGM006',
    'atlas:PG302',
    'pgfence:add-column-non-constant-default',
    'pgfence:add-column-default-pre-pg11',
    'pgfence:add-column-serial',
    'pgfence:add-column-stored-generated',
    'migrationpilot:MP003',
    'migrationpilot:MP015',
    'migrationpilot:MP062',
    'pgls:addingFieldWithDefault',
    'pgls:addSerialColumn',
    'pgsafe:add-column-volatile-default',
    'pgsafe:add-column-serial',
    'pgsafe:add-column-identity',
    'pgsafe:add-column-generated-stored',
    'diesel-guard:AddColumnCheck',
    'diesel-guard:AddSerialColumnCheck',
    'diesel-guard:AddIdentityColumnCheck',
    'diesel-guard:GeneratedColumnCheck',
    'strong_migrations:add_column_default',
    'strong_migrations:add_column_default_callable',
    'strong_migrations:add_column_generated_stored',
    'strong_migrations:add_column_auto_incrementing',
  ],
  on: ['add-column'],
  messages: {
    'volatile-default':
      'ADD COLUMN {column} rewrites {table} under {lock}: the default {default} gives every row a value of its own. Until that is done {waits}.',
    'default-before-11':
      'ADD COLUMN {column} rewrites {table} under {lock}: before PostgreSQL 11 a default is written into every row. Until that is done {waits}.',
    'unknown-default':
      'ADD COLUMN {column} may rewrite {table} under {lock}: whether {default} is volatile is not to be seen here. If it is, {waits} until every row is written anew.',
    serial: 'ADD COLUMN {column} {type} rewrites {table} under {lock}: every row is given a number. Until that is done {waits}.',
    identity: 'ADD COLUMN {column} as an identity rewrites {table} under {lock}: every row is given a number. Until that is done {waits}.',
    'stored-generated':
      'ADD COLUMN {column} rewrites {table} under {lock}: a stored generated column is computed for every row. Until that is done {waits}.',
    'constrained-domain':
      'ADD COLUMN {column} rewrites {table} under {lock}: the domain {domain} has constraints, and then even a column of NULLs is written into every row. Until that is done {waits}.',
    other: 'ADD COLUMN {column} may rewrite {table} under {lock}: {because}. If so, {waits} until every row is written anew.',
  },
  examples: [
    {
      title: 'A default that differs from row to row',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();",
      good: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN token uuid;\nALTER TABLE users ALTER COLUMN token SET DEFAULT gen_random_uuid();",
    },
    {
      title: 'A serial column',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN number bigserial;",
      good: "SET lock_timeout = '2s';\nCREATE SEQUENCE orders_number_seq;\nALTER TABLE orders ADD COLUMN number bigint;\nALTER TABLE orders ALTER COLUMN number SET DEFAULT nextval('orders_number_seq');\nALTER SEQUENCE orders_number_seq OWNED BY orders.number;",
    },
    {
      title: 'A default before PostgreSQL 11',
      dialect: 'postgresql',
      version: 10,
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN role text DEFAULT 'user';",
      good: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN role text;\nALTER TABLE users ALTER COLUMN role SET DEFAULT 'user';",
    },
    {
      title: 'A generated column that can be computed when it is read',
      dialect: 'postgresql',
      version: 18,
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (price * amount) STORED;",
      good: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (price * amount) VIRTUAL;",
    },
    {
      title: 'A domain with a constraint',
      dialect: 'postgresql',
      given: 'CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 0 AND 100);\nCREATE TABLE orders (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN discount percent;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN discount integer;\nALTER TABLE orders ADD CONSTRAINT orders_discount_check CHECK (discount BETWEEN 0 AND 100) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_discount_check;',
      ],
    },
  ],
  check({ op, effects, before, target }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect?.work !== 'rewrite') return [];
    const { definition } = op;
    const domain = before.type(definition.type);
    const said = { column: op.column, table: nameText(op.table), lock: effect.lock, waits: whoWaits(effect.blocks) };

    if (definition.identity !== undefined) return [{ message: 'identity', data: said, instead: numbered(op, target) }];
    if (definition.type.serial)
      return [{ message: 'serial', data: { ...said, type: SERIAL[definition.type.name] ?? 'serial' }, instead: numbered(op, target) }];
    if (definition.generated !== undefined) return [{ message: 'stored-generated', data: said, instead: generated(op, target) }];
    if (domain?.form === 'domain' && effect.certain)
      return [
        {
          message: 'constrained-domain',
          data: { ...said, domain: nameText(definition.type) },
          instead: plainType(op, domain, before, target),
        },
      ];
    if (definition.default === undefined) return [{ message: 'other', data: { ...said, because: effect.because }, certain: false }];
    const text = shortened(definition.default.text);
    const instead = defaultLater(op, target);
    if (target.version[0] < 11) return [{ message: 'default-before-11', data: said, instead }];
    if (!effect.certain) return [{ message: 'unknown-default', data: { ...said, default: text }, instead, certain: false }];
    return [{ message: 'volatile-default', data: { ...said, default: text }, instead }];
  },
});

const SERIAL: Readonly<Record<string, string>> = { int2: 'smallserial', int4: 'serial', int8: 'bigserial' };
type Advice = { readonly text: string; readonly sql: string | null };

/** What follows once every row has its value. */
const thenNotNull = (op: AddColumn, target: Target): readonly string[] => {
  const [first, ...rest] = provenNotNull(op.table, [op.column], target);
  return [`-- Once every row has a value:\n${first ?? ''}`, ...rest];
};

function defaultLater(op: AddColumn, target: Target): Advice {
  const { definition } = op;
  // however plain it looks, it is what rewrites
  const value = definition.default === undefined ? undefined : { ...definition.default, form: 'other' as const };
  const add = briefly(...addedAsItCan({ ...op, definition: { ...definition, default: value } }, target));
  return {
    text: 'Add the column without the default, set the default for new rows, and fill the old ones in batches.',
    sql: definition.notNull ? inOrder(add, ...thenNotNull(op, target)) : add,
  };
}

function numbered(op: AddColumn, target: Target): Advice {
  return {
    text: 'Add a plain column, let a sequence number the new rows, number the old ones in batches, and set NOT NULL last.',
    sql: inOrder(briefly(...addedAsItCan(op, target)), ...thenNotNull(op, target)),
  };
}

function generated(op: AddColumn, target: Target): Advice {
  const { table, definition } = op;
  const bare = bareColumn(definition);
  if (target.version[0] >= 18) {
    return {
      text: 'Make it VIRTUAL: it is computed when it is read, and no row is touched.',
      sql: briefly(alter(table, `ADD COLUMN ${bare} GENERATED ALWAYS AS (${definition.generated?.expression.text ?? ''}) VIRTUAL`)),
    };
  }
  return {
    text: 'Add a plain column, have a trigger or the application keep it, and fill the old rows in batches. Or compute it in a view.',
    sql: briefly(
      alter(table, `ADD COLUMN ${bare}`),
      '-- Then let a trigger keep it for new rows, and fill the existing rows in batches, outside of the migration.',
    ),
  };
}

/** The domain's base type, and its checks on the table instead. */
function plainType(op: AddColumn, domain: TypeEntry, before: Catalog, target: Target): Advice {
  const { table, definition } = op;
  const text = "Use the domain's base type, and check the values by a constraint of the table.";
  // a domain over a domain keeps its checks elsewhere
  if (domain.base === undefined || before.type(domain.base)?.form === 'domain') return { text, sql: null };
  const add = addedAsItCan({ ...op, definition: { ...definition, type: domain.base, notNull: false } }, target);
  const checked = domain.checks.length === 0 ? [briefly(...add)] : domainChecks(table, op.column, domain, add);
  return { text, sql: checked === undefined ? null : inOrder(...checked) };
}

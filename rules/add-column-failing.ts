import {
  mended,
  alter,
  bareColumn,
  briefly,
  defineRule,
  domainChecks,
  inOrder,
  nameText,
  provenNotNull,
  type AddColumn,
  type Catalog,
  type SectionView,
  type Target,
  type TypeName,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-column-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give a new NOT NULL column a default, or add it as nullable first.',
    why: 'The rows that are there have no value for the new column. The statement fails on the first of them, and the deployment stops half-way. On an empty test database it passes.',
    instead:
      'Add the column with a constant default; from PostgreSQL 11 on that touches no row. Where no default fits, add it as nullable, let the application fill it, fill the old rows in batches, and set NOT NULL last.',
    whenNot: 'The table is empty on every server, or was created in the same migration.',
    sources: [
      'https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-ADDING-A-COLUMN',
      'https://www.postgresql.org/docs/current/sql-altertable.html',
    ],
  },
  aliases: [
    'squawk:adding-required-field',
    'pgfence:add-column-not-null-no-default',
    'pg-migration-lint:PGM008',
    'migrationpilot:MP084',
    'pgls:addingRequiredField',
    'pgsafe:add-column-not-null-no-default',
    'atlas:MF103',
  ],
  on: ['add-column'],
  messages: {
    'not-null': 'ADD COLUMN {column} fails: it is NOT NULL without a default, and the rows of {table} have no value for it.',
    'primary-key': 'ADD COLUMN {column} fails: a primary key is NOT NULL, and the rows of {table} have no value for it.',
    domain: 'ADD COLUMN {column} fails: the domain {domain} is NOT NULL, and the rows of {table} have no value for it.',
    refused: 'ADD COLUMN {column} fails: {error}.',
  },
  examples: [
    {
      title: 'A required column',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN required_field text NOT NULL;",
      good: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN required_field text NOT NULL DEFAULT '';",
    },
    {
      title: 'A required column for which no default fits',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN customer_id uuid NOT NULL;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN customer_id uuid;",
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_customer_id_not_null CHECK (customer_id IS NOT NULL) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_not_null;',
        "SET lock_timeout = '2s';\nALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL;\nALTER TABLE orders DROP CONSTRAINT orders_customer_id_not_null;",
      ],
    },
  ],
  check({ op, effects, before, siblings, context, section, target }) {
    const { fails } = effects;
    // A value that was added in the same transaction is add-enum-value-failing.
    if (fails === null || fails.code === '55P04') return [];
    const { column, definition } = op;
    const table = nameText(op.table);

    if (fails.code === '23502') {
      if (effects.relations.length === 0) return [];
      // Whether there are rows nobody says here; a table of an earlier deployment is taken to have some.
      const assumes = fails.certain ? [] : [`${table} has rows.`];
      const primaryKey = siblings.some((each) => each.kind === 'add-primary-key' && each.inline && each.columns.includes(column));
      const domain = before.type(definition.type);
      // A domain's constraints would have the table written anew, NULL or not.
      const checks = domain?.form === 'domain' && (domain.checks.length > 0 || domain.notNull);
      const instead = checks ? withoutDomain(op, before, target) : withoutFailing(op, primaryKey || isKey(op, section), target);
      if (primaryKey) return [{ message: 'primary-key', data: { column, table }, instead, assumes }];
      if (definition.notNull) return [{ message: 'not-null', data: { column, table }, instead, assumes }];
      return [
        {
          message: 'domain',
          data: { column, table, domain: nameText(definition.type) },
          instead: withoutDomain(op, before, target),
          assumes,
        },
      ];
    }
    // "Already exists" in a branch of IF is what the branch is there to avoid.
    if (!fails.certain || context?.conditional === true || (context?.guarded.length ?? 0) > 0) return [];
    return [
      {
        message: 'refused',
        data: { column, error: fails.message },
        instead: mended(fails),
      },
    ];
  },
});

/** A default that means "nothing yet" for types that have such a value. */
const NEUTRAL: Readonly<Record<string, string>> = {
  text: "''",
  varchar: "''",
  bpchar: "''",
  citext: "''",
  int2: '0',
  int4: '0',
  int8: '0',
  numeric: '0',
  float4: '0',
  float8: '0',
  bool: 'false',
  json: "'{}'",
  jsonb: "'{}'",
  timestamptz: 'now()',
  timestamp: 'now()',
  date: 'CURRENT_DATE',
  interval: "'0'",
};
const neutral = (type: TypeName): string | undefined =>
  type.schema !== undefined ? undefined : type.dimensions > 0 ? "'{}'" : NEUTRAL[type.name];

/** Rows must differ in it, or it points at another table: then no constant would do. */
function isKey({ table, column }: AddColumn, { operations }: SectionView): boolean {
  if (/(?:^|_)(?:id|uuid|key|token)$|[a-z](?:Id|ID|Uuid|Key|Token)$/.test(column)) return true;
  return operations.some(({ op }) => {
    if (op.kind === 'create-index') return op.unique && op.table.name === table.name && op.keys.some((key) => key.column === column);
    const keyed = op.kind === 'add-foreign-key' || op.kind === 'add-unique' || op.kind === 'add-primary-key';
    return keyed && op.table.name === table.name && op.columns.includes(column);
  });
}

function withoutFailing({ table, definition }: AddColumn, key: boolean, target: Target): { text: string; sql: string } {
  const value = key ? undefined : neutral(definition.type);
  const bare = bareColumn(definition);
  if (value !== undefined && target.version[0] >= 11) {
    return {
      text: 'Give it a constant default: from PostgreSQL 11 on no row is touched. Choose a value that means what yours should.',
      sql: briefly(alter(table, `ADD COLUMN ${bare} DEFAULT ${value} NOT NULL`)),
    };
  }
  const [constraint = '', ...rest] = provenNotNull(table, [definition.name], target);
  return {
    text: 'Add it as nullable, let the application write it, fill the old rows in batches outside of the migrations, and set NOT NULL last.',
    sql: inOrder(briefly(alter(table, `ADD COLUMN ${bare}`)), `-- Once every row has a value:\n${constraint}`, ...rest),
  };
}

/** The domain's base type: then NOT NULL and the domain's checks can come later, when every row has a value. */
function withoutDomain({ table, column, definition }: AddColumn, before: Catalog, target: Target): { text: string; sql: string | null } {
  const text =
    "Use the domain's base type: add the column as nullable, fill it in batches outside of the migrations, and set NOT NULL last.";
  const domain = before.type(definition.type);
  // a domain over a domain keeps its checks elsewhere
  if (domain?.base === undefined || before.type(domain.base)?.form === 'domain') return { text, sql: null };
  const add = alter(table, `ADD COLUMN ${bareColumn({ ...definition, type: domain.base })}`);
  const checked = domain.checks.length === 0 ? [briefly(add)] : domainChecks(table, column, domain, [add]);
  const [constraint = '', ...rest] = provenNotNull(table, [column], target);
  return { text, sql: checked === undefined ? null : inOrder(...checked, `-- Once every row has a value:\n${constraint}`, ...rest) };
}

import {
  addedThenValidated,
  alter,
  bareColumn,
  briefly,
  chosenName,
  defineRule,
  domainChecks,
  effectOn,
  inOrder,
  nameText,
  quoteIdentifier,
  typeText,
  whoWaits,
  type AlterColumnType,
  type Catalog,
  type Target,
  type TypeName,
} from '../src/rule.ts';

export default defineRule({
  id: 'alter-column-type-rewriting',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Change a type so that the stored values stay as they are, or move to a new column.',
    why: 'The whole table and all its indexes are written anew under ACCESS EXCLUSIVE. Every query on the table waits until that is done, and the disk must hold both copies meanwhile.',
    instead:
      'Add a column of the new type, keep it filled by a trigger, fill the old rows in batches, let the application use it, and drop the old one last. To limit a length, a CHECK does it without a rewrite.',
    whenNot:
      'The stored values stay as they are: varchar or varbit made longer or unlimited, varchar to text and back, numeric with more digits and the same scale, timestamp, time or interval with more digits, cidr to inet, a domain without constraints. Or the table is new or small.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
      'https://www.postgresql.org/docs/12/release-12.html',
    ],
  },
  aliases: [
    'squawk:changing-column-type',
    'eugene:E5',
    'eugene:E10',
    'pg-migration-lint:PGM007',
    'pgfence:alter-column-type',
    'migrationpilot:MP007',
    'pgls:changingColumnType',
    'pgsafe:alter-column-type',
    'diesel-guard:AlterColumnTypeCheck',
    'strong_migrations:change_column',
  ],
  on: ['alter-column-type'],
  messages: {
    rewrite: 'ALTER COLUMN {column} TYPE {type} rewrites {table} under {lock}: {because}. Until that is done {waits}.',
    'may-rewrite':
      'ALTER COLUMN {column} TYPE {type} may rewrite {table} under {lock}: {because}. If so, {waits} until every row is written anew.',
    'time-zone':
      'ALTER COLUMN {column} TYPE {type} may rewrite {table} under {lock}: unless the session runs in UTC, every value is converted. If so, {waits} until every row is written anew.',
  },
  examples: [
    {
      title: 'An integer that ran full',
      dialect: 'postgresql',
      given: 'CREATE TABLE events (id bigint PRIMARY KEY, visitor integer);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE events ALTER COLUMN visitor TYPE bigint;",
      good: "SET lock_timeout = '2s';\nALTER TABLE events ADD COLUMN visitor_new bigint;",
    },
    {
      title: 'A length that is to be limited',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, name text);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN name TYPE varchar(100);",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_name_length CHECK (char_length(name) <= 100) NOT VALID;",
        'ALTER TABLE users VALIDATE CONSTRAINT users_name_length;',
      ],
    },
    {
      title: 'A timestamp that gets a time zone',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, seen_at timestamp);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN seen_at TYPE timestamptz USING seen_at AT TIME ZONE 'UTC';",
      good: "SET lock_timeout = '2s';\nSET timezone = 'UTC';\nALTER TABLE users ALTER COLUMN seen_at TYPE timestamptz;",
    },
  ],
  check({ op, effects, before, target }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect?.work !== 'rewrite') return [];
    const said = {
      column: op.column,
      type: typeText(op.type),
      table: nameText(op.table),
      lock: effect.lock,
      waits: whoWaits(effect.blocks),
    };
    const from = before.table(op.table)?.columns.find((column) => column.name === op.column)?.type;
    const instead = withoutRewrite(op, from, before, target);
    if (effect.certain) return [{ message: 'rewrite', data: { ...said, because: effect.because }, instead }];
    if (from !== undefined && changesZone(from, op.type)) return [{ message: 'time-zone', data: said, instead, certain: false }];
    return [{ message: 'may-rewrite', data: { ...said, because: effect.because }, instead, certain: false }];
  },
});

type Advice = { readonly text: string; readonly sql: string | null };

function withoutRewrite(op: AlterColumnType, from: TypeName | undefined, before: Catalog, target: Target): Advice {
  if (from === undefined) {
    return {
      text: 'Look at the type that the column has on the server, or check this file together with the migration that created it. Where the values would be stored anew, add a column of the new type instead.',
      sql: null,
    };
  }
  const [length] = op.type.modifiers;
  if (STRINGS.has(from.name) && op.type.name === 'varchar' && from.dimensions === 0 && length !== undefined) {
    const check = `CHECK (char_length(${quoteIdentifier(op.column)}) <= ${length})`;
    return {
      text: 'Leave the type, and limit the length by a CHECK: NOT VALID, validated in the next migration.',
      sql: inOrder(...addedThenValidated(op.table, chosenName(op.table, [op.column], 'length'), check)),
    };
  }
  if (changesZone(from, op.type) && target.version[0] >= 12 && readsAsUtc(op) && !isIndexed(op, before)) {
    const change = alter(op.table, `ALTER COLUMN ${quoteIdentifier(op.column)} TYPE ${typeText(op.type)}`);
    return {
      text: 'If the values are in UTC: set the session to UTC and leave USING away. Then the values stay as they are.',
      sql: briefly("SET timezone = 'UTC';", change),
    };
  }
  const domain = before.type(op.type);
  if (domain?.form === 'domain') {
    const kept =
      domain.base !== undefined && typeText(domain.base) === typeText(from) ? domainChecks(op.table, op.column, domain, []) : undefined;
    return {
      text: 'Leave the type, and check the values by a constraint of the table: NOT VALID, validated in the next migration.',
      sql: kept === undefined ? null : inOrder(...kept),
    };
  }
  const definition = {
    name: `${op.column}_new`,
    type: op.type,
    notNull: false,
    default: undefined,
    identity: undefined,
    generated: undefined,
    collation: op.collation,
  };
  return {
    text: 'Add a column of the new type, keep it filled by a trigger, fill the old rows in batches, let the application use it, and drop the old column last.',
    sql: briefly(
      alter(op.table, `ADD COLUMN ${bareColumn(definition)}`),
      '-- Then let a trigger keep it for new rows, and fill the existing rows in batches, outside of the migration.',
    ),
  };
}

const STRINGS: ReadonlySet<string> = new Set(['text', 'varchar']);
const changesZone = (from: TypeName, to: TypeName): boolean =>
  (from.name === 'timestamp' && to.name === 'timestamptz') || (from.name === 'timestamptz' && to.name === 'timestamp');
/** Without USING, or with one that says nothing but UTC. */
const readsAsUtc = (op: AlterColumnType): boolean =>
  op.using === undefined || /\bat\s+time\s+zone\s+'(?:utc|etc\/utc|gmt)'\s*\)?$/i.test(op.using.text);

/** Its indexes would be built anew, even in UTC. */
function isIndexed(op: AlterColumnType, before: Catalog): boolean {
  const table = before.table(op.table);
  return (
    table !== undefined &&
    before
      .indexesOf(table.id)
      .some(
        (index) =>
          index.keys.some((key) => key.column === op.column || key.expression?.columns.includes(op.column) === true) ||
          index.where?.columns.includes(op.column) === true,
      )
  );
}

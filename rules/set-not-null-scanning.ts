import {
  alter,
  briefly,
  defineRule,
  effectOn,
  inOrder,
  nameText,
  provenNotNull,
  quoteIdentifier,
  whoWaits,
  type Catalog,
  type Constraint,
  type Operation,
  type SetNotNull,
  type Target,
} from '../src/rule.ts';

export default defineRule({
  id: 'set-not-null-scanning',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Prove that a column holds no NULL before you set it NOT NULL.',
    why: 'Every row of the table is read under ACCESS EXCLUSIVE to look for NULLs. Until the last row is read, no query on the table gets through.',
    instead:
      'From PostgreSQL 18 on: ADD CONSTRAINT … NOT NULL … NOT VALID, then VALIDATE CONSTRAINT in a later migration. From 12 on: add a CHECK (… IS NOT NULL) NOT VALID, validate it in a later migration, then SET NOT NULL takes it as proof and reads nothing; drop the CHECK after that, in a statement of its own.',
    whenNot:
      'The table is new, empty, or known to be small; or a validated CHECK that implies IS NOT NULL is there (from PostgreSQL 12 on).',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html',
      'https://www.postgresql.org/docs/12/release-12.html',
      'https://www.postgresql.org/docs/18/release-18.html',
    ],
  },
  aliases: [
    'squawk:adding-not-nullable-field',
    'eugene:E2',
    'pg-migration-lint:PGM013',
    'atlas:PG303',
    'pgfence:alter-column-set-not-null',
    'migrationpilot:MP002',
    'migrationpilot:MP018',
    'migrationpilot:MP081',
    'pgls:addingNotNullField',
    'pgsafe:set-not-null',
    'diesel-guard:AddNotNullCheck',
    'strong_migrations:change_column_null',
    'strong_migrations:change_column_null_postgresql',
  ],
  on: ['set-not-null'],
  messages: {
    unproven:
      'SET NOT NULL on {column} takes {lock} on {table}: {waits} until every row has been read. No constraint proves that there are no NULLs.',
    'check-not-valid':
      'SET NOT NULL on {column} takes {lock} on {table}: {waits} until every row has been read. The CHECK {constraint} would prove that there are no NULLs, but it was never validated.',
    'check-not-implying':
      'SET NOT NULL on {column} takes {lock} on {table}: {waits} until every row has been read. The CHECK {constraint} proves nothing here, because NULL passes it.',
    'not-null-not-valid':
      'SET NOT NULL on {column} validates the constraint {constraint} under {lock} on {table}: {waits} until every row has been read. VALIDATE CONSTRAINT would let them go on.',
    'proof-dropped':
      'SET NOT NULL on {column} takes {lock} on {table}: {waits} until every row has been read. The CHECK {constraint} would prove that there are no NULLs, but the same statement drops it first.',
    'proof-unused':
      'SET NOT NULL on {column} takes {lock} on {table}: {waits} until every row has been read. Before PostgreSQL 12 the CHECK {constraint} is not taken as proof.',
    'may-scan':
      'SET NOT NULL on {column} takes {lock} on {table}. No file shows whether a constraint proves that there are no NULLs; if none does, {waits} until every row has been read.',
  },
  examples: [
    {
      title: 'Nothing proves it',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN email SET NOT NULL;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_not_null CHECK (email IS NOT NULL) NOT VALID;",
        'ALTER TABLE users VALIDATE CONSTRAINT users_email_not_null;',
        "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN email SET NOT NULL;\nALTER TABLE users DROP CONSTRAINT users_email_not_null;",
      ],
    },
    {
      title: 'Nothing proves it, from PostgreSQL 18 on',
      dialect: 'postgresql',
      version: 18,
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN email SET NOT NULL;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_not_null NOT NULL email NOT VALID;",
        'ALTER TABLE users VALIDATE CONSTRAINT users_email_not_null;',
      ],
    },
    {
      title: 'The proof is dropped in the same statement',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, email text, CONSTRAINT users_email_present CHECK (email IS NOT NULL));',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN email SET NOT NULL, DROP CONSTRAINT users_email_present;",
      good: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN email SET NOT NULL;\nALTER TABLE users DROP CONSTRAINT users_email_present;",
    },
  ],
  check({ op, effects, before, siblings, target }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect?.work !== 'scan') return [];
    const said = { column: op.column, table: nameText(op.table), lock: effect.lock, waits: whoWaits(effect.blocks) };
    if (!effect.certain) return [{ message: 'may-scan', data: said, instead: fromNothing(op, target), certain: false }];

    const [version] = target.version;
    const column = quoteIdentifier(op.column);
    const set = alter(op.table, `ALTER COLUMN ${column} SET NOT NULL`);
    const drop = (constraint: string): string => alter(op.table, `DROP CONSTRAINT ${quoteIdentifier(constraint)}`);
    const validate = (constraint: string): string => alter(op.table, `VALIDATE CONSTRAINT ${quoteIdentifier(constraint)}`);
    const constraints = before.table(op.table)?.constraints ?? [];

    const dropped = proofDropped(op, siblings, before);
    if (dropped !== undefined && version >= 12) {
      const instead = { text: 'Drop the CHECK in a statement of its own, after SET NOT NULL.', sql: briefly(set, drop(dropped)) };
      return [{ message: 'proof-dropped', data: { ...said, constraint: dropped }, instead }];
    }
    const notNull = constraints.find((each) => each.kind === 'not-null' && each.columns[0] === op.column && !each.valid);
    if (notNull !== undefined) {
      const instead = {
        text: 'VALIDATE the constraint that is there: reads and writes go on meanwhile, and afterwards the column is NOT NULL.',
        sql: validate(notNull.name),
      };
      return [{ message: 'not-null-not-valid', data: { ...said, constraint: notNull.name }, instead }];
    }
    const checks = constraints.filter((each) => each.kind === 'check' && each.expression?.columns.includes(op.column) === true);
    const implying = checks.find((each) => implies(each, op.column));
    if (implying !== undefined && version < 12)
      return [{ message: 'proof-unused', data: { ...said, constraint: implying.name }, instead: fromNothing(op, target) }];
    if (implying?.valid === false) {
      const instead = {
        text: 'Validate the CHECK in a migration of its own; then SET NOT NULL reads nothing.',
        sql: inOrder(validate(implying.name), briefly(set, drop(implying.name))),
      };
      return [{ message: 'check-not-valid', data: { ...said, constraint: implying.name }, instead }];
    }
    const [other] = checks;
    if (implying === undefined && other !== undefined)
      return [{ message: 'check-not-implying', data: { ...said, constraint: other.name }, instead: fromNothing(op, target) }];
    return [{ message: 'unproven', data: said, instead: fromNothing(op, target) }];
  },
});

/** NULL can't pass the CHECK: one of its conjuncts says so. */
const implies = (constraint: Constraint, column: string): boolean =>
  constraint.expression?.partial.some((condition) => condition.column === column && condition.operator === 'is-not-null') ?? false;

/** Drops run first within ALTER TABLE, wherever they stand in it; `before` no longer has the constraint then. */
function proofDropped(op: SetNotNull, siblings: readonly Operation[], before: Catalog): string | undefined {
  const constraints = before.table(op.table)?.constraints ?? [];
  const gone = siblings.flatMap((each) => (each.kind === 'drop-constraint' ? [each.constraint] : []));
  const kept = constraints.find((each) => gone.includes(each.name) && implies(each, op.column));
  // Of a constraint that is gone already only its name is left: no other is on the column, so it was meant as the proof.
  return kept?.name ?? (constraints.some((each) => implies(each, op.column)) ? undefined : gone[0]);
}

function fromNothing(op: SetNotNull, target: Target): { text: string; sql: string } {
  const [version] = target.version;
  const sql = inOrder(...provenNotNull(op.table, [op.column], target));
  if (version >= 18)
    return {
      text: 'Add a NOT NULL constraint NOT VALID; in the next migration VALIDATE CONSTRAINT reads the rows while reads and writes go on.',
      sql,
    };
  if (version >= 12)
    return { text: 'Prove it first by a CHECK: NOT VALID, validated in the next migration; then SET NOT NULL reads nothing.', sql };
  return {
    text: 'Before PostgreSQL 12 nothing spares the scan. A validated CHECK keeps NULLs out as well, and can stay in its place.',
    sql,
  };
}

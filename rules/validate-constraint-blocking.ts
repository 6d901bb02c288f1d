import {
  alter,
  atLeast,
  blocksOf,
  briefly,
  defineRule,
  effectOn,
  inOrder,
  nameText,
  quoteIdentifier,
  textOf,
  whoWaits,
  type Operation,
  type Statement,
  type ValidateConstraint,
} from '../src/rule.ts';

export default defineRule({
  id: 'validate-constraint-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Validate a constraint in a migration after the one that adds it, and in a statement of its own.',
    why: 'VALIDATE CONSTRAINT lets reads and writes go on only when nothing stronger is held. In the transaction that added the constraint, or together with another change of the table, every row is read under the strong lock, and NOT VALID has saved nothing.',
    instead: 'Let the migration that adds the constraint NOT VALID commit. Put VALIDATE CONSTRAINT alone into the next one.',
    whenNot: 'The table is new, empty, or known to be small.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
      'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
    ],
  },
  aliases: [
    'squawk:constraint-missing-not-valid',
    'pgfence:not-valid-validate-same-tx',
    'pgls:requireSeparateConstraintValidation',
    'strong_migrations:validate_check_constraint',
    'strong_migrations:validate_foreign_key',
  ],
  on: ['validate-constraint'],
  messages: {
    'same-transaction':
      'VALIDATE CONSTRAINT {constraint} reads every row of {table} in the transaction that added it, which still holds {lock}: until it ends, {waits}. NOT VALID has saved nothing.',
    'with-stronger':
      'VALIDATE CONSTRAINT {constraint} reads every row of {table} under {lock}, because of what else the statement does: until it is done, {waits}.',
  },
  examples: [
    {
      title: 'Added and validated in one transaction',
      dialect: 'postgresql',
      transaction: 'file',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT orders_amount_check;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_amount_check;',
      ],
    },
    {
      title: 'Validated together with another change',
      dialect: 'postgresql',
      given:
        'CREATE TABLE orders (id bigint PRIMARY KEY, amount integer);\nALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0) NOT VALID;',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders VALIDATE CONSTRAINT orders_amount_check, ALTER COLUMN amount SET DEFAULT 1;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ALTER COLUMN amount SET DEFAULT 1;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_amount_check;',
      ],
    },
  ],
  check({ op, effects, before, session, siblings, stepEffects, statement }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect?.work !== 'scan') return [];
    const said = { constraint: op.constraint, table: nameText(op.table) };
    const validate = alter(op.table, `VALIDATE CONSTRAINT ${quoteIdentifier(op.constraint)}`);

    const step = effectOn(stepEffects, before, op.table);
    if (step !== undefined && atLeast(step.blocks, 'writes')) {
      const instead = {
        text: 'Validate it in a migration of its own, after this one has committed.',
        sql: inOrder(...others(op, siblings, statement), validate),
      };
      return [{ message: 'with-stronger', data: { ...said, lock: step.lock, waits: whoWaits(step.blocks) }, instead }];
    }
    const table = before.table(op.table);
    const constraint = table?.constraints.find((each) => each.name === op.constraint);
    const held = session.locks.find(
      ({ relation, name }) => table !== undefined && (relation === table.id || (name.name === table.name && name.schema === table.schema)),
    );
    if (
      held === undefined ||
      constraint === undefined ||
      constraint.transaction !== before.transaction ||
      !atLeast(blocksOf(held.lock), 'writes')
    )
      return [];
    const instead = { text: 'Validate it in the next migration, after this one has committed.', sql: validate };
    return [{ message: 'same-transaction', data: { ...said, lock: held.lock, waits: whoWaits(blocksOf(held.lock)) }, instead }];
  },
});

/** The statement's other clauses, in the order in which they are written. */
function others(op: ValidateConstraint, siblings: readonly Operation[], statement: Statement): readonly string[] {
  const clauses = siblings
    .filter((each) => each.kind !== 'validate-constraint' && !('inline' in each && each.inline))
    .sort((a, b) => a.span.start - b.span.start)
    .map((each) => textOf(each, statement));
  return clauses.length === 0 ? [] : [briefly(alter(op.table, clauses.join(', ')))];
}

import { defineRule, effectOn, nameText, whoWaits } from '../src/rule.ts';

export default defineRule({
  id: 'add-exclude-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Create exclusion constraints together with their table.',
    why: 'The index behind the constraint is built, and every row checked against it, under ACCESS EXCLUSIVE. PostgreSQL has no way to build it while others work: neither CONCURRENTLY, nor USING INDEX, nor NOT VALID.',
    instead:
      'Add the constraint while the table is new. For a table that is in use, build a new one with the constraint, copy the rows in batches and swap the two; or plan a maintenance window.',
    whenNot: 'The table is new, empty, or known to be small.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE',
      'https://www.postgresql.org/docs/current/sql-altertable.html',
    ],
  },
  aliases: [
    'eugene:E8',
    'pg-migration-lint:PGM019',
    'pgfence:add-constraint-exclude',
    'migrationpilot:MP031',
    'pgls:avoidAddingExclusionConstraint',
    'pgsafe:add-exclusion-constraint',
    'diesel-guard:AddExcludeConstraintCheck',
    'strong_migrations:add_exclusion_constraint',
  ],
  on: ['add-exclude'],
  messages: {
    build: 'ADD EXCLUDE builds an index under {lock} on {table}: {waits} until it stands. There is no way to build it while others work.',
  },
  examples: [
    {
      title: 'Bookings that must not overlap',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE bookings ADD CONSTRAINT bookings_no_overlap EXCLUDE USING gist (during WITH &&);",
      good: { none: 'an exclusion constraint can only be built at once. Plan a window, or fill a new table that has it.' },
    },
  ],
  check({ op, effects, before }) {
    const effect = effectOn(effects.relations, before, op.table);
    if (effect === undefined || effect.work === 'none') return [];
    const instead = {
      text: 'Add it in a maintenance window, or fill a new table that has the constraint in batches and swap the two.',
      sql: null,
    };
    return [
      {
        message: 'build',
        data: { table: nameText(op.table), lock: effect.lock, waits: whoWaits(effect.blocks) },
        instead,
        certain: effect.certain,
      },
    ];
  },
});

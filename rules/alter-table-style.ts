import { defineRule, nameText, type Operation, type SectionSubject } from '../src/rule.ts';

export default defineRule({
  id: 'alter-table-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Change a table in one ALTER TABLE.',
    why: 'Each ALTER TABLE waits for its lock anew where it is a transaction of its own, and two that write the table anew do so twice. Clauses of one statement share the lock and the rewrite.',
    instead:
      'One ALTER TABLE with several clauses. Not for VALIDATE CONSTRAINT, nor for SET NOT NULL together with the drop of the CHECK that proves it: these are cheap only apart.',
    whenNot: 'The statements belong to different changes.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  },
  aliases: ['eugene:W12', 'pg-migration-lint:PGM023', 'migrationpilot:MP058', 'pgls:multipleAlterTable'],
  on: [],
  messages: {
    combine: 'This ALTER TABLE and the one before it change {table}: as one statement they would wait for its lock once.',
  },
  examples: [
    {
      title: 'Two columns',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN a int;\nALTER TABLE users ADD COLUMN b int;",
      good: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN a int, ADD COLUMN b int;",
    },
  ],
  checkSection({ judged }) {
    return judged.flatMap(({ op, statement, effects, context }, operation) => {
      const last = judged[operation - 1];
      if (last === undefined || context !== undefined || last.statement.index !== statement.index - 1 || effects.relations.length === 0)
        return [];
      const table = tableOf(op);
      const isPair = table !== undefined && tableOf(last.op) === table && isAlone(judged, operation) && isAlone(judged, operation - 1);
      const instead = { text: 'Write both as clauses of one ALTER TABLE.', sql: null };
      return isPair ? [{ operation, message: 'combine' as const, data: { table }, instead }] : [];
    });
  },
});

/** Clauses that cost no more together than apart. */
const FREE: ReadonlySet<Operation['kind']> = new Set([
  'add-column',
  'drop-column',
  'set-default',
  'drop-default',
  'drop-not-null',
  'alter-column-type',
]);
const tableOf = (op: Operation): string | undefined =>
  FREE.has(op.kind) && 'table' in op && op.table !== undefined ? nameText(op.table) : undefined;

/** The only clause of its statement. */
const isAlone = (judged: SectionSubject['judged'], at: number): boolean =>
  judged.filter(({ statement }) => statement.index === judged[at]?.statement.index).length === 1;

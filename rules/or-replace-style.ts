import { commandText, defineRule, LOCK_TIMEOUT, nameText, operationsBefore, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'or-replace-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Create what can be replaced with OR REPLACE.',
    why: 'CREATE OR REPLACE can run again after a failure, and is one statement for the first time and for every change.',
    instead: 'CREATE OR REPLACE; for triggers from PostgreSQL 14 on.',
    whenNot: 'The object must be new, and the migration fail where it is not.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-createfunction.html',
      'https://www.postgresql.org/docs/current/sql-createview.html',
      'https://www.postgresql.org/docs/current/sql-createtrigger.html',
    ],
  },
  aliases: [],
  on: ['create-function', 'create-view', 'create-trigger'],
  messages: {
    missing: '{command} fails where {name} exists already; with OR REPLACE it does not.',
  },
  examples: [
    {
      title: 'A view',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY);',
      bad: 'CREATE VIEW all_orders AS SELECT id FROM orders;',
      good: 'CREATE OR REPLACE VIEW all_orders AS SELECT id FROM orders;',
    },
  ],
  check({ op, effects, before, target, section, statement }) {
    if (op.replace || effects.fails?.certain === true || (op.kind === 'create-view' && op.temporary)) return [];
    if (op.kind === 'create-trigger' && (target.version[0] < 14 || /^\s*create\s+constraint\b/i.test(textOf(op, statement)))) return [];
    // What was dropped just before has another shape.
    if (
      operationsBefore(op, section).some(
        (each) => each.kind === 'drop-relation' || each.kind === 'drop-function' || each.kind === 'drop-attached',
      )
    )
      return [];
    const table = op.kind === 'create-trigger' ? before.table(op.table) : undefined;
    if (table !== undefined && before.isNew(table)) return [];
    const name = op.kind === 'create-trigger' ? op.name : nameText(op.kind === 'create-view' ? op.view : op.function);
    const sql = `${op.kind === 'create-trigger' ? `${LOCK_TIMEOUT}\n` : ''}${textOf(op, statement).replace(/^\s*create\s+/i, 'CREATE OR REPLACE ')};`;
    return [{ message: 'missing', data: { command: commandText(op), name }, instead: { text: 'Write OR REPLACE.', sql } }];
  },
});

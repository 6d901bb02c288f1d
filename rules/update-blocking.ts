import { defineRule, heldOn, nameText, quoteName, reachOf, textOf, type Update } from '../src/rule.ts';

export default defineRule({
  id: 'update-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Fill a column in batches, each a transaction of its own.',
    why: 'An UPDATE locks every row that it changes until its transaction ends. Changing all rows at once stops every other change of any of them for that long, writes the table a second time, and leaves replicas and autovacuum far behind.',
    instead:
      'Change a few thousand rows at a time, each batch in a transaction of its own, outside of the migration: from a script, a job, or a DO block that commits after each batch and does not run in a transaction.',
    whenNot: 'The table is small, or the rows that match are few.',
    sources: [
      'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS',
      'https://www.postgresql.org/docs/current/plpgsql-transactions.html',
    ],
  },
  aliases: [
    'pgfence:update-in-migration',
    'pgls:banUpdateWithoutWhere',
    'migrationpilot:MP011',
    'pg-migration-lint:PGM301',
    'pg-migration-lint:PGM302',
    'diesel-guard:MutationWithoutWhereCheck',
  ],
  on: ['update'],
  messages: {
    'all-rows': 'UPDATE changes all rows of {table} in one go: other changes of any of them wait until the transaction ends.',
    unbatched: 'UPDATE changes all rows of {table} that match in one go: other changes of them wait until the transaction ends.',
    loop: 'This loop never commits: all its batches are one transaction, and other changes of the rows of {table} wait until the last is done.',
  },
  examples: [
    {
      title: 'A backfill of all rows',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, email text, new_email text);',
      bad: 'UPDATE users SET new_email = email;',
      good: 'UPDATE users SET new_email = email\nWHERE ctid IN (SELECT ctid FROM users WHERE new_email IS DISTINCT FROM email LIMIT 5000);',
    },
    {
      title: 'Batches in one transaction',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, role text);',
      transaction: 'statement',
      bad: "DO $$\nBEGIN\n  LOOP\n    UPDATE users SET role = 'user' WHERE id IN (SELECT id FROM users WHERE role IS NULL LIMIT 5000);\n    EXIT WHEN NOT FOUND;\n  END LOOP;\nEND $$;",
      good: "DO $$\nBEGIN\n  LOOP\n    UPDATE users SET role = 'user' WHERE id IN (SELECT id FROM users WHERE role IS NULL LIMIT 5000);\n    EXIT WHEN NOT FOUND;\n    COMMIT;\n  END LOOP;\nEND $$;",
    },
  ],
  check({ op, effects, before, session, context, statement }) {
    const found = before.find(op.table);
    if (effects.fails?.certain === true || (found === undefined ? before.presence(op.table) === 'absent' : before.isNew(found))) return [];
    const reach = reachOf(op, before);
    const data = { table: nameText(op.table) };
    const sql = batchSql(op, textOf(op, statement));
    const how = sql === null ? ', by ranges of a key' : '';
    const until = sql === null ? '' : ', until none is left';
    const instead = { text: `Change a few thousand rows at a time${how}, each batch in a transaction of its own${until}.`, sql };
    if (context?.loop === true) {
      if (context.commits || (reach === 'few' && !op.limited)) return [];
      return [
        {
          message: 'loop',
          data,
          certain: reach !== 'some',
          instead: {
            text: 'COMMIT after each batch, and run the block outside a transaction; or run the batches from a script.',
            sql: null,
          },
        },
      ];
    }
    if (reach === 'all') return [{ message: 'all-rows', data, instead }];
    // Since a stronger lock is held, others wait for that.
    if (reach === 'few' || heldOn(op.table, before, session, 'writes') !== undefined) return [];
    return [{ message: 'unbatched', data, severity: 'info', instead }];
  },
});

const WHOLE = /^update\s+(?:only\s+)?\S+\s+set\s+((?:"[^"]+"|[^\s"=,]+)\s*=[^;]+)$/i;
const ASSIGNMENT = /^\s*("[^"]+"|[^\s"=,]+)\s*=\s*([^;]+?)\s*$/i;

/** The same UPDATE for one batch, where the rows that are left to do can be told: by the condition, or by the columns themselves. */
function batchSql(op: Update, text: string): string | null {
  const condition = op.where?.text;
  const [, rest = ''] = WHOLE.exec(text.trim()) ?? [];
  const at = condition === undefined ? rest.length : rest.search(/\swhere\s/i);
  const assigned = rest.slice(0, at);
  if (rest === '' || at < 0 || (condition !== undefined && !rest.endsWith(condition)) || OTHERS.test(assigned)) return null;
  const parts = assigned.includes('(') ? [assigned] : assigned.split(',');
  const pairs = parts.flatMap((part) => {
    const [, column, value] = ASSIGNMENT.exec(part) ?? [];
    return column === undefined || value === undefined ? [] : [{ column, value }];
  });
  if (pairs.length !== parts.length || pairs.length !== op.columns.length) return null;
  const table = quoteName(op.table);
  const left = leftToDo(op, condition, pairs);
  if (left === undefined) return null;
  return `UPDATE ${table} SET ${assigned.trim()}\nWHERE ctid IN (SELECT ctid FROM ${table} WHERE ${left} LIMIT 5000);`;
}
const OTHERS = /\b(?:from|where|returning)\b|'/i;

/** A column that was NULL and is filled needs no more. What a function returns may differ each time. */
function leftToDo(
  op: Update,
  condition: string | undefined,
  pairs: readonly { readonly column: string; readonly value: string }[],
): string | undefined {
  const fills = op.where?.conjunction.some(({ column, operator }) => operator === 'is-null' && op.columns.includes(column));
  const isCall = pairs.some(({ value }) => value.includes('('));
  const isNumber = pairs.every(({ value }) => /^(?:-?\d+(?:\.\d+)?|true|false)$/i.test(value));
  if (condition !== undefined && fills === true && (isCall || isNumber)) return condition;
  // What counts on from itself never comes to an end.
  const mentions = (text: string, column: string): boolean =>
    text
      .replaceAll('"', '')
      .split(/[^\w$]+/)
      .some((word) => word.toLowerCase() === column.toLowerCase());
  if (isCall || pairs.some(({ value }) => op.columns.some((column) => mentions(value, column)))) return undefined;
  const changes = pairs.map(({ column, value }) => `${column} IS DISTINCT FROM ${operand(value)}`);
  const differs = changes.length === 1 ? changes.join('') : `(${changes.join(' OR ')})`;
  return condition === undefined ? differs : `(${condition}) AND ${differs}`;
}

/** As one operand: what is more than a word or a literal stands in parentheses. */
const operand = (value: string): string => (/^(?:[\w.]+|'[^']*'|"[^"]*")$/.test(value) ? value : `(${value})`);

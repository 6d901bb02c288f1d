import {
  defineRule,
  isOn,
  listed,
  nameText,
  readersText,
  type Effects,
  type Catalog,
  type AddForeignKey,
  type Session,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-foreign-key-blocking',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Remember that a foreign key locks both its tables.',
    why: 'The table that is referred to gets a trigger, under SHARE ROW EXCLUSIVE: its writes wait until the transaction ends, also where the key is NOT VALID, on a new column, or part of a CREATE TABLE. Several such tables in one transaction are locked one after the other, in an order in which the application may hold them the other way round: then one of the two is cancelled.',
    instead: 'Add each foreign key in a migration of its own, with a lock_timeout, and nothing else after it.',
    whenNot: 'The transaction is short, and a lock_timeout bounds it.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html',
      'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS',
    ],
  },
  aliases: ['migrationpilot:MP069', 'online_migrations:multiple_foreign_keys'],
  on: ['add-foreign-key'],
  messages: {
    referenced:
      'The foreign key takes {lock} on {referenced} too: inserts, updates and deletes there wait until this transaction ends. {readers}',
    several:
      'This is one more table whose writes wait until this transaction ends: {referenced} after {others}. An application that locks them in another order may end in a deadlock.',
  },
  examples: [
    {
      title: 'A new table that refers to one in use',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));",
      good: { none: 'a foreign key always takes that lock; a transaction that does nothing else holds it for a moment.' },
    },
  ],
  check({ op, effects, before, session, section, statement }) {
    if (effects.fails?.certain === true) return [];
    const effect = effects.relations.find((each) => isOn(each, before, op.references) && each.blocks === 'writes');
    if (effect === undefined || nameText(op.references) === nameText(op.table)) return [];
    const referenced = nameText(op.references);
    const others = lockedBefore(op, effects, session, before);
    if (others.length > 0) return [{ message: 'several', data: { referenced, others: listed(others) } }];
    const readers = readersText([op.references], { op, before, session, section, statement });
    return [{ message: 'referenced', data: { referenced, lock: effect.lock, readers } }];
  },
});

/** Other tables whose writes this transaction keeps waiting since an earlier statement. */
function lockedBefore(op: AddForeignKey, { relations }: Effects, session: Session, before: Catalog): readonly string[] {
  const own = new Set([op.table, op.references].map((name) => before.find(name)?.id));
  const here = new Set(relations.map(({ id }) => id));
  return session.locks
    .filter(({ kind, lock, relation }) => kind === 'table' && lock === 'SHARE ROW EXCLUSIVE' && !own.has(relation) && !here.has(relation))
    .map(({ name }) => nameText(name));
}

import { apartText, briefly, defineRule, inOrder, nameText, quoteName, textOf, type AddEnumValue, type SectionSubject } from '../src/rule.ts';

export default defineRule({
  id: 'add-enum-value-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add an enum value in a migration of its own, before the one that uses it.',
    why: 'A new value can be used only after the transaction that added it has committed: as a value, in a default, in a cast. Before that the statement ends in an error and the whole migration is undone. Up to PostgreSQL 11 ALTER TYPE … ADD VALUE cannot run in a transaction at all.',
    instead: 'Put ALTER TYPE … ADD VALUE into a migration of its own, and what uses the value into the next one.',
    whenNot: 'The type was created in the same transaction and the server is PostgreSQL 17 or later.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertype.html', 'https://www.postgresql.org/docs/12/release-12.html', 'https://www.postgresql.org/docs/17/release-17.html'],
  },
  aliases: ['migrationpilot:MP012', 'migrationpilot:MP054', 'pgfence:alter-type-add-value', 'pgls:avoidAlterEnumAddValue', 'pgsafe:enum-value-used-in-transaction'],
  on: ['add-enum-value'],
  messages: {
    'in-transaction': 'ADD VALUE {value} fails in a transaction: PostgreSQL {version} refuses it there.',
    'used-at-once': 'This fails: the value {value} of {type} was added in the same transaction, and can be used only after that has committed.',
  },
  examples: [
    {
      title: 'A new value becomes the default at once',
      dialect: 'postgresql',
      transaction: 'file',
      given: "CREATE TYPE mood AS ENUM ('sad', 'ok');\nCREATE TABLE people (id bigint PRIMARY KEY, mood mood);",
      bad: "SET lock_timeout = '2s';\nALTER TYPE mood ADD VALUE 'happy';\nALTER TABLE people ALTER COLUMN mood SET DEFAULT 'happy';",
      good: ["ALTER TYPE mood ADD VALUE 'happy';", "SET lock_timeout = '2s';\nALTER TABLE people ALTER COLUMN mood SET DEFAULT 'happy';"],
    },
    {
      title: 'In a transaction before PostgreSQL 12',
      dialect: 'postgresql',
      version: 11,
      transaction: 'file',
      given: "CREATE TYPE mood AS ENUM ('sad', 'ok');",
      bad: "ALTER TYPE mood ADD VALUE 'happy';",
      good: { none: 'the file itself must run outside a transaction.' },
    },
  ],
  checkSection({ judged, migration, target }) {
    const usedAtOnce = judged.flatMap(({ op, effects: { fails }, statement }, operation) => {
      if (fails?.certain !== true || fails.code !== '55P04') return [];
      const added = addedBefore(judged, operation, fails.message);
      const data = { value: literalText(added?.value ?? ''), type: added === undefined ? 'an enum' : nameText(added.type) };
      // A clause of a longer statement or of a DO block can't simply be moved.
      const whole = op.span.start === statement.span.start && op.span.end === statement.span.end;
      const sql = added === undefined || !whole ? null : inOrder(`ALTER TYPE ${quoteName(added.type)} ADD VALUE ${literalText(added.value)};`, briefly(`${textOf(op, statement)};`));
      return [{ message: 'used-at-once' as const, data, operation, instead: { text: 'Add the value in a migration of its own, and use it in the next one.', sql } }];
    });
    const inTransaction = judged.flatMap(({ op, effects: { fails }, reported }, operation) => {
      if (op.kind !== 'add-enum-value' || fails?.code !== '25001' || reported.some((id) => id.endsWith('-failing'))) return [];
      const data = { value: literalText(op.value), version: String(target.version[0]) };
      return [{ message: 'in-transaction' as const, data, operation, instead: { text: `Run it outside a transaction. ${apartText(migration.layout)}`, sql: null } }];
    });
    return [...usedAtOnce, ...inTransaction];
  },
});

/** A label stands between quotes even where it looks like a number. */
const literalText = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The operation that added the label of which the server complains. */
function addedBefore(judged: SectionSubject['judged'], operation: number, message: string): AddEnumValue | undefined {
  const added = judged.slice(0, operation).flatMap(({ op }) => (op.kind === 'add-enum-value' ? [op] : []));
  return added.find((each) => message.includes(`"${each.value}"`)) ?? added.at(-1);
}

import { briefly, defineRule, isFelt, nameText, type AddEnumValue, type SectionSubject } from '../src/rule.ts';

export default defineRule({
  id: 'add-enum-value-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add an enum value in a migration of its own, before the one that uses it.',
    why: 'A new value can be used only after the transaction that added it has committed: as a value, in a default, in a cast. Before that the statement ends in an error and the whole migration is undone.',
    instead: 'Put ALTER TYPE … ADD VALUE into a migration of its own, and what uses the value into the next one.',
    whenNot: 'The type was created in the same transaction and the server is PostgreSQL 17 or later.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertype.html',
      'https://www.postgresql.org/docs/12/release-12.html',
      'https://www.postgresql.org/docs/17/release-17.html',
    ],
  },
  aliases: ['migrationpilot:MP054', 'pgsafe:enum-value-used-in-transaction'],
  on: ['add-enum-value'],
  messages: {
    'used-at-once':
      'This fails: the value {value} of {type} was added in the same transaction, and can be used only after that has committed.',
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
  ],
  checkSection({ judged }) {
    return judged.flatMap(({ effects, statement }, operation) => {
      if (effects.fails?.code !== '55P04') return [];
      const added = addedBefore(judged, operation, effects.fails.message);
      const data = { value: literalText(added?.value ?? ''), type: added === undefined ? 'an enum' : nameText(added.type) };
      // A statement that does several things, or a DO block, can't simply be moved.
      const whole = judged.filter((each) => each.statement === statement).length === 1;
      // What fails says nothing of what it would lock.
      const locks = effects.relations.some(isFelt) || /^alter\s+table\b/i.test(statement.text.trim());
      const moved = locks ? briefly(`${statement.text};`) : `${statement.text};`;
      const instead = {
        text: 'Let the migration that adds the value commit, and use the value in the next one.',
        sql: whole ? moved : null,
      };
      return [{ message: 'used-at-once' as const, data, operation, certain: effects.fails.certain, instead }];
    });
  },
});

/** A label stands between quotes even where it looks like a number. */
const literalText = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The operation that added the label of which the server complains. */
function addedBefore(judged: SectionSubject['judged'], operation: number, message: string): AddEnumValue | undefined {
  const added = judged.slice(0, operation).flatMap(({ op }) => (op.kind === 'add-enum-value' ? [op] : []));
  return added.find((each) => message.includes(`"${each.value}"`)) ?? added.at(-1);
}

import {
  mended,
  alter,
  briefly,
  freeName,
  columnList,
  defineRule,
  foreignKeyByPartitions,
  foreignKeySql,
  inOrder,
  nameText,
  quoteIdentifier,
  quoteName,
  typeText,
  type AddForeignKey,
  type Catalog,
} from '../src/rule.ts';

export default defineRule({
  id: 'add-foreign-key-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Add foreign keys that the server accepts.',
    why: 'The statement ends in an error and the deployment stops there.',
    instead:
      'Refer to the primary key or to a unique constraint over exactly these columns, with types that can be compared. On a partitioned table add the key without NOT VALID up to PostgreSQL 17.',
    whenNot: 'The files do not show the schema as it is, because somebody changed it by hand.',
    sources: [
      'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
      'https://www.postgresql.org/docs/17/sql-altertable.html',
      'https://www.postgresql.org/docs/18/release-18.html',
    ],
  },
  aliases: [],
  on: ['add-foreign-key'],
  messages: {
    'not-valid-partitioned': 'ADD FOREIGN KEY … NOT VALID fails: {table} is partitioned, and PostgreSQL {version} refuses NOT VALID there.',
    'target-not-unique': 'ADD FOREIGN KEY fails: no primary key or unique constraint of {referenced} is on exactly ({columns}).',
    'types-differ': 'ADD FOREIGN KEY fails: {error}.',
    refused: 'ADD FOREIGN KEY fails: {error}.',
  },
  examples: [
    {
      title: 'The columns referred to are not unique',
      dialect: 'postgresql',
      given:
        'CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\nCREATE TABLE invitations (id bigint PRIMARY KEY, email text NOT NULL);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE invitations ADD CONSTRAINT invitations_email_fkey FOREIGN KEY (email) REFERENCES users (email) NOT VALID;",
      good: [
        'CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);',
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;\nALTER TABLE invitations ADD CONSTRAINT invitations_email_fkey FOREIGN KEY (email) REFERENCES users (email) NOT VALID;",
      ],
    },
    {
      title: 'NOT VALID on a partitioned table',
      dialect: 'postgresql',
      version: 17,
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE events (user_id bigint, at date NOT NULL) PARTITION BY RANGE (at);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE events ADD CONSTRAINT events_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;",
      good: {
        none: 'a partitioned table has to check the key at once up to PostgreSQL 17; adding it to each partition first makes that short.',
      },
    },
  ],
  check({ op, effects, before, context, statement, target }) {
    const { fails } = effects;
    // Class 23: the rows decide. "Already exists" in a branch of IF is what the branch is there to avoid.
    if (fails?.certain !== true || fails.code.startsWith('23') || context?.conditional === true || (context?.guarded.length ?? 0) > 0)
      return [];
    const error = fails.message;
    const table = before.table(op.table);
    if (!op.valid && table?.partitionBy !== undefined && fails.code === '42809') {
      return [
        {
          message: 'not-valid-partitioned',
          data: { table: nameText(op.table), version: String(target.version[0]) },
          instead: {
            text: 'Add the key NOT VALID to each partition, validate it there, and add it to the whole table last: then nothing is checked again.',
            sql: foreignKeyByPartitions(
              op,
              op.name ?? freeName(op.table, op.columns, 'fkey', before),
              foreignKeySql(op, statement),
              before,
            ),
          },
        },
      ];
    }
    if (fails.code === '42830') {
      const columns = targetColumns(op, before);
      return [
        {
          message: 'target-not-unique',
          data: { referenced: nameText(op.references), columns: columns.join(', ') },
          instead: uniqueFirst(op, columns, before),
        },
      ];
    }
    if (fails.code === '42804') return [{ message: 'types-differ', data: { error }, instead: { text: sameType(op, before), sql: null } }];
    return [{ message: 'refused', data: { error }, instead: mended(fails) }];
  },
});

const targetColumns = (op: AddForeignKey, before: Catalog): readonly string[] =>
  op.referencedColumns.length > 0
    ? op.referencedColumns
    : (before.table(op.references)?.constraints.find((each) => each.kind === 'primary-key')?.columns ?? []);

function uniqueFirst(op: AddForeignKey, columns: readonly string[], before: Catalog): { text: string; sql: string | null } {
  const text = 'Make the columns referred to unique first, or refer to the primary key.';
  // Without columns it was the primary key that is missing; on a partitioned table no index is built concurrently.
  if (columns.length === 0 || before.table(op.references)?.partitionBy !== undefined) return { text, sql: null };
  const name = quoteIdentifier(freeName(op.references, columns, 'key', before));
  return {
    text,
    sql: inOrder(
      `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${quoteName(op.references)} (${columnList(columns)});`,
      briefly(alter(op.references, `ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name}`)),
    ),
  };
}

function sameType(op: AddForeignKey, before: Catalog): string {
  const type = before.table(op.references)?.columns.find((column) => column.name === targetColumns(op, before)[0])?.type;
  return type === undefined
    ? 'Give both columns the same type.'
    : `Give ${op.columns[0] ?? 'the column'} the type of the column it refers to: ${typeText(type)}.`;
}

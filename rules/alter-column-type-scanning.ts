import {
  alter,
  briefly,
  defineRule,
  inOrder,
  isOn,
  nameText,
  quoteIdentifier,
  relationText,
  typeText,
  whoWaits,
  type AlterColumnType,
  type Catalog,
  type Constraint,
} from '../src/rule.ts';

export default defineRule({
  id: 'alter-column-type-scanning',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Mind the constraints on a column before you change its type.',
    why: 'The CHECK constraints on the column are made anew and every row is read for them; a foreign key is looked up again for every row, with both tables locked. All of that under ACCESS EXCLUSIVE, even where the type change alone would take a moment.',
    instead:
      'Drop the CHECK, change the type, and add the CHECK again NOT VALID, all in one transaction; then validate it in a later migration. With a foreign key, move to a new column.',
    whenNot: 'The table is new, empty, or known to be small. NOT VALID constraints are not looked up.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html',
      'https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-COLUMN-TYPE',
    ],
  },
  aliases: [
    'squawk:changing-column-type',
    'pgfence:alter-column-type',
    'migrationpilot:MP007',
    'pgls:changingColumnType',
    'pgsafe:alter-column-type',
    'strong_migrations:change_column',
  ],
  on: ['alter-column-type'],
  messages: {
    check: 'ALTER COLUMN {column} TYPE {type} takes {lock} on {table}: {waits} until every row has been read, because {because}.',
    'foreign-key': 'ALTER COLUMN {column} TYPE {type} takes {lock} on {other} too, and {because}: {waits} until that is done.',
  },
  examples: [
    {
      title: 'A longer varchar with a CHECK on it',
      dialect: 'postgresql',
      given:
        "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));\nALTER TABLE users ADD CONSTRAINT users_name_check CHECK (name <> '');",
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN name TYPE varchar(100);",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users DROP CONSTRAINT users_name_check;\nALTER TABLE users ALTER COLUMN name TYPE varchar(100);\nALTER TABLE users ADD CONSTRAINT users_name_check CHECK (name <> '') NOT VALID;",
        'ALTER TABLE users VALIDATE CONSTRAINT users_name_check;',
      ],
    },
  ],
  check({ op, effects, before }) {
    const said = { column: op.column, type: typeText(op.type) };
    const scans = effects.relations.filter((effect) => effect.work === 'scan');
    const rewritten = effects.relations.some((effect) => effect.work === 'rewrite' && isOn(effect, before, op.table));
    const others = otherEnds(op, before);

    const partners = new Map(scans.filter((effect) => others.has(effect.id)).map((effect) => [effect.id, effect]));
    const found = [...partners.values()].map((effect) => ({
      message: 'foreign-key' as const,
      data: { ...said, other: relationText(effect), lock: effect.lock, because: effect.because, waits: whoWaits(effect.blocks) },
      relation: relationText(effect),
      certain: effect.certain,
      instead: {
        text: 'Move to a new column: add it with the new type on both sides, fill it in batches, and move the foreign key last.',
        sql: null,
      },
    }));
    // A table that is written anew is read through anyway; that is said elsewhere. Of partitions one stands for all.
    const own = rewritten ? undefined : scans.find((effect) => !others.has(effect.id));
    if (own === undefined) return found;
    const data = { ...said, table: nameText(op.table), lock: own.lock, because: own.because, waits: whoWaits(own.blocks) };
    return [{ message: 'check', data, certain: own.certain, instead: withoutChecks(op, before) }, ...found];
  },
});

/** Tables at the other end of a foreign key that the column is part of. */
function otherEnds(op: AlterColumnType, before: Catalog): ReadonlySet<number | undefined> {
  const table = before.table(op.table);
  const ends = new Set<number | undefined>();
  if (table === undefined) return ends;
  for (const { references, columns } of table.constraints)
    if (references !== undefined && columns.includes(op.column)) ends.add(references.table);
  for (const { table: referencing, constraint } of before.foreignKeysTo(table.id))
    if (constraint.references?.columns.includes(op.column) === true) ends.add(referencing.id);
  ends.delete(table.id);
  return ends;
}

const isChecked = (constraint: Constraint, column: string): boolean =>
  constraint.kind === 'check' &&
  constraint.valid &&
  (constraint.expression?.columns.includes(column) === true || constraint.columns.includes(column));

function withoutChecks(op: AlterColumnType, before: Catalog): { text: string; sql: string | null } {
  const checks = (before.table(op.table)?.constraints ?? []).filter((constraint) => isChecked(constraint, op.column));
  const names = checks.map((check) => quoteIdentifier(check.name));
  const collate = op.collation === undefined ? '' : ` COLLATE ${quoteIdentifier(op.collation.name)}`;
  const using = op.using === undefined ? '' : ` USING ${op.using.text}`;
  const change = alter(op.table, `ALTER COLUMN ${quoteIdentifier(op.column)} TYPE ${typeText(op.type)}${collate}${using}`);
  return {
    text: 'In one transaction drop the CHECK, change the type, and add the CHECK again NOT VALID; validate it in the next migration.',
    sql: inOrder(
      briefly(
        ...names.map((name) => alter(op.table, `DROP CONSTRAINT ${name}`)),
        change,
        ...checks.map((check, index) =>
          alter(op.table, `ADD CONSTRAINT ${names[index] ?? ''} CHECK (${check.expression?.text ?? ''}) NOT VALID`),
        ),
      ),
      names.map((name) => alter(op.table, `VALIDATE CONSTRAINT ${name}`)).join('\n'),
    ),
  };
}

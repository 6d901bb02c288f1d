import { defineRule, isFelt, nameText, type Constraint, type DropConstraint, type Operation, type Table } from '../src/rule.ts';

export default defineRule({
  id: 'drop-constraint-drifting',
  severity: 'info',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Know what a constraint promised before you drop it.',
    why: 'Without the constraint, rows can be written that it would have refused, and they stay when it comes back: adding it again fails on them. Dropping a foreign key locks both tables ACCESS EXCLUSIVE.',
    instead: 'To change a constraint, add the new one first, NOT VALID and validated later, and drop the old one when it is in force.',
    whenNot: 'The rule that the constraint stood for holds no longer, or a new constraint has taken over.',
    sources: [
      'https://www.postgresql.org/docs/current/ddl-constraints.html',
      'https://www.postgresql.org/docs/current/logical-replication-publication.html',
    ],
  },
  aliases: [
    'squawk:ban-drop-constraint',
    'pgfence:drop-constraint',
    'migrationpilot:MP055',
    'atlas:CD101',
    'diesel-guard:DropPrimaryKeyCheck',
    'pgsafe:drop-constraint',
  ],
  on: ['drop-constraint'],
  messages: {
    'primary-key':
      'Without its primary key {constraint}, {table} may hold the same row twice. ON CONFLICT and logical replication of updates and deletes stop working.',
    unique: 'Without {constraint}, {table} may hold the same {columns} twice, and ON CONFLICT ({columns}) fails.',
    'foreign-key': 'Without {constraint}, {table} may point at rows that do not exist. Dropping it takes ACCESS EXCLUSIVE on {both}.',
    check: 'Without {constraint}, {table} may hold rows that it refused until now.',
    unknown:
      'Without {constraint}, {table} loses what it stood for. If it is a foreign key, dropping it takes ACCESS EXCLUSIVE on the other table, too.',
  },
  examples: [
    {
      title: 'A unique constraint goes',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, email text CONSTRAINT users_email_key UNIQUE);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users DROP CONSTRAINT users_email_key;",
      good: "SET lock_timeout = '2s';\n-- sqlsafe-ignore drop-constraint-drifting: users may share an address from now on\nALTER TABLE users DROP CONSTRAINT users_email_key;",
    },
  ],
  check({ op, effects, before, section }) {
    if (effects.relations.length === 0 || effects.fails?.certain === true) return [];
    const table = before.table(op.table);
    const constraint = table?.constraints.find(({ name }) => name === op.constraint);
    if (constraint === undefined && op.constraintIfExists && table?.complete === true) return [];
    const operations = section.operations.map((each) => each.op);
    if (operations.some((each) => makesUpFor(each, op, constraint)) || setNotNull(operations, op, constraint)) return [];
    const instead = { text: SUCCESSOR, sql: null };
    const data = { constraint: op.constraint, table: nameText(op.table) };
    if (table === undefined || constraint === undefined) return [{ message: 'unknown', data, instead }];
    if (constraint.deployment === before.deployment || provedNotNull(constraint, table)) return [];
    const columns = constraint.columns.join(', ');
    switch (constraint.kind) {
      case 'primary-key':
        return [{ message: 'primary-key', data, severity: 'warning', instead: { text: SUCCEEDING_INDEX, sql: null } }];
      case 'unique':
        return [{ message: 'unique', data: { ...data, columns }, severity: 'warning', instead: { text: SUCCEEDING_INDEX, sql: null } }];
      case 'foreign-key': {
        const both = effects.relations.filter((effect) => effect.kind !== 'index' && isFelt(effect)).map(({ name }) => name);
        return [{ message: 'foreign-key', data: { ...data, both: [...new Set(both)].join(' and ') }, instead }];
      }
      default:
        return [{ message: 'check', data, instead }];
    }
  },
});

const SUCCESSOR = 'If it is to be replaced: first add its successor NOT VALID, validate that in the next migration, then drop this one.';
/** An index is not checked later: it is built, and takes over. */
const SUCCEEDING_INDEX =
  'If it is to be replaced: first build the unique index of its successor CONCURRENTLY. Then drop this one and add that one with USING INDEX, both in one ALTER TABLE.';

/** A CHECK that stood in for NOT NULL has done its work once the columns are NOT NULL. */
const provedNotNull = ({ kind, expression, columns }: Constraint, table: Table): boolean =>
  kind === 'check' &&
  expression !== undefined &&
  expression.conjunction.length > 0 &&
  expression.conjunction.every(({ operator }) => operator === 'is-not-null') &&
  columns.every((column) => table.columns.find(({ name }) => name === column)?.notNull === true);

/** The same file sets NOT NULL what the CHECK said is not null. */
const setNotNull = (operations: readonly Operation[], op: DropConstraint, constraint: Constraint | undefined): boolean =>
  constraint?.kind === 'check' &&
  constraint.columns.length > 0 &&
  constraint.expression?.conjunction.every(({ operator }) => operator === 'is-not-null') === true &&
  constraint.expression.conjunction.length > 0 &&
  constraint.columns.every((column) =>
    operations.some((each) => each.kind === 'set-not-null' && each.table.name === op.table.name && each.column === column),
  );

/** The same file puts another of its kind in its place, or drops the table or a column that it is about. */
function makesUpFor(each: Operation, op: DropConstraint, constraint: Constraint | undefined): boolean {
  const isHere = (name: { readonly name: string }): boolean => name.name === op.table.name;
  if (each.kind === 'drop-table') return each.tables.some(isHere);
  if (each.kind === 'drop-column') return isHere(each.table) && constraint?.columns.includes(each.column) === true;
  if (each.kind === 'create-index')
    return (
      each.unique &&
      isHere(each.table) &&
      constraint !== undefined &&
      sameColumns(
        each.keys.map(({ column }) => column ?? ''),
        constraint.columns,
      )
    );
  switch (each.kind) {
    case 'add-check':
      return (
        isHere(each.table) &&
        (each.name === op.constraint ||
          (constraint?.kind === 'check' &&
            constraint.columns.length > 0 &&
            constraint.columns.every((column) => each.expression.columns.includes(column))))
      );
    case 'add-exclude':
    case 'add-not-null':
      return isHere(each.table) && each.name === op.constraint;
    case 'add-primary-key':
      return isHere(each.table) && (constraint === undefined ? op.constraint.endsWith('_pkey') : constraint.kind === 'primary-key');
    case 'add-unique':
    case 'add-foreign-key':
      return (
        isHere(each.table) &&
        (each.name === op.constraint ||
          (`add-${constraint?.kind ?? ''}` === each.kind && sameColumns(each.columns, constraint?.columns ?? [])))
      );
    default:
      return false;
  }
}

const sameColumns = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((column) => b.includes(column));

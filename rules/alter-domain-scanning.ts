import {
  alter,
  briefly,
  chosenName,
  defineRule,
  inOrder,
  listed,
  nameOf,
  nameText,
  provenNotNull,
  quoteIdentifier,
  quoteName,
  relationText,
  type AlterDomain,
  type Catalog,
  type Column,
  type Table,
  type Target,
} from '../src/rule.ts';

export default defineRule({
  id: 'alter-domain-scanning',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Check the values of a domain through the tables that use it, not through the domain.',
    why: 'A new constraint of a domain is checked in every table that has a column of it, and all of them are locked SHARE until the last row is read: no insert, update or delete in any of them. VALIDATE CONSTRAINT of a domain does the same, unlike that of a table, and NOT NULL has no NOT VALID.',
    instead:
      'Add the constraint to the domain NOT VALID, which checks new values only and locks nothing. Check the rows that are there with the same CHECK on the tables, added NOT VALID and validated in the next migration.',
    whenNot: 'The tables are small, or the application is stopped while you deploy.',
    sources: ['https://www.postgresql.org/docs/current/sql-alterdomain.html'],
  },
  aliases: [
    'squawk:ban-alter-domain-with-add-constraint',
    'pgfence:alter-domain-add-constraint',
    'migrationpilot:MP043',
    'pgsafe:alter-domain-add-constraint',
  ],
  on: ['alter-domain'],
  messages: {
    check:
      'ALTER DOMAIN … ADD CHECK takes SHARE on {tables} and reads all rows: inserts, updates and deletes wait until every value of {domain} has been checked.',
    'not-null':
      'ALTER DOMAIN … SET NOT NULL takes SHARE on {tables} and reads all rows: inserts, updates and deletes wait until every value of {domain} has been checked.',
    validate:
      'ALTER DOMAIN … VALIDATE CONSTRAINT takes SHARE on {tables} and reads all rows: inserts, updates and deletes wait until it is done. It is not as gentle as validating the constraint of a table.',
  },
  examples: [
    {
      title: 'A domain gets a CHECK',
      dialect: 'postgresql',
      given: 'CREATE DOMAIN cents AS bigint;\nCREATE TABLE orders (id bigint PRIMARY KEY, total cents);',
      bad: "SET lock_timeout = '2s';\nALTER DOMAIN cents ADD CONSTRAINT cents_check CHECK (VALUE >= 0);",
      good: [
        "SET lock_timeout = '2s';\nALTER DOMAIN cents ADD CONSTRAINT cents_check CHECK (VALUE >= 0) NOT VALID;\nALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;',
      ],
    },
    {
      title: 'A constraint of a domain is validated',
      dialect: 'postgresql',
      given:
        'CREATE DOMAIN cents AS bigint;\nCREATE TABLE orders (id bigint PRIMARY KEY, total cents);\nALTER DOMAIN cents ADD CONSTRAINT cents_check CHECK (VALUE >= 0) NOT VALID;',
      bad: "SET lock_timeout = '2s';\nALTER DOMAIN cents VALIDATE CONSTRAINT cents_check;",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;",
        'ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;',
      ],
    },
  ],
  check({ op, effects, before, target }) {
    const message = MESSAGES[op.action];
    if (message === undefined || (message === 'check' && !op.valid) || effects.fails?.certain === true) return [];
    const type = before.type(op.domain);
    const domain = nameText(op.domain);
    if (type === undefined || type.origin === 'assumed') {
      // No file says which tables use it.
      const instead = { text: TEXT[message], sql: message === 'check' ? briefly(notValid(op)) : null };
      return [{ message, data: { tables: 'every table that uses it', domain }, certain: false, instead }];
    }
    const locked = effects.relations.filter(({ work }) => work === 'scan');
    if (locked.length === 0) return [];
    const columns = before.columnsOfType(type).filter(({ table, column }) => !column.inherited && !before.isNew(table));
    const instead = { text: TEXT[message], sql: recipe(message, op, columns, before, target) };
    return [{ message, data: { tables: listed([...new Set(locked.map(relationText))]), domain }, instead }];
  },
});

const MESSAGES: { readonly [A in AlterDomain['action']]?: 'check' | 'not-null' | 'validate' } = {
  'add-check': 'check',
  'add-not-null': 'not-null',
  'set-not-null': 'not-null',
  validate: 'validate',
};
const TEXT = {
  check:
    'Add it NOT VALID, which checks new values only, and check the rows that are there with the same CHECK on the tables, validated in the next migration.',
  'not-null': 'Make the columns NOT NULL, each table by itself, rather than the domain.',
  validate: 'Leave it as it is: new values are checked. Check the rows that are there with the same CHECK on the tables.',
};

type Use = { readonly table: Table; readonly column: Column };

const notValid = ({ domain, constraint, expression }: AlterDomain): string =>
  `ALTER DOMAIN ${quoteName(domain)} ADD ${constraint === undefined ? '' : `CONSTRAINT ${quoteIdentifier(constraint)} `}CHECK (${expression?.text ?? ''}) NOT VALID;`;

/** The same, asked of the tables. null: it can't be told which, or not carried over by its text. */
function recipe(
  message: 'check' | 'not-null' | 'validate',
  op: AlterDomain,
  uses: readonly Use[],
  before: Catalog,
  target: Target,
): string | null {
  if (message === 'not-null') return notNullRecipe(uses, target);
  const condition = (op.expression ?? before.type(op.domain)?.checks.find(({ name }) => name === op.constraint)?.expression)?.text;
  const first = message === 'check' ? [notValid(op)] : [];
  // a quoted VALUE would be text
  if (condition === undefined || condition.includes("'") || uses.some(({ column }) => column.type?.dimensions !== 0))
    return first.length === 0 ? null : briefly(...first);
  const checks = uses.map(({ table, column }) => ({
    on: nameOf(table),
    name: freeName(table, column.name),
    text: condition.replaceAll(/\bvalue\b/gi, quoteIdentifier(column.name)),
  }));
  return inOrder(
    briefly(...first, ...checks.map(({ on, name, text }) => alter(on, `ADD CONSTRAINT ${name} CHECK (${text}) NOT VALID`))),
    checks.map(({ on, name }) => alter(on, `VALIDATE CONSTRAINT ${name}`)).join('\n'),
  );
}

function notNullRecipe(uses: readonly Use[], target: Target): string | null {
  const open = uses.filter(({ column }) => !column.notNull);
  const [first, ...others] = open.map(({ table, column }) => provenNotNull(nameOf(table), [column.name], target));
  if (first === undefined) return null;
  return inOrder(...first.map((step, at) => [step, ...others.map((steps) => withoutTimeout(steps[at] ?? ''))].join('\n')));
}
const withoutTimeout = (step: string): string =>
  step
    .split('\n')
    .filter((line) => !line.startsWith('SET '))
    .join('\n');

/** The name that the server would choose, numbered where the table has it. */
function freeName(table: Table, column: string): string {
  const wanted = chosenName(nameOf(table), [column], 'check');
  let name = wanted;
  for (let number = 1; table.constraints.some((each) => each.name === name); number++) name = `${wanted}${String(number)}`;
  return quoteIdentifier(name);
}

import {
  alter,
  briefly,
  freeName,
  defineRule,
  nameText,
  quoteIdentifier,
  textOf,
  type AddCheck,
  type AddExclude,
  type AddForeignKey,
  type AddUnique,
  type Effects,
  type Statement,
} from '../src/rule.ts';

export default defineRule({
  id: 'constraint-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Name the constraints that you add.',
    why: 'The server names a constraint after its table and columns, and puts a number behind it where that name is taken. On another server it may have another name, and a later migration that validates or drops it fails there.',
    instead: 'ADD CONSTRAINT <name> ….',
    whenNot: 'It is part of a CREATE TABLE: there the name that the server picks is the same everywhere. So is that of a primary key.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html',
      'https://www.postgresql.org/docs/current/ddl-constraints.html',
    ],
  },
  aliases: ['diesel-guard:UnnamedConstraintCheck'],
  on: ['add-check', 'add-foreign-key', 'add-unique', 'add-exclude'],
  messages: {
    unnamed: 'This {what} of {table} has no name: the server makes one up, and no later migration can be sure of it.',
  },
  examples: [
    {
      title: 'A constraint without a name',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, amount numeric);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD CHECK (amount > 0) NOT VALID;",
      good: "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0) NOT VALID;",
    },
  ],
  check({ op, effects, before, statement }) {
    if (op.name !== undefined || op.inline || effects.fails?.certain === true) return [];
    if (op.kind === 'add-unique' && op.usingIndex !== undefined) return [];
    const [word, suffix] = WORDS[op.kind];
    const name = quoteIdentifier(freeName(op.table, columnsOf(op), suffix, before));
    return [
      {
        message: 'unnamed',
        data: { what: word, table: nameText(op.table) },
        instead: { text: `Name it: ADD CONSTRAINT ${name} ….`, sql: namedSql(op, name, effects, statement) },
      },
    ];
  },
});

const WORDS = {
  'add-check': ['CHECK', 'check'],
  'add-foreign-key': ['foreign key', 'fkey'],
  'add-unique': ['unique constraint', 'key'],
  'add-exclude': ['exclusion constraint', 'excl'],
} as const;

type Added = AddCheck | AddForeignKey | AddUnique | AddExclude;

function columnsOf(op: Added): readonly string[] {
  switch (op.kind) {
    case 'add-check':
      return op.expression.columns.length === 1 ? op.expression.columns : [];
    case 'add-exclude':
      return op.keys.flatMap(({ column }) => column ?? []);
    default:
      return op.columns;
  }
}

/** The same with its name, where it is as good as it stands: what reads rows or builds has advice of its own. */
function namedSql(op: Added, name: string, effects: Effects, statement: Statement): string | null {
  if (effects.relations.length === 0 || effects.relations.some(({ work }) => work !== 'none')) return null;
  const text = textOf(op, statement);
  return /^add\s/i.test(text) ? briefly(alter(op.table, text.replace(/^add\s+/i, `ADD CONSTRAINT ${name} `))) : null;
}

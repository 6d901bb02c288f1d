import { defineRule, listed, nameText, quoteIdentifier, quoteName, typeText } from '../src/rule.ts';

export default defineRule({
  id: 'alter-composite-type-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Leave the attributes of a composite type as running code knows them.',
    why: 'A composite type is the columns of a typed table, and the value of a column in others. Dropping an attribute hides what is stored in it for good; renaming one breaks the queries and function bodies that name it. Values built by position, such as ROW(1, 2), break with every attribute more or less.',
    instead: 'Create a new type beside the old one, with a new column of it, and move the code over.',
    whenNot: 'No running code names the attribute or builds a value of the type.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertype.html'],
  },
  aliases: [],
  on: ['alter-composite-type'],
  messages: {
    dropped:
      'DROP ATTRIBUTE removes {attribute} of {type}, with what is stored in it{where}. Running code that names it fails from then on.',
    renamed: 'Once the attribute {attribute} of {type} is called {to}, running code that says {attribute} fails.',
  },
  examples: [
    {
      title: 'An attribute goes',
      dialect: 'postgresql',
      given: 'CREATE TYPE address AS (street text, fax text);\nCREATE TABLE users (id bigint PRIMARY KEY, home address);',
      bad: 'ALTER TYPE address DROP ATTRIBUTE fax;',
      good: '-- sqlsafe-ignore alter-composite-type-breaking: nothing has read it since 2.4\nALTER TYPE address DROP ATTRIBUTE fax;',
    },
  ],
  check({ op, effects, before, statement }) {
    if (effects.fails?.certain === true || (op.action !== 'drop' && op.action !== 'rename')) return [];
    const type = before.type(op.type);
    if (type === undefined || type.origin === 'created') return [];
    const typed = before.relations().filter((each) => each.kind === 'table' && each.ofType?.name === type.name);
    const stored = [
      ...before.columnsOfType(type).map(({ table, column }) => `${table.name}.${column.name}`),
      ...typed.map(({ name }) => name),
    ];
    const data = { attribute: op.attribute, type: nameText(op.type) };
    if (op.action === 'rename') {
      const to = /\bto\s+("(?:[^"]|"")+"|[^\s;]+)/i.exec(statement.file.text.slice(op.span.start, op.span.end))?.[1] ?? '';
      return [{ message: 'renamed', data: { ...data, to }, instead: { text: 'Keep the name: it costs nothing.', sql: null } }];
    }
    const left = type.attributes.filter(({ name }) => name !== op.attribute);
    const attributes = left.map((each) => `${quoteIdentifier(each.name)} ${typeText(each.type)}`).join(', ');
    const instead = {
      text: 'Create a new type without it, and move the code over.',
      sql:
        type.attributes.length === 0
          ? null
          : `CREATE TYPE ${quoteName({ schema: op.type.schema, name: `${op.type.name}_new` })} AS (${attributes});`,
    };
    return [{ message: 'dropped', data: { ...data, where: stored.length === 0 ? '' : ` in ${listed(stored)}` }, instead }];
  },
});

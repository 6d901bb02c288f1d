import {
  defineRule,
  nameText,
  operationsAfter,
  operationsBefore,
  quoteName,
  type Operation,
  type RenameEnumValue,
  type RenameObject,
} from '../src/rule.ts';

export default defineRule({
  id: 'rename-object-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give a schema, function, type or enum value a new name without breaking the code that knows the old one.',
    why: 'While you deploy, the old version of the application still runs and knows only the old name. Its calls, casts and qualified names fail from the moment the rename commits. Tables and views follow, function bodies do not.',
    instead: 'Create the object under its new name beside the old one, move the code over, and drop the old one later.',
    whenNot: 'No running code names it.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-alterschema.html',
      'https://www.postgresql.org/docs/current/sql-alterfunction.html',
      'https://www.postgresql.org/docs/current/sql-altertype.html',
    ],
  },
  aliases: [
    'squawk:renaming-object',
    'strong_migrations:rename_schema',
    'strong_migrations:rename_enum_value',
    'pgsafe:rename',
    'migrationpilot:MP060',
  ],
  on: ['rename-object', 'rename-enum-value'],
  messages: {
    schema: 'Once the schema {name} is called {to}, running code that says {name} fails, for every object in it.',
    function: 'Once the function {name} is called {to}, running code that calls {name} fails.',
    type: 'Once the type {name} is called {to}, running code that says {name} fails. Columns of that type go on working.',
    moved: 'Once {name} is in the schema {to}, running code that looks for it where it was fails.',
    'enum-value': "Once the value '{name}' of {type} is called '{to}', running code that says '{name}' fails. Stored rows follow.",
  },
  examples: [
    {
      title: 'A function gets a better name',
      dialect: 'postgresql',
      given: 'CREATE FUNCTION total(a int, b int) RETURNS int LANGUAGE sql AS $$ SELECT a + b $$;',
      bad: 'ALTER FUNCTION total(int, int) RENAME TO sum_of;',
      good: 'CREATE FUNCTION sum_of(a int, b int) RETURNS int LANGUAGE sql AS $$ SELECT a + b $$;',
    },
  ],
  check({ op, effects, before, section, session }) {
    if (op.kind === 'rename-enum-value') {
      const type = before.type(op.type);
      if (type?.origin === 'created' || effects.fails?.certain === true) return [];
      // Two values change places, or one takes the place of another that has gone.
      if (session.transaction !== undefined && operationsAfter(op, section).some((each) => isValueAgain(each, op))) return [];
      return [
        {
          message: 'enum-value',
          data: { name: op.value, type: nameText(op.type), to: op.to },
          instead: {
            text: 'Add the new value beside the old one, move the code and the rows over, and leave the old one unused.',
            sql: `ALTER TYPE ${quoteName(op.type)} ADD VALUE ${quotedText(op.to)} AFTER ${quotedText(op.value)};`,
          },
        },
      ];
    }
    const fresh = (op.what === 'type' || op.what === 'domain') && before.type(op.name)?.origin === 'created';
    if (fresh || op.what === 'other' || effects.fails?.certain === true) return [];
    if (operationsBefore(op, section).some((each) => creates(each, op))) return [];
    if (session.transaction !== undefined && operationsAfter(op, section).some((each) => takesOver(each, op))) return [];
    const data = { name: nameText(op.name), to: op.to };
    const instead = { text: 'Create it under its new name beside the old one, move the code over, and drop the old one later.', sql: null };
    return [{ message: op.toSchema ? 'moved' : op.what === 'domain' ? 'type' : op.what, data, instead }];
  },
});

/** Something of the same kind gets the old name before the transaction ends: a type is exchanged for another. */
function takesOver(each: Operation, { what, name }: RenameObject): boolean {
  switch (each.kind) {
    case 'rename-object':
      return each.what === what && each.to === name.name;
    case 'create-type':
      return what === 'type' && each.type.name === name.name;
    case 'create-domain':
      return what === 'domain' && each.domain.name === name.name;
    case 'create-function':
      return what === 'function' && each.function.name === name.name;
    default:
      return false;
  }
}

const isValueAgain = (each: Operation, { type, value }: RenameEnumValue): boolean =>
  (each.kind === 'rename-enum-value' && each.type.name === type.name && each.to === value) ||
  (each.kind === 'add-enum-value' && each.type.name === type.name && each.value === value);

const quotedText = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The same file made it: nothing knows it yet. */
const creates = (each: Operation, { what, name }: RenameObject): boolean =>
  what === 'schema'
    ? each.kind === 'create-schema' && each.schema === name.name
    : what === 'function' && each.kind === 'create-function' && each.function.name === name.name;

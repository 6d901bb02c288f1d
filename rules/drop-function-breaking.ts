import { defineRule, nameText, operationsAfter, operationsBefore, textOf, type Name, type Operation } from '../src/rule.ts';

export default defineRule({
  id: 'drop-function-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Drop a function or procedure only when nothing calls it any more.',
    why: 'While you deploy, the old version of the application still runs, and every call of the function fails. So do the functions whose bodies call it: PostgreSQL does not look into them when it drops.',
    instead:
      'First deploy code that no longer calls it, then drop it in a later migration, and say why that is right. To change one, use CREATE OR REPLACE FUNCTION, or drop and create it in one migration.',
    whenNot: 'No running code and no other function calls it any more.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-dropfunction.html',
      'https://www.postgresql.org/docs/current/sql-createfunction.html',
    ],
  },
  aliases: [],
  on: ['drop-function'],
  messages: {
    function: '{command} removes {name}. Running code and other functions that call it fail from then on.',
  },
  examples: [
    {
      title: 'A function that may still be called',
      dialect: 'postgresql',
      given: "CREATE FUNCTION total(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b';",
      bad: 'DROP FUNCTION total(int, int);',
      good: '-- sqlsafe-ignore drop-function-breaking: no release since March calls it\nDROP FUNCTION total(int, int);',
    },
    {
      title: 'A function gets other arguments',
      dialect: 'postgresql',
      given: "CREATE FUNCTION total(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b';",
      bad: "DROP FUNCTION total(int, int);\nCREATE FUNCTION sum_of(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b';",
      good: "DROP FUNCTION total(int, int);\nCREATE FUNCTION total(a int, b int, c int DEFAULT 0) RETURNS int LANGUAGE sql AS 'SELECT a + b + c';",
    },
  ],
  check({ op, effects, before, section, statement }) {
    if (effects.fails?.certain === true) return [];
    const earlier = operationsBefore(op, section);
    const later = operationsAfter(op, section);
    const [, word = 'function'] = /^\s*drop\s+(\w+)/i.exec(textOf(op, statement)) ?? [];
    return op.functions.flatMap(({ name }) => {
      if (earlier.some((each) => creates(each, name)) || later.some((each) => creates(each, name))) return [];
      const known = before.functions(name);
      // A trigger's function is called by no code.
      if (known.length > 0 && known.every(({ returnsTrigger }) => returnsTrigger === true)) return [];
      // Where the history creates none of that name, IF EXISTS most likely finds none.
      if (known.length === 0 && op.ifExists && before.hasHistory) return [];
      const instead = {
        text: 'Deploy code that no longer calls it, and drop it in a later migration that says why that is right.',
        sql: null,
      };
      return [
        { message: 'function', data: { command: `DROP ${word.toUpperCase()}`, name: nameText(name) }, certain: known.length > 0, instead },
      ];
    });
  },
});

/** A function of that name comes about: what a file makes for itself, or puts in the place of the old one. */
const creates = (op: Operation, { name }: Name): boolean =>
  (op.kind === 'create-function' && op.function.name === name) ||
  (op.kind === 'rename-object' && op.what === 'function' && op.to === name) ||
  (op.kind === 'alter-function' && op.to === name);

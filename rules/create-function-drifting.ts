import { defineRule, nameText, operationsAfter, quoteIdentifier, quoteName, textOf, typeText } from '../src/rule.ts';

export default defineRule({
  id: 'create-function-drifting',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Fix the search path of a SECURITY DEFINER function.',
    why: 'A SECURITY DEFINER function runs with the rights of its owner, but looks up names by the search path of its caller. Whoever can create a table or function in a schema of their own can have it called in the place of the one that is meant, as the owner.',
    instead:
      "SET search_path = '' and names with their schema in the body; or SET search_path to the schema that the body means, with pg_temp last.",
    whenNot: 'Only the owner may call the function.',
    sources: ['https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY'],
  },
  aliases: ['splinter:0011', 'migrationpilot:MP099'],
  on: ['create-function'],
  messages: {
    'search-path':
      '{name} runs with the rights of its owner and the search path of its caller: who can create objects in a schema of that path can have them used instead.',
  },
  examples: [
    {
      title: 'A function of the owner, for everybody',
      dialect: 'postgresql',
      bad: "CREATE FUNCTION close_month() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM open_items WHERE id = 1';",
      good: "CREATE FUNCTION close_month() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'DELETE FROM public.open_items WHERE id = 1';",
    },
  ],
  check({ op, effects, section, statement }) {
    if (!op.securityDefiner || op.settings.some((name) => name.toLowerCase() === 'search_path') || effects.fails?.certain === true)
      return [];
    const fixes = operationsAfter(op, section).some(
      (each) =>
        each.kind === 'alter-function' && each.function.name === op.function.name && /\bset\s+search_path\b/i.test(textOf(each, statement)),
    );
    if (fixes) return [];
    const types = op.arguments.map(typeText).join(', ');
    const alter = `ALTER ${op.procedure ? 'PROCEDURE' : 'FUNCTION'} ${quoteName(op.function)}(${types}) SET search_path = ${quoteIdentifier(op.function.schema ?? 'public')}, pg_temp;`;
    const instead = { text: 'Fix its search path, with pg_temp last.', sql: `${textOf(op, statement)};\n${alter}` };
    return [{ message: 'search-path', data: { name: nameText(op.function) }, instead }];
  },
});

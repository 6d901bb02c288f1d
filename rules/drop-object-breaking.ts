import { defineRule, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'drop-object-breaking',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Drop a type only when nothing names it any more.',
    why: 'Columns keep a type from being dropped, code does not: casts to it, function bodies and prepared statements of running code fail from then on.',
    instead: 'Drop it in a migration after the release that names it no longer.',
    whenNot: 'No code names the type; most applications write strings and never do.',
    sources: ['https://www.postgresql.org/docs/current/sql-droptype.html'],
  },
  aliases: ['migrationpilot:MP024'],
  on: ['drop-object'],
  messages: {
    type: 'DROP {what} removes {name}: running code that casts to it fails from then on.',
  },
  examples: [
    {
      title: 'A type goes',
      dialect: 'postgresql',
      given: "CREATE TYPE mood AS ENUM ('sad', 'happy');",
      bad: 'DROP TYPE mood;',
      good: '-- sqlsafe-ignore drop-object-breaking: no release since March casts to it\nDROP TYPE mood;',
    },
  ],
  check({ op, effects, before }) {
    if ((op.what !== 'type' && op.what !== 'domain') || op.cascade || effects.fails?.certain === true) return [];
    return op.names.flatMap((name) => {
      const type = before.type(name);
      if (type === undefined || type.origin === 'created') return [];
      const instead = { text: 'Drop it after the release that names it no longer.', sql: null };
      return [{ message: 'type' as const, data: { what: op.what.toUpperCase(), name: nameText(name) }, instead }];
    });
  },
});

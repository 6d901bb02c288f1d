import { defineRule, nameText, type AddCheck, type Catalog } from '../src/rule.ts';

export default defineRule({
  id: 'add-check-drifting',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Let a CHECK constraint depend on its own row alone, and be in force.',
    why: 'A CHECK is looked at when a row is written, and never again. What depends on the clock, the session or other tables may be false the day after: then restoring a dump fails, and so does any later change that checks the rows. One that is NOT ENFORCED is never looked at.',
    instead:
      'Compare columns of the row with constants. What depends on other rows is for a foreign key, an exclusion constraint or a trigger.',
    whenNot: 'The comparison can only ever turn true, as that of a past date with now().',
    sources: [
      'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS',
      'https://www.postgresql.org/docs/18/sql-createtable.html',
    ],
  },
  aliases: ['migrationpilot:MP087', 'migrationpilot:MP082'],
  on: ['add-check'],
  messages: {
    changing:
      'This CHECK of {table} asks {what}, whose answer is another one tomorrow: rows that passed may no longer fit when they are restored or checked again.',
    'other-tables':
      'This CHECK of {table} calls {what}, which reads {others}: when rows change there, rows that passed may no longer fit, and a dump may be restored in the wrong order.',
    'not-enforced': 'This CHECK of {table} is NOT ENFORCED: no row is ever held against it.',
  },
  examples: [
    {
      title: 'A date in the future',
      dialect: 'postgresql',
      given: 'CREATE TABLE offers (id bigint PRIMARY KEY, ends_on date);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE offers ADD CONSTRAINT offers_ends_on_check CHECK (ends_on > now()) NOT VALID;",
      good: "SET lock_timeout = '2s';\nALTER TABLE offers ADD CONSTRAINT offers_ends_on_check CHECK (ends_on > '2020-01-01') NOT VALID;",
    },
  ],
  check({ op, effects, before }) {
    if (effects.fails?.certain === true) return [];
    const table = nameText(op.table);
    if (!op.enforced) return [{ message: 'not-enforced', data: { table } }];
    const what = changing(op);
    if (what !== undefined) return [{ message: 'changing', data: { table, what } }];
    const read = readsOthers(op, before);
    return read === undefined ? [] : [{ message: 'other-tables', data: { table, ...read } }];
  },
});

/** Functions whose result depends on when, or by whom, they are called. */
const CHANGING = new Set(
  (
    'now transaction_timestamp statement_timestamp clock_timestamp timeofday random gen_random_uuid uuid_generate_v4 uuidv4 uuidv7 nextval currval lastval ' +
    'current_setting txid_current pg_current_xact_id pg_backend_pid inet_client_addr'
  ).split(' '),
);
/** The same without parentheses. */
const WORDS = /\b(?:current_(?:date|time|timestamp|user|role|schema|catalog)|localtime|localtimestamp|session_user)\b/i;
const LITERAL = /'(?:[^']|'')*'|"[^"]*"/g;

function changing({ expression }: AddCheck): string | undefined {
  const call = expression.calls.find(({ name, arguments: given }) => CHANGING.has(name.name) || (name.name === 'age' && given === 1));
  return call === undefined ? WORDS.exec(expression.text.replaceAll(LITERAL, ''))?.[0] : `${nameText(call.name)}()`;
}

function readsOthers({ expression }: AddCheck, before: Catalog): { what: string; others: string } | undefined {
  for (const call of expression.calls) {
    for (const { queries } of before.functions(call.name)) {
      const read = queries.flatMap(({ reads }) => reads)[0];
      if (read !== undefined) return { what: `${nameText(call.name)}()`, others: nameText(read.relation) };
    }
  }
  return undefined;
}

import { defineRule, textOf, type Operation, type SectionSubject, type SetSetting, type Statement } from '../src/rule.ts';

export default defineRule({
  id: 'session-drifting',
  severity: 'info',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Leave the session as you found it.',
    why: 'SET lasts as long as the connection. Most tools run all pending files on one: the next file, and the table in which the tool notes what it has done, are then looked for in another schema, written by another role, read in another time zone. It works where the files are deployed one by one, and fails on a new database.',
    instead: 'SET LOCAL in a transaction, which ends with it; or RESET at the end of the file.',
    whenNot: 'Your tool opens a connection for each file.',
    sources: ['https://www.postgresql.org/docs/current/sql-set.html', 'https://www.postgresql.org/docs/current/runtime-config-client.html'],
  },
  aliases: ['pg-migration-lint:PGM020'],
  on: [],
  messages: {
    setting: '{name} is still {value} when this file ends: the next one on the same connection runs with it.',
    'no-triggers':
      '{name} is still {value} when this file ends: on the same connection no trigger fires, and no foreign key is checked, from then on.',
  },
  examples: [
    {
      title: 'A search path that outlives its file',
      dialect: 'postgresql',
      given: 'CREATE SCHEMA app;',
      bad: 'SET search_path = app;\nCREATE TABLE notes (id bigint PRIMARY KEY);',
      good: 'SET LOCAL search_path = app;\nCREATE TABLE notes (id bigint PRIMARY KEY);',
    },
    {
      title: 'Back at the end',
      dialect: 'postgresql',
      transaction: 'statement',
      bad: "SET timezone = 'Europe/Berlin';\nSELECT now();",
      good: "SET timezone = 'Europe/Berlin';\nSELECT now();\nRESET timezone;",
    },
  ],
  checkSection({ judged, migration }) {
    // sqitch starts psql anew for each file; Flyway puts back what it found.
    if (migration.layout === 'sqitch' || migration.layout === 'flyway') return [];
    return judged.flatMap(({ op, session, statement }, operation) => {
      if (op.kind !== 'set-setting' || op.local || op.values === undefined || !LASTING.has(op.name.toLowerCase()) || isDefault(op))
        return [];
      const later = judged.slice(operation + 1);
      if (later.some((each) => setsAgain(each.op, op)) || (session.transaction !== undefined && isUndone(later))) return [];
      const value = op.values.map((each) => (each === '' ? "''" : each)).join(', ');
      const name = op.name.toLowerCase();
      const instead = insteadOf(op, session.transaction !== undefined, statement);
      const isRole = name === 'session_replication_role';
      const message = isRole ? ('no-triggers' as const) : ('setting' as const);
      return [{ operation, message, severity: isRole ? ('warning' as const) : ('info' as const), data: { name, value }, instead }];
    });
  },
});

/** What other files run by. The timeouts that we ask for ourselves do no harm there. */
const LASTING: ReadonlySet<string> = new Set(['search_path', 'timezone', 'role', 'session_authorization', 'session_replication_role']);

/** It says what holds without it. */
function isDefault({ name, values = [] }: SetSetting): boolean {
  const [first = ''] = values;
  switch (name.toLowerCase()) {
    case 'search_path':
      return values.join(',') === '$user,public' || values.join(',') === 'public';
    case 'role':
      return first.toLowerCase() === 'none';
    case 'timezone':
      return /^(?:etc\/)?utc$/i.test(first);
    case 'session_replication_role':
      return first.toLowerCase() === 'origin';
    default:
      return false;
  }
}

/** The next of the same name decides, whatever it says. */
const setsAgain = (each: Operation, { name }: SetSetting): boolean =>
  each.kind === 'set-setting' && !each.local && (each.name.toLowerCase() === name.toLowerCase() || each.name === 'all');

/** The transaction that it stands in is rolled back. */
const isUndone = (later: SectionSubject['judged']): boolean =>
  later
    .flatMap(({ op }) => (op.kind === 'transaction' ? [op.action] : []))
    .find((action) => action === 'commit' || action === 'rollback' || action === 'prepare') === 'rollback';

const SET = /^\s*set\s+(?:session\s+(?!authorization\b))?/i;

/** In a transaction it can end with that; outside, somebody has to put it back. */
function insteadOf(op: SetSetting, inTransaction: boolean, statement: Statement): { readonly text: string; readonly sql: string } {
  const name = op.name.toLowerCase();
  if (!inTransaction) return { text: 'Put it back at the end of the file.', sql: `RESET ${name};` };
  const text = textOf(op, statement);
  const sql = SET.test(text)
    ? `${text.replace(SET, 'SET LOCAL ')};`
    : `SELECT set_config('${name}', '${(op.values ?? []).join(', ').replaceAll("'", "''")}', true);`;
  return { text: 'Set it for this transaction only.', sql };
}

import { alter, briefly, defineRule, isTable, nameOf, relationText, type HistoryEntry } from '../src/rule.ts';

type Entry = HistoryEntry<'alter-relation' | 'create-policy' | 'dynamic'>;

export default defineRule({
  id: 'create-policy-lingering',
  severity: 'warning',
  preset: { 'new-without-policy': 'strict' },
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Row level security takes two: the switch on the table, and a policy.',
    why: 'Where row level security is on and no policy lets anybody through, everybody but the owner of the table finds it empty and can write nothing. Where there is a policy and the switch is off, the policy is not asked: everybody sees every row.',
    instead: 'Make the policies first and switch row level security on last, in the same transaction.',
    whenNot: 'The table is meant to be closed to all but its owner and roles with BYPASSRLS. Say so in an ignore comment.',
    sources: ['https://www.postgresql.org/docs/current/ddl-rowsecurity.html'],
  },
  aliases: ['migrationpilot:MP057', 'splinter:rls_enabled_no_policy', 'splinter:policy_exists_rls_disabled'],
  on: ['alter-relation', 'create-policy', 'dynamic'],
  messages: {
    'without-policy':
      'Row level security is switched on for {table}, which is in use, and no policy is ever made for it: all but its owner find it empty from now on.',
    'new-without-policy':
      'Row level security is switched on for {table}, and no policy is ever made for it: all but its owner find it empty.',
    'never-enabled':
      'Policy {policy} has no effect: row level security is never switched on for {table}, so everybody who may read it reads every row.',
  },
  examples: [
    {
      title: 'A table in use is closed to all',
      dialect: 'postgresql',
      given: 'CREATE TABLE notes (id bigint PRIMARY KEY, owner text);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;",
      good: "BEGIN;\nSET LOCAL lock_timeout = '2s';\nCREATE POLICY notes_own ON notes USING (owner = current_user);\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;\nCOMMIT;",
    },
    {
      title: 'A policy that nobody asks',
      dialect: 'postgresql',
      bad: 'CREATE TABLE notes (id bigint PRIMARY KEY, owner text);\nCREATE POLICY notes_own ON notes USING (owner = current_user);',
      good: 'CREATE TABLE notes (id bigint PRIMARY KEY, owner text);\nCREATE POLICY notes_own ON notes USING (owner = current_user);\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;',
    },
  ],
  collect: ({ op }) => op.kind !== 'alter-relation' || op.action === 'enable-row-security',
  checkHistory({ entries, end }) {
    // Many projects switch it on in a loop over their tables; of which, the text does not say.
    if (entries.some(inLoop)) return [];
    const catalog = end();
    return entries.flatMap((entry) => {
      const { op, relation, onlyNew, context } = entry;
      const table = relation === undefined ? undefined : catalog.get(relation);
      if (!isTable(table) || op.kind === 'dynamic' || context?.conditional === true) return [];
      const details = { entry, relation: `${table.schema}.${table.name}`, once: String(table.id) };
      if (op.kind === 'create-policy') {
        if (table.rowSecurity || !table.complete || !table.policies.some(({ name }) => name === op.name)) return [];
        const instead = {
          text: 'Switch row level security on for the table.',
          sql: briefly(alter(nameOf(table), 'ENABLE ROW LEVEL SECURITY')),
        };
        return { ...details, message: 'never-enabled' as const, data: { policy: op.name, table: relationText(table) }, instead };
      }
      if (!table.rowSecurity || table.policies.length > 0) return [];
      const data = { table: relationText(table) };
      // Of a table that no file made it is not known which policies it had before.
      return onlyNew
        ? { ...details, message: 'new-without-policy' as const, data, severity: 'info' as const }
        : {
            ...details,
            message: 'without-policy' as const,
            data,
            certain: false,
            assumes: ['the application does not connect as the owner of the table'],
          };
    });
  },
});

/** SQL put together at run time that has to do with row level security. */
const inLoop = ({ op, statement }: Entry): boolean =>
  op.kind === 'dynamic' && /row\s+level\s+security|create\s+policy/i.test(statement.text);

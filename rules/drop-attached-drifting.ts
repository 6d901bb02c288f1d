import { defineRule, nameText, operationsAfter, type DropAttached, type Operation } from '../src/rule.ts';

export default defineRule({
  id: 'drop-attached-drifting',
  severity: 'info',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Know what a trigger or policy kept up before you drop it.',
    why: 'What a trigger wrote or checked is neither written nor checked from then on, and what was missed does not come back with it. Without its policy, a table with row level security shows its rows to nobody but its owner. Dropping either takes ACCESS EXCLUSIVE on the table.',
    instead:
      'To change one, put the new one in its place in the same migration; CREATE OR REPLACE TRIGGER does that in one step from PostgreSQL 14 on.',
    whenNot: 'What it stood for is done elsewhere by now, or holds no longer.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-droptrigger.html',
      'https://www.postgresql.org/docs/current/sql-droppolicy.html',
    ],
  },
  aliases: ['pgls:banDropTrigger', 'pgfence:drop-trigger'],
  on: ['drop-attached'],
  messages: {
    trigger: 'Without the trigger {name}, changes of {table} are no longer followed by {function}.',
    'last-policy':
      'Without {name}, {table} has row level security and no policy: everybody but its owner sees no row of it and writes none.',
  },
  examples: [
    {
      title: 'A trigger goes',
      dialect: 'postgresql',
      given:
        'CREATE TABLE orders (id bigint PRIMARY KEY, changed timestamptz);\nCREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := now(); RETURN NEW; END $$;\nCREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();',
      bad: "SET lock_timeout = '2s';\nDROP TRIGGER orders_touch ON orders;",
      good: "SET lock_timeout = '2s';\nDROP TRIGGER orders_touch ON orders;\nCREATE TRIGGER orders_touch BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();",
    },
  ],
  check({ op, effects, before, section }) {
    if (effects.relations.length === 0 || effects.fails?.certain === true) return [];
    const table = before.table(op.table);
    if (table === undefined || before.isNew(table)) return [];
    const data = { name: op.name, table: nameText(op.table) };
    const later = operationsAfter(op, section);
    if (later.some((each) => makesUpFor(each, op))) return [];
    if (op.what === 'trigger') {
      const trigger = table.triggers.find(({ name }) => name === op.name);
      if (trigger === undefined && op.ifExists) return [];
      const called = trigger === undefined ? 'its function' : nameText(trigger.function);
      return [{ message: 'trigger', data: { ...data, function: called }, instead: { text: INSTEAD, sql: null } }];
    }
    const isLast = op.what === 'policy' && table.rowSecurity && table.policies.length === 1 && table.policies[0]?.name === op.name;
    if (!isLast) return [];
    return [
      {
        message: 'last-policy',
        data,
        severity: 'warning',
        instead: { text: 'Create the policy that is to hold from now on in the same migration.', sql: null },
      },
    ];
  },
});

const INSTEAD = 'If it is to be replaced, create its successor in the same migration. If not, say what stands in for it.';

/** The same file puts another in its place, drops the table, or turns the row level security off. */
function makesUpFor(each: Operation, { what, table }: DropAttached): boolean {
  switch (each.kind) {
    case 'drop-table':
      return each.tables.some(({ name }) => name === table.name);
    case 'create-trigger':
      return what === 'trigger' && each.table.name === table.name;
    case 'create-policy':
      return what === 'policy' && each.table.name === table.name;
    case 'alter-relation':
      return what === 'policy' && each.action === 'disable-row-security' && each.table.name === table.name;
    default:
      return false;
  }
}

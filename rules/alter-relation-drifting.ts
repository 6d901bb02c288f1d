import { alter, defineRule, nameText, operationsAfter, quoteIdentifier, type AlterRelation, type Operation } from '../src/rule.ts';

export default defineRule({
  id: 'alter-relation-drifting',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Turn triggers on again in the migration that turns them off.',
    why: 'While triggers are off, what they write and check is neither written nor checked, and nothing makes up for it when they come back. DISABLE TRIGGER ALL turns the foreign keys off, too: rows that point nowhere stay, and the constraint is still called valid.',
    instead: 'ENABLE TRIGGER in the same transaction.',
    whenNot: 'The trigger is to stay off for good.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  },
  aliases: ['pg-migration-lint:PGM020', 'migrationpilot:MP064', 'pgfence:disable-trigger', 'pgls:disableTrigger'],
  on: ['alter-relation'],
  messages: {
    'all-triggers':
      'Nothing turns the triggers of {table} on again. Its foreign keys are not checked from now on, and its rows may point nowhere.',
    triggers: 'Nothing turns the triggers of {table} on again: what they write and check is missed from now on.',
    trigger: 'Nothing turns the trigger {name} of {table} on again: what it writes or checks is missed from now on.',
  },
  examples: [
    {
      title: 'Rows are mended without their triggers',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, total int);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders DISABLE TRIGGER USER;\nUPDATE orders SET total = 0 WHERE id = 7;",
      good: "SET lock_timeout = '2s';\nALTER TABLE orders DISABLE TRIGGER USER;\nUPDATE orders SET total = 0 WHERE id = 7;\nALTER TABLE orders ENABLE TRIGGER USER;",
    },
  ],
  check({ op, before, effects, section, statement }) {
    if (op.action !== 'disable-trigger' || effects.relations.length === 0 || effects.fails?.certain === true) return [];
    const table = before.table(op.table);
    if (table !== undefined && before.isNew(table)) return [];
    if (operationsAfter(op, section).some((each) => turnsOn(each, op))) return [];
    const [name = ''] = op.names;
    const word = name === 'ALL' || name === 'USER' ? name : quoteIdentifier(name);
    const own = statement.file.text.slice(op.span.start, op.span.end);
    const whole = own.toLowerCase().startsWith('alter') ? own : alter(op.table, own).slice(0, -1);
    const instead = {
      text: 'Turn it on again when the work is done.',
      sql: `SET lock_timeout = '2s';\n${whole};\n${alter(op.table, `ENABLE TRIGGER ${word}`)}`,
    };
    const data = { table: nameText(op.table) };
    if (name === 'ALL') return [{ message: 'all-triggers', data, instead }];
    return name === 'USER' ? [{ message: 'triggers', data, instead }] : [{ message: 'trigger', data: { ...data, name }, instead }];
  },
});

/** It, or all of its table, or the table is dropped. */
function turnsOn(each: Operation, { table, names }: AlterRelation): boolean {
  if (each.kind === 'drop-table') return each.tables.some(({ name }) => name === table.name);
  if (each.kind === 'drop-attached') return each.what === 'trigger' && each.table.name === table.name && names.includes(each.name);
  if (each.kind !== 'alter-relation' || each.action !== 'enable-trigger' || each.table.name !== table.name) return false;
  return each.names.includes('ALL') || each.names.includes('USER') || names.some((name) => each.names.includes(name));
}

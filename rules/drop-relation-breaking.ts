import { defineRule, nameText, operationsAfter, type Name, type Operation } from '../src/rule.ts';

export default defineRule({
  id: 'drop-relation-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Drop a view, sequence or foreign table only when nothing uses it any more.',
    why: 'While you deploy, the old version of the application still runs, and every query of it that names the view, sequence or foreign table fails.',
    instead:
      'First deploy code that no longer uses it, then drop it in a later migration, and say why that is right. To change a view, drop and create it in one migration, or use CREATE OR REPLACE VIEW.',
    whenNot: 'No running code uses it any more.',
    sources: ['https://www.postgresql.org/docs/current/sql-dropview.html', 'https://www.postgresql.org/docs/current/sql-createview.html'],
  },
  aliases: ['squawk:ban-drop-view', 'squawk:ban-drop-sequence'],
  on: ['drop-relation'],
  messages: {
    view: 'DROP VIEW removes {name}. Running code that reads it fails from then on.',
    matview: 'DROP MATERIALIZED VIEW removes {name} with its stored rows. Running code that reads it fails from then on.',
    sequence: 'DROP SEQUENCE removes {name}. Running code that takes numbers from it fails from then on.',
    'foreign-table': 'DROP FOREIGN TABLE removes {name}. Running code that uses it fails from then on.',
  },
  examples: [
    {
      title: 'A view that may still be read',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, paid boolean);\nCREATE VIEW paid_orders AS SELECT id FROM orders WHERE paid;',
      bad: "SET lock_timeout = '2s';\nDROP VIEW paid_orders;",
      good: "SET lock_timeout = '2s';\n-- sqlsafe-ignore drop-relation-breaking: no release since March reads it\nDROP VIEW paid_orders;",
    },
    {
      title: 'A view gets another shape',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, paid boolean);\nCREATE VIEW paid_orders AS SELECT id FROM orders WHERE paid;',
      bad: "SET lock_timeout = '2s';\nDROP VIEW paid_orders;\nCREATE VIEW settled_orders AS SELECT id FROM orders WHERE paid;",
      good: "SET lock_timeout = '2s';\nDROP VIEW paid_orders;\nCREATE VIEW paid_orders AS SELECT id, paid FROM orders WHERE paid;",
    },
  ],
  check({ op, effects, before, section }) {
    if (effects.fails?.certain === true) return [];
    const after = operationsAfter(op, section);
    return op.names.flatMap((name) => {
      const found = before.find(name);
      if (found === undefined ? before.presence(name) === 'absent' : before.isNew(found)) return [];
      if (after.some((each) => createdName(each)?.name === name.name)) return [];
      const certain = !(op.ifExists && found === undefined);
      const instead = {
        text: 'Deploy code that no longer uses it, and drop it in a later migration that says why that is right.',
        sql: null,
      };
      return [
        {
          message: op.what,
          data: { name: nameText(name) },
          certain,
          instead,
          ...(found === undefined ? {} : { relation: `${found.schema}.${found.name}` }),
        },
      ];
    });
  },
});

function createdName(op: Operation): Name | undefined {
  switch (op.kind) {
    case 'create-view':
    case 'create-matview':
      return op.view;
    case 'create-table':
      return op.table;
    case 'create-sequence':
      return op.sequence;
    case 'rename-relation':
      return { schema: op.relation.schema, name: op.to };
    default:
      return undefined;
  }
}

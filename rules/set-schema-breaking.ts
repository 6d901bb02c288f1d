import { briefly, defineRule, nameText, operationsAfter, quoteIdentifier, quoteName, togetherSql } from '../src/rule.ts';

export default defineRule({
  id: 'set-schema-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Move a table to another schema without breaking the code that looks for it in the old one.',
    why: 'SET SCHEMA renames in disguise: running code that finds the table in its old schema fails from the moment the move commits. Views and foreign keys follow, function bodies do not.',
    instead: 'In the same transaction, put a view with the old name into the old schema. Drop it when nothing uses the old place any more.',
    whenNot: 'Both schemas are in the search_path of everything that runs, and nothing names the old one.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  },
  aliases: ['squawk:ban-set-schema', 'migrationpilot:MP098'],
  on: ['set-schema'],
  messages: {
    moved: 'Once {table} is in the schema {to}, running code that looks for it where it was fails.',
  },
  examples: [
    {
      title: 'A table moves',
      dialect: 'postgresql',
      given: 'CREATE SCHEMA billing;\nCREATE TABLE invoices (id bigint PRIMARY KEY);',
      bad: 'ALTER TABLE invoices SET SCHEMA billing;',
      good: "SET lock_timeout = '2s';\nALTER TABLE invoices SET SCHEMA billing;\nCREATE VIEW invoices AS SELECT * FROM billing.invoices;",
    },
  ],
  check({ op, effects, section, session }) {
    if (effects.relations.length === 0 || effects.fails?.certain === true || op.as === 'index') return [];
    const standsIn = operationsAfter(op, section).some(
      (each) => each.kind === 'create-view' && each.view.name === op.relation.name && each.view.schema !== op.to,
    );
    if (session.transaction !== undefined && standsIn) return [];
    const word = op.as === 'matview' ? 'MATERIALIZED VIEW' : op.as === 'foreign-table' ? 'FOREIGN TABLE' : op.as.toUpperCase();
    return [
      {
        message: 'moved',
        data: { table: nameText(op.relation), to: op.to },
        instead: {
          text: 'Leave a view behind in the old schema, in the same transaction, until nothing uses it any more.',
          sql:
            op.as === 'sequence'
              ? null
              : briefly(
                  togetherSql(
                    section.transaction === 'statement',
                    `ALTER ${word} ${quoteName(op.relation)} SET SCHEMA ${quoteIdentifier(op.to)};\nCREATE VIEW ${quoteName(op.relation)} AS SELECT * FROM ${quoteName({ schema: op.to, name: op.relation.name })};`,
                  ),
                ),
        },
      },
    ];
  },
});

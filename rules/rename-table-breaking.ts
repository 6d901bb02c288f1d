import {
  briefly,
  defineRule,
  nameText,
  operationsAfter,
  quoteIdentifier,
  quoteName,
  togetherSql,
  type Name,
  type Operation,
  type RenameRelation,
} from '../src/rule.ts';

export default defineRule({
  id: 'rename-table-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give a table, view or sequence a new name without breaking the code that knows the old one.',
    why: 'While you deploy, the old version of the application still runs and knows only the old name; the new one knows only the new name. Whichever of them meets the wrong name fails. Views and foreign keys follow a rename, function bodies do not.',
    instead:
      'In the same transaction, put a view with the old name in its place: PostgreSQL lets reads and writes through a simple view. Drop the view when nothing uses the old name any more.',
    whenNot: 'No running code uses the name. Renaming an index or a constraint breaks nothing.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html',
      'https://www.postgresql.org/docs/current/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS',
    ],
  },
  aliases: [
    'squawk:renaming-table',
    'squawk:renaming-object',
    'pgfence:rename-table',
    'strong_migrations:rename_table',
    'pgls:renamingTable',
    'migrationpilot:MP028',
    'pg-migration-lint:PGM504',
    'atlas:BC101',
    'diesel-guard:RenameTableCheck',
    'pgsafe:rename',
  ],
  on: ['rename-relation'],
  messages: {
    table: 'Once {table} is called {to}, running code that says {table} fails.',
    view: 'Once the view {table} is called {to}, running code that reads {table} fails.',
    sequence: "Once the sequence {table} is called {to}, code that says nextval('{table}') fails. Column defaults follow.",
  },
  examples: [
    {
      title: 'A better name',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
      bad: 'ALTER TABLE users RENAME TO accounts;',
      good: "SET lock_timeout = '2s';\nALTER TABLE users RENAME TO accounts;\nCREATE VIEW users AS SELECT * FROM accounts;",
    },
  ],
  check({ op, effects, before, section, session }) {
    if (effects.relations.length === 0 || effects.fails?.certain === true) return [];
    const kind = before.find(op.relation)?.kind ?? op.as;
    if (kind === 'index') return [];
    if (session.transaction !== undefined && livesOn(op.relation, operationsAfter(op, section))) return [];
    const data = { table: nameText(op.relation), to: op.to };
    if (kind === 'sequence') return [{ message: 'sequence', data, instead: { text: 'Keep the name: it costs nothing.', sql: null } }];
    return [
      {
        message: kind === 'view' || kind === 'matview' ? 'view' : 'table',
        data,
        instead: standIn(op, section.transaction === 'statement'),
      },
    ];
  },
});

/** Something takes over the old name before the transaction ends. */
function livesOn({ schema, name }: Name, after: readonly Operation[]): boolean {
  for (const op of after) {
    if (op.kind === 'transaction' && (op.action === 'commit' || op.action === 'rollback')) return false;
    const reborn =
      op.kind === 'create-view' || op.kind === 'create-matview'
        ? op.view
        : op.kind === 'create-table'
          ? op.table
          : op.kind === 'rename-relation'
            ? { schema: op.relation.schema, name: op.to }
            : undefined;
    if (reborn?.name === name && (reborn.schema ?? 'public') === (schema ?? 'public')) return true;
  }
  return false;
}

function standIn(op: RenameRelation, alone: boolean): { readonly text: string; readonly sql: string } {
  const moved = quoteName({ schema: op.relation.schema, name: op.to });
  const word = op.as === 'matview' ? 'MATERIALIZED VIEW' : op.as === 'foreign-table' ? 'FOREIGN TABLE' : op.as.toUpperCase();
  return {
    text: 'Leave a view with the old name behind, in the same transaction, until nothing uses that name any more.',
    sql: briefly(
      togetherSql(
        alone,
        `ALTER ${word} ${quoteName(op.relation)} RENAME TO ${quoteIdentifier(op.to)};\nCREATE VIEW ${quoteName(op.relation)} AS SELECT * FROM ${moved};`,
      ),
    ),
  };
}

import {
  briefly,
  defineRule,
  listed,
  LOCK_TIMEOUT,
  nameText,
  quoteName,
  relationText,
  type Catalog,
  type DropTable,
  type Effect,
  type Name,
} from '../src/rule.ts';

export default defineRule({
  id: 'drop-table-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Drop a table only when nothing uses it any more.',
    why: 'While you deploy, the old version of the application still runs, and every query of it that names the table fails. The rows are gone for good.',
    instead:
      'First deploy code that no longer uses the table. Then drop it in a later migration, and say why that is right: `-- sqlsafe-ignore drop-table-breaking: <reason>`, or `-- sqlsafe: phase contract` at the top of the file.',
    whenNot: 'The table was never used, or no running code uses it any more.',
    sources: ['https://www.postgresql.org/docs/current/sql-droptable.html'],
  },
  aliases: [
    'squawk:ban-drop-table',
    'pgfence:drop-table',
    'pgls:banDropTable',
    'migrationpilot:MP026',
    'pg-migration-lint:PGM201',
    'strong_migrations:drop_table',
    'atlas:DS102',
    'diesel-guard:DropTableCheck',
    'pgsafe:drop-table',
  ],
  on: ['drop-table'],
  messages: {
    table: 'DROP TABLE removes {table} and its rows. Running code that still uses it fails from then on.',
    partition:
      'DROP TABLE removes {table}, a partition of {parent}, and its rows. It takes ACCESS EXCLUSIVE on {parent}, too: all its reads and writes wait.',
    referenced:
      'DROP TABLE takes ACCESS EXCLUSIVE not only on {table} but also on {others}, which its foreign keys name: reads and writes of {others} wait until the transaction ends.',
  },
  examples: [
    {
      title: 'A table that may still be in use',
      dialect: 'postgresql',
      given: 'CREATE TABLE carts (id bigint PRIMARY KEY);',
      bad: 'DROP TABLE carts;',
      good: "SET lock_timeout = '2s';\n-- sqlsafe-ignore drop-table-breaking: no release since March reads or writes it\nDROP TABLE carts;",
    },
  ],
  check({ op, effects, before }) {
    if (effects.fails?.certain === true) return [];
    const dropped = op.tables.filter((name) => isThere(name, before));
    const others = effects.relations.filter(
      (effect) =>
        effect.kind === 'table' && effect.blocks === 'everything' && !op.tables.some((name) => isIt(name, effect.id, effect.name, before)),
    );
    const named = new Set<Effect['id']>();
    return dropped.flatMap((name) => {
      const table = before.find(name);
      const parent = table?.kind === 'table' && table.partitionOf !== undefined ? before.get(table.partitionOf.parent) : undefined;
      // IF EXISTS of something that no file ever made: perhaps there is nothing to drop.
      const certain = !(op.ifExists && before.presence(name) === 'unknown');
      const details = {
        certain,
        instead: insteadOf(op, name),
        ...(table === undefined ? {} : { relation: `${table.schema}.${table.name}` }),
      };
      // Each once, with the first of the tables that points at it.
      const pointedAt = table === undefined ? [] : referencesOf(table.id, before);
      const referenced = others.filter(({ id }) => pointedAt.includes(id) && !named.has(id) && named.add(id));
      return [
        parent !== undefined && !before.isNew(parent)
          ? { message: 'partition' as const, data: { table: nameText(name), parent: relationText(parent) }, ...details }
          : { message: 'table' as const, data: { table: nameText(name) }, ...details },
        ...(referenced.length === 0
          ? []
          : [
              {
                message: 'referenced' as const,
                data: { table: nameText(name), others: listed(referenced.map(relationText)) },
                severity: 'info' as const,
                instead: { text: 'Keep it in a short transaction of its own, with a lock_timeout.', sql: LOCK_TIMEOUT },
              },
            ]),
      ];
    });
  },
});

function isThere(name: Name, before: Catalog): boolean {
  const found = before.find(name);
  return found === undefined ? before.presence(name) !== 'absent' : !before.isNew(found);
}

const isIt = (name: Name, id: number | undefined, bare: string, before: Catalog): boolean => {
  const found = before.find(name);
  return found === undefined ? name.name === bare : found.id === id;
};

function referencesOf(id: number, before: Catalog): readonly (number | undefined)[] {
  const table = before.get(id);
  return table !== undefined && 'constraints' in table ? table.constraints.map(({ references }) => references?.table) : [];
}

const insteadOf = (op: DropTable, name: Name): { readonly text: string; readonly sql: string } => ({
  text: 'Deploy code that no longer uses the table, and drop it in a later migration that says why that is right.',
  sql: briefly(
    `-- sqlsafe-ignore drop-table-breaking: <why nothing uses it any more>\nDROP TABLE ${op.ifExists ? 'IF EXISTS ' : ''}${quoteName(name)};`,
  ),
});

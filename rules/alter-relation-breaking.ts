import { alter, briefly, defineRule, nameText, quoteIdentifier } from '../src/rule.ts';

export default defineRule({
  id: 'alter-relation-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Keep the rows of a published table nameable.',
    why: 'Logical replication names a row by the replica identity of its table. Without one, a published table refuses every UPDATE and DELETE.',
    instead: 'REPLICA IDENTITY DEFAULT where the table has a primary key, USING INDEX of a unique one otherwise.',
    whenNot: 'No publication has the table, or it is never updated.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY'],
  },
  aliases: [],
  on: ['alter-relation'],
  messages: {
    published: 'From now on rows of {table} have no name for the publication {publication}: every UPDATE and DELETE of it fails.',
    unnamed: 'With REPLICA IDENTITY NOTHING, every UPDATE and DELETE of {table} fails as soon as a publication has it.',
  },
  examples: [
    {
      title: 'A published table loses its identity',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE PUBLICATION feed FOR TABLE orders;',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders REPLICA IDENTITY NOTHING;",
      good: "SET lock_timeout = '2s';\nALTER TABLE orders REPLICA IDENTITY DEFAULT;",
    },
  ],
  check({ op, before, effects }) {
    if (op.action !== 'replica-identity' || effects.relations.length === 0 || effects.fails?.certain === true) return [];
    const table = before.table(op.table);
    const [identity] = op.names;
    const hasKey = table?.constraints.some(({ kind }) => kind === 'primary-key') === true;
    const isLost = identity === 'NOTHING' || (identity === 'DEFAULT' && table?.complete === true && !hasKey);
    if (!isLost) return [];
    const [published] = table === undefined ? [] : before.publicationsOf(table.id).filter(({ changes }) => changes);
    const unique =
      table === undefined
        ? undefined
        : before.indexesOf(table.id).find((index) => index.unique && index.where === undefined && index.constraint === undefined);
    const other = hasKey ? 'DEFAULT' : unique === undefined ? 'FULL' : `USING INDEX ${quoteIdentifier(unique.name)}`;
    const instead = { text: 'Name its rows by a key.', sql: briefly(alter(op.table, `REPLICA IDENTITY ${other}`)) };
    const data = { table: nameText(op.table) };
    if (published !== undefined) return [{ message: 'published', data: { ...data, publication: published.publication }, instead }];
    return identity === 'NOTHING' ? [{ message: 'unnamed', data, severity: 'info', certain: false, instead }] : [];
  },
});

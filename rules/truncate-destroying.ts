import { defineRule, listed, LOCK_TIMEOUT, nameText, quoteName, relationText } from '../src/rule.ts';

export default defineRule({
  id: 'truncate-destroying',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Empty a table only when its rows are worth nothing.',
    why: 'TRUNCATE removes all rows at once, without a trigger for each, under ACCESS EXCLUSIVE. With CASCADE it empties every table that points at it as well, and those that point at them.',
    instead:
      'Say why the rows may go: `-- sqlsafe-ignore truncate-destroying: <reason>`. To remove some rows, or to keep the table open meanwhile, delete in batches.',
    whenNot: 'The rows are a cache, or come back with the next job.',
    sources: ['https://www.postgresql.org/docs/current/sql-truncate.html'],
  },
  aliases: [
    'squawk:ban-truncate-cascade',
    'pgfence:truncate',
    'pgfence:truncate-cascade',
    'pgls:banTruncate',
    'pgls:banTruncateCascade',
    'migrationpilot:MP036',
    'pg-migration-lint:PGM203',
    'pg-migration-lint:PGM204',
    'diesel-guard:TruncateTableCheck',
    'pgsafe:truncate',
  ],
  on: ['truncate'],
  messages: {
    truncate: 'TRUNCATE removes all rows of {tables}. It takes ACCESS EXCLUSIVE: reads and writes wait until the transaction ends.',
    cascade:
      'TRUNCATE … CASCADE removes all rows of {tables}, and of every table that points there{others}. It takes ACCESS EXCLUSIVE on all of them.',
  },
  examples: [
    {
      title: 'A cache is emptied',
      dialect: 'postgresql',
      given: 'CREATE TABLE page_cache (url text PRIMARY KEY, body text);',
      bad: "SET lock_timeout = '2s';\nTRUNCATE page_cache;",
      good: "SET lock_timeout = '2s';\n-- sqlsafe-ignore truncate-destroying: a cache, filled again by the first visitors\nTRUNCATE page_cache;",
    },
  ],
  check({ op, effects, before }) {
    if (effects.relations.length === 0 || effects.fails?.certain === true) return [];
    const own = op.tables.filter((name) => {
      const table = before.find(name);
      return table === undefined || !before.isNew(table);
    });
    const isOwn = (id: number | undefined, bare: string): boolean =>
      op.tables.some((name) => (before.find(name)?.id ?? name.name) === (id ?? bare));
    const others = effects.relations
      .filter((effect) => effect.kind === 'table' && effect.blocks === 'everything' && !isOwn(effect.id, effect.name))
      .map(relationText);
    const tables = listed((own.length > 0 ? own : op.tables).map(nameText));
    const instead = {
      text: 'Say why the rows may go, or delete those that may in batches.',
      sql: op.cascade
        ? null
        : `${LOCK_TIMEOUT}\n-- sqlsafe-ignore truncate-destroying: <why the rows may go>\nTRUNCATE ${op.only ? 'ONLY ' : ''}${op.tables.map(quoteName).join(', ')}${op.restartIdentity ? ' RESTART IDENTITY' : ''};`,
    };
    if (!op.cascade) return [{ message: 'truncate', data: { tables }, instead }];
    return [{ message: 'cascade', data: { tables, others: others.length === 0 ? '' : `: ${listed(others)}` }, instead }];
  },
});

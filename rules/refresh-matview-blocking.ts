import { apartSql, apartText, defineRule, inOrder, nameText, quoteIdentifier, quoteName, type Catalog, type Name } from '../src/rule.ts';

export default defineRule({
  id: 'refresh-matview-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Refresh a materialized view without stopping its readers.',
    why: 'A plain REFRESH holds ACCESS EXCLUSIVE on the view while its query runs and the result is stored. Every read of the view waits.',
    instead: 'REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index over all rows of the view. It may run in a transaction.',
    whenNot: 'Nothing reads the view while you deploy.',
    sources: ['https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html'],
  },
  aliases: [
    'pgfence:refresh-matview-blocking',
    'pgls:requireConcurrentRefreshMatview',
    'migrationpilot:MP033',
    'pgsafe:refresh-matview-non-concurrent',
  ],
  on: ['refresh-matview'],
  messages: {
    refresh:
      'REFRESH MATERIALIZED VIEW takes ACCESS EXCLUSIVE on {view}: every read of it waits until its query has run and the result is stored.',
  },
  examples: [
    {
      title: 'A view that is read all the time',
      dialect: 'postgresql',
      given:
        'CREATE TABLE orders (id bigint PRIMARY KEY, day date);\nCREATE MATERIALIZED VIEW sales AS SELECT day, count(*) AS orders FROM orders GROUP BY day;\nCREATE UNIQUE INDEX sales_day_idx ON sales (day);',
      bad: 'REFRESH MATERIALIZED VIEW sales;',
      good: 'REFRESH MATERIALIZED VIEW CONCURRENTLY sales;',
    },
  ],
  check({ op, effects, before, migration }) {
    const view = before.find(op.view);
    // One that was never filled can't be read yet, and can't be refreshed CONCURRENTLY.
    if (op.concurrently || !op.withData || effects.fails?.certain === true || (view?.kind === 'matview' && !view.populated)) return [];
    if (!effects.relations.some((effect) => effect.blocks === 'everything' && effect.work !== 'none')) return [];
    const sql = `REFRESH MATERIALIZED VIEW CONCURRENTLY ${quoteName(op.view)};`;
    const instead = hasUniqueIndex(op.view, before)
      ? { text: 'Refresh it CONCURRENTLY: then reads go on.', sql }
      : {
          text: `Give the view a unique index on the columns that tell its rows apart, then refresh it CONCURRENTLY. ${apartText(migration.layout)}`,
          sql:
            columnOf(op.view, before) === undefined
              ? null
              : inOrder(
                  apartSql(
                    migration.layout,
                    `CREATE UNIQUE INDEX CONCURRENTLY ON ${quoteName(op.view)} (${quoteIdentifier(columnOf(op.view, before) ?? '')});`,
                  ),
                  sql,
                ),
        };
    return [{ message: 'refresh', data: { view: nameText(op.view) }, instead }];
  },
});

function hasUniqueIndex(name: Name, before: Catalog): boolean {
  const view = before.find(name);
  return (
    view !== undefined &&
    before
      .indexesOf(view.id)
      .some((index) => index.unique && index.valid && index.where === undefined && index.keys.every((key) => key.column !== undefined))
  );
}

/** The first column that has a name: a guess at what is unique, for the reader to correct. */
function columnOf(name: Name, before: Catalog): string | undefined {
  const view = before.find(name);
  return view?.kind === 'matview' ? view.output?.[0]?.name : undefined;
}

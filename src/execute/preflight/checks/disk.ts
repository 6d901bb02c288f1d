import { bytesText } from '../../../model/amount.ts';
import { ok, stop, unknown, warn, type PreflightCheck } from '../check.ts';
import { freeSpace } from '../free-space.ts';
import { sizesOf, type Size } from '../sizes.ts';

/** Share of what is free that may be used up. */
const SHARE = 0.8;

export const disk: PreflightCheck = {
  id: 'disk',
  asks: 'Is there room on the disk for what is written anew?',
  source: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  async ask({ connection, driver, touched }) {
    const sizes = await sizesOf(connection, touched);
    const need = sizes.reduce((sum, size) => sum + needOf(size), 0);
    if (need === 0) return ok('nothing that is there already is written anew or indexed');
    const lines = sizes.filter((size) => needOf(size) > 0).map((size) => `${size.touched.name}: up to ${bytesText(needOf(size))}`);
    const needs = `up to ${bytesText(need)} of data and write-ahead log come beside what is there`;
    const free = await freeSpace(connection, driver);
    if (free === undefined) return unknown(`${needs}; how much is free PostgreSQL does not say: look at the server`, lines);
    const said = `${needs}; ${bytesText(free)} are free`;
    const instead = 'Make room before: a full disk stops the whole server.';
    return need > free ? stop(said, instead, lines) : need > free * SHARE ? warn(said, instead, lines) : ok(said, lines);
  },
};

/** A table written anew stands beside the old one with its indexes until the end; an index is at most about as large as its table. All of it is written to the log as well. */
const needOf = ({ touched: { work }, total, heap }: Size): number => (work === 'rewrite' ? 2 * total : work === 'build' ? 2 * heap : 0);

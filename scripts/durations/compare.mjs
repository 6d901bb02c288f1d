import { CASES, indexes, SHAPES, tables } from './shapes.mjs';

// Measured times against what `check` estimates from the sizes of the same tables.

/**
 * One table on one server: its sizes, and seconds by case.
 * @typedef {{ server: string, shape: string, tables: readonly import('../../src/model/stats.ts').TableStats[], seconds: { [name: string]: number } }} Measured
 * @typedef {{ server: string, shape: string, name: string, fit: boolean, seconds: number, estimate: number, factor: number, within: boolean }} Compared
 */

/**
 * @param {readonly Measured[]} measured
 * @param {typeof import('../../src/index.ts').check} check
 * @param {number} faster how far the low end of a range lies below the estimate
 * @returns {Promise<Compared[]>}
 */
export async function compare(measured, check, faster) {
  /** @type {Compared[]} */
  const compared = [];
  for (const { server, shape, tables: sizes, seconds } of measured) {
    const found = SHAPES.find(({ name }) => name === shape);
    if (found === undefined) continue;
    for (const { name, before, sql } of CASES) {
      const time = seconds[name];
      if (time === undefined) continue;
      const files = [
        { path: '1.sql', text: [...tables(found), ...indexes(found), ...(before === undefined ? [] : [before])].join(';\n') },
        { path: '2.sql', text: sql },
      ];
      const report = await check({ files, layout: 'plain', stats: statsOf(server, sizes) });
      const duration = report.statements.at(-1)?.duration;
      if (duration === null || duration === undefined) throw new Error(`no estimate for ${name} on ${shape}`);
      const estimate = duration.secondsLow * faster;
      compared.push({
        server,
        shape,
        name,
        fit: found.fit,
        seconds: time,
        estimate,
        factor: Math.max(estimate / time, time / estimate),
        within: duration.secondsLow <= time && time <= duration.secondsHigh,
      });
    }
  }
  return compared;
}

/**
 * @param {string} server
 * @param {Measured['tables']} sizes
 * @returns {import('../../src/model/stats.ts').Stats}
 */
const statsOf = (server, sizes) => ({
  schemaVersion: 1,
  tool: { name: 'sqlsafe', version: '0' },
  measuredAt: '2026-01-01T00:00:00Z',
  server: { dialect: 'postgresql', version: server },
  writesCounted: { since: '2026-01-01T00:00:00Z', from: 'server-start' },
  tables: sizes,
});

/** Median and worst factor, and how many lay within the range. @param {readonly Compared[]} compared */
export function summarise(compared) {
  const factors = compared.map(({ factor }) => factor).toSorted((a, b) => a - b);
  return {
    count: factors.length,
    median: factors[Math.floor(factors.length / 2)] ?? 0,
    worst: factors.at(-1) ?? 0,
    within: compared.filter(({ within }) => within).length,
  };
}

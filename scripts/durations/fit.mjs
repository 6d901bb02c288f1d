import { CASES, SHAPES } from './shapes.mjs';

// Costs that fit the measured times best: none below zero, and an error of half as much counts like one of twice as much.

/**
 * @param {readonly import('./compare.mjs').Measured[]} measured
 * @param {import('./shapes.mjs').Work} work
 */
export function fit(measured, work) {
  const names = work.QUANTITIES;
  const rows = measured.flatMap(({ shape, tables, seconds }) => {
    const sizes = tables.map((table) => ({ ...table, rows: table.rows ?? 0, rowsKnown: true }));
    const [table, parent] = ['measured', 'parents'].map((name) => sizes.find((each) => each.name === name));
    if (table === undefined || parent === undefined || SHAPES.find(({ name }) => name === shape)?.fit !== true) return [];
    return CASES.flatMap((each) => {
      const time = seconds[each.name];
      if (time === undefined) return [];
      const counts = each.work(work, table, parent);
      return [{ counts: names.map((name) => counts[name]), time }];
    });
  });
  const costs = names.map(() => 1e-9);
  const error = () =>
    rows.reduce(
      (sum, { counts, time }) => sum + Math.log(counts.reduce((total, count, i) => total + count * (costs[i] ?? 0), 0) / time) ** 2,
      0,
    );
  // One cost after the other by smaller and smaller steps; nine of them take no better method.
  for (let step = 2; step > 1.001; step = 1 + (step - 1) * 0.8) {
    for (let round = 0; round < 40; round += 1) {
      for (const [i, cost] of costs.entries()) {
        let best = error();
        for (const factor of [step, 1 / step]) {
          const was = costs[i] ?? cost;
          costs[i] = was * factor;
          const tried = error();
          if (tried < best) best = tried;
          else costs[i] = was;
        }
      }
    }
  }
  return Object.fromEntries(names.map((name, i) => [name, Number((costs[i] ?? 0).toPrecision(2))]));
}

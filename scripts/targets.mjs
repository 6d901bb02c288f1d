// Runs `sqlsafe apply --targets` on a real PostgreSQL server, over 20 databases and over 20 schemas of one: a canary that fails, runs that are
// killed, two runs at once, and counts what is lost, doubled or stuck in them afterwards:
//   npm run targets -- [--major 17] [--kills 20] [--seed 1]
// The server is an npm package, fetched once and kept outside the repository; it runs on a free port of the loopback interface.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import build from './build.mjs';
import { loadTestProgram } from './load-test-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: { major: { type: 'string', default: '17' }, kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
});
await build();
/** @type {typeof import('../test/targets/main.ts')} */
const { main } = await loadTestProgram('test/targets/main.ts');
const options = { major: Number(values.major), kills: Number(values.kills), seed: Number(values.seed) };
if (!(await main(root, options, (text) => console.log(text)))) process.exitCode = 1;

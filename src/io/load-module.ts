import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** How long a configuration module may take, in milliseconds. */
const PATIENCE = 10_000;

/** What a module gave, as data; or what went wrong, to follow the file's name in a sentence, and the way out. */
export type Loaded = { readonly value: unknown } | { readonly problem: string; readonly hint?: string };

// In a thread of its own a module that loops, exits or prints harms nothing: it is ended, and what it gave is plain data.
// TypeScript that Node.js does not read is given to jiti, where the project has it.
const SCRIPT = `
const { parentPort, workerData: { url, path, jiti } } = require('node:worker_threads');
const withJiti = async (error) => {
  const ours = error instanceof SyntaxError || error?.code === 'ERR_UNKNOWN_FILE_EXTENSION';
  if (jiti === undefined || !ours) throw error;
  return require(jiti).createJiti(url, { interopDefault: false, fsCache: false }).import(path);
};
import(url).catch(withJiti).then(async (module) => {
  if (!('default' in module)) return parentPort.postMessage({ problem: 'has no default export.' });
  const value = typeof module.default === 'function' ? await module.default() : await module.default;
  parentPort.postMessage({ value });
}).catch((error) => {
  const { code, message } = error instanceof Error ? error : { message: String(error) };
  parentPort.postMessage({ problem: 'failed: ' + message, code, isSyntax: error instanceof SyntaxError });
});
`;

type Message = { readonly value: unknown } | { readonly problem: string; readonly code?: string; readonly isSyntax?: boolean };

/** The default export of a module. TypeScript is read by Node.js itself from 22.18 on, else by the project's own jiti. */
export function loadModule(path: string, patience = PATIENCE, find: (path: string) => string | undefined = findJiti): Promise<Loaded> {
  const isTypeScript = /\.[cm]?ts$/.test(path);
  const jiti = isTypeScript ? find(path) : undefined;
  return new Promise((done) => {
    const worker = new Worker(SCRIPT, {
      eval: true,
      workerData: { url: pathToFileURL(path).href, path, jiti },
      stdout: true,
      stdin: false,
      // That types are stripped is no news to who wrote them.
      ...(isTypeScript ? { execArgv: [...process.execArgv, '--no-warnings'] } : {}),
    });
    const finish = (result: Loaded): void => {
      clearTimeout(timer);
      done(result);
      void worker.terminate();
    };
    const timer = setTimeout(() => finish({ problem: `did not settle within ${patience / 1000} s.` }), patience);
    worker.on('message', (message: Message) =>
      finish('value' in message ? message : explained(message, isTypeScript && jiti === undefined)),
    );
    worker.on('error', (error: unknown) => finish({ problem: `failed: ${error instanceof Error ? error.message : String(error)}` }));
    worker.on('exit', () => finish({ problem: 'ended without a value.' }));
  });
}

const JITI = 'npm install --save-dev jiti';

function explained({ problem, code, isSyntax }: Exclude<Message, { value: unknown }>, isWithoutJiti: boolean): Loaded {
  if (!isWithoutJiti) return { problem };
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return {
      problem: `is TypeScript, which Node.js ${process.versions.node} does not read.`,
      hint: `Node.js reads it from 22.18 on; for older ones: ${JITI}. Or write sqlsafe.config.mjs or sqlsafe.jsonc.`,
    };
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return { problem, hint: `Node.js strips types, and no more; for all of TypeScript: ${JITI}` };
  return isSyntax === true ? { problem, hint: `If it is a module, call it sqlsafe.config.mts; or ${JITI}` } : { problem };
}

function findJiti(path: string): string | undefined {
  try {
    return createRequire(path).resolve('jiti');
  } catch {
    return undefined;
  }
}

import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** How long a configuration module may take, in milliseconds. */
const PATIENCE = 10_000;

// In a thread of its own a module that loops, exits or prints harms nothing: it is ended, and what it gave is plain data.
const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData).then(async (module) => {
  if (!('default' in module)) return parentPort.postMessage({ problem: 'has no default export.' });
  const value = typeof module.default === 'function' ? await module.default() : await module.default;
  parentPort.postMessage({ value });
}).catch((error) => parentPort.postMessage({ problem: 'failed: ' + (error instanceof Error ? error.message : String(error)) }));
`;

/** The default export of a module, as data; or what went wrong, to follow the file's name in a sentence. */
export function loadModule(path: string, patience = PATIENCE): Promise<{ readonly value: unknown } | { readonly problem: string }> {
  return new Promise((done) => {
    const worker = new Worker(SCRIPT, { eval: true, workerData: pathToFileURL(path).href, stdout: true, stdin: false });
    const finish = (result: { readonly value: unknown } | { readonly problem: string }): void => {
      clearTimeout(timer);
      done(result);
      void worker.terminate();
    };
    const timer = setTimeout(() => finish({ problem: `did not settle within ${patience / 1000} s.` }), patience);
    worker.on('message', (message: { value: unknown } | { problem: string }) => finish(message));
    worker.on('error', (error: unknown) => finish({ problem: `failed: ${error instanceof Error ? error.message : String(error)}` }));
    worker.on('exit', () => finish({ problem: 'ended without a value.' }));
  });
}

import { createInterface } from 'node:readline/promises';

/** Is there somebody who can be asked? */
export const canAsk = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/** Asks for a yes or no; Enter is a yes, the end of the input or Ctrl-C a no. */
export async function ask(
  question: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  const terminal = createInterface({ input, output });
  const gone = new AbortController();
  terminal.on('close', () => gone.abort());
  terminal.on('SIGINT', () => terminal.close());
  try {
    return /^(?:y|yes|)$/i.test((await terminal.question(`${question} [Y/n] `, { signal: gone.signal })).trim());
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}

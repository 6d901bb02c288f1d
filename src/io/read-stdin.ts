import { decode } from './decode.ts';
import { tooLarge } from './read-file.ts';
import type { Reading } from '../layouts/tree.ts';

/** All of a stream as a SQL file of that name; more than `limit` bytes are refused as soon as they have come in. */
export async function readStdin(stream: AsyncIterable<Buffer | string>, file: string, limit: number): Promise<Reading> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > limit) return tooLarge(file, size, limit);
    chunks.push(bytes);
  }
  return decode(file, Buffer.concat(chunks));
}

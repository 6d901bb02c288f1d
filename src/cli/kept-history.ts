import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Keeper } from '../engine/kept.ts';
import type { CheckRequest, KeeperFor } from '../index.ts';
import type { Migration } from '../model/migration.ts';
import { cacheFolder, isKeptFor, readKept, writeKept } from './cache-folder.ts';
import type { Environment } from './terminal.ts';

// What the history before the judged migrations came to, one file for each project and way of asking. It is written twice over, and believed
// where both are the same: what it is of, where each part stands, and the parts. Hashes would tell as much, but Node.js takes longer to load
// them than all of this takes.

/** Most histories that are kept. */
const MOST = 32;

/** In bytes. */
const NUMBER_LENGTH = 4;

/** What the first bytes of the parts say. */
interface Contents {
  /** All that the way of asking consists of. */
  readonly key: string;
  /** How many migrations it is about, and all that is read of them. */
  readonly count: number;
  readonly migrations: string;
  readonly parts: readonly (readonly [name: string, start: number, end: number])[];
}

/**
 * Keeps histories in the user's cache folder.
 * @param build another one is believed nothing
 * @returns undefined where nothing is to be kept
 */
export function historyKeepers(request: CheckRequest, env: Environment, build: string): KeeperFor | undefined {
  const folder = cacheFolder(env);
  if (folder === undefined) return undefined;
  // All that a history's replay depends on beside its files. The day only decides which comments still count.
  const { today: _today, stats: _stats, ...asked } = request;
  const asking = JSON.stringify([build, process.version, asked]);
  return (root) => {
    const key = `${asking} ${root}`;
    return keeperIn(join(folder, `${nameFor(key)}.history`), key, isKeptFor(env));
  };
}

function keeperIn(path: string, key: string, isKept: boolean): Keeper {
  return {
    find(migrations) {
      const bytes = readKept(path);
      const body = bytes === undefined ? undefined : checked(bytes);
      if (body === undefined) return undefined;
      const start = NUMBER_LENGTH + body.readUInt32LE(0);
      const contents = deserialize(body.subarray(NUMBER_LENGTH, start)) as Contents;
      const { count, parts } = contents;
      if (contents.key !== key || count > migrations.length || textOf(migrations.slice(0, count)) !== contents.migrations) return undefined;
      return {
        count,
        part(name) {
          const place = parts.find(([each]) => each === name);
          return place === undefined ? undefined : deserialize(body.subarray(start + place[1], start + place[2]));
        },
      };
    },
    keep(migrations, parts) {
      if (!isKept) return;
      writeKept(path, MOST, () => {
        const places: [string, number, number][] = [];
        const written: Buffer[] = [];
        let end = 0;
        for (const [name, value] of parts) {
          const part = serialize(value);
          places.push([name, end, (end += part.length)]);
          written.push(part);
        }
        const contents: Contents = { key, count: migrations.length, migrations: textOf(migrations), parts: places };
        const head = serialize(contents);
        const length = Buffer.alloc(NUMBER_LENGTH);
        length.writeUInt32LE(head.length);
        const once = [length, head, ...written];
        return Buffer.concat([...once, ...once]);
      });
    },
  };
}

/** The first of the two; undefined where it is not what was written. */
function checked(bytes: Buffer): Buffer | undefined {
  const half = bytes.length / 2;
  const body = bytes.subarray(0, half);
  return half > NUMBER_LENGTH && Number.isInteger(half) && body.equals(bytes.subarray(half)) ? body : undefined;
}

/** A file's name. Two keys may have the same: what stands in it tells. */
function nameFor(key: string): string {
  // FNV-1a, with two starts.
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < key.length; at++) {
    const unit = key.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/** All that is replayed of migrations. */
function textOf(migrations: readonly Migration[]): string {
  const parts: string[] = [];
  const files = new Set<unknown>();
  for (const { id, layout, baseline, up } of migrations) {
    parts.push(id, layout, String(baseline));
    for (const { file, span, transaction, continues } of up) {
      parts.push(file.path, `${span.start} ${span.end} ${transaction} ${continues}`);
      if (files.has(file)) continue;
      files.add(file);
      parts.push(file.text);
      if (file.edits.length > 0) parts.push(JSON.stringify(file.edits));
      if (file.pieces !== undefined) parts.push(JSON.stringify(file.pieces));
    }
  }
  // No text holds NUL: none that does is read.
  return parts.join('\0');
}

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Keeper } from '../engine/kept.ts';
import type { CheckRequest, KeeperFor } from '../index.ts';
import type { Migration } from '../model/migration.ts';
import { cacheFolder, isKeptFor, readKept, writeKept } from './cache-folder.ts';
import type { Environment } from './terminal.ts';

// What the history before the judged migrations came to, one file for each project and way of asking: a hash of those migrations, where
// each part stands, and the parts.

/** Most histories that are kept. */
const MOST = 32;

const HASH = 'sha256';
/** In bytes. */
const HASH_LENGTH = 32;
const COUNT_LENGTH = 4;

/** What the first bytes of the parts say. */
interface Contents {
  /** How many migrations it is about, and a hash of all that is read of them. */
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
  const key = JSON.stringify([build, process.version, asked]);
  return (root) => keeperIn(join(folder, `${hash(`${key} ${root}`).toString('hex').slice(0, 32)}.history`), isKeptFor(env));
}

function keeperIn(path: string, isKept: boolean): Keeper {
  return {
    find(migrations) {
      const bytes = readKept(path);
      const body = bytes === undefined ? undefined : checked(bytes);
      if (body === undefined) return undefined;
      const start = COUNT_LENGTH + body.readUInt32LE(0);
      const { count, migrations: known, parts } = deserialize(body.subarray(COUNT_LENGTH, start)) as Contents;
      if (count > migrations.length || markOf(migrations.slice(0, count)) !== known) return undefined;
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
        const contents: Contents = { count: migrations.length, migrations: markOf(migrations), parts: places };
        const head = serialize(contents);
        const length = Buffer.alloc(COUNT_LENGTH);
        length.writeUInt32LE(head.length);
        const body = Buffer.concat([length, head, ...written]);
        return Buffer.concat([hash(body), body]);
      });
    },
  };
}

/** What comes behind the hash of it; undefined where it is not what was written. */
function checked(bytes: Buffer): Buffer | undefined {
  const body = bytes.subarray(HASH_LENGTH);
  return hash(body).equals(bytes.subarray(0, HASH_LENGTH)) ? body : undefined;
}

const hash = (text: string | Uint8Array): Buffer => createHash(HASH).update(text).digest();

/** A hash of all that is replayed of migrations. */
function markOf(migrations: readonly Migration[]): string {
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
  return hash(parts.join('\0')).toString('hex');
}

import { sha256 } from '../checksum.ts';

/** A signed 32-bit number for a text. */
const hash32 = (text: string): number => Number.parseInt(sha256(text).slice(0, 8), 16) | 0;

/** The two keys of an advisory lock of ours; the database is part of every such lock. */
export const lockKeys = (of: string): readonly [number, number] => [hash32('sqlsafe'), hash32(of)];

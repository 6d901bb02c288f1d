import type { Finding } from '../model/finding.ts';
import { clauseOf, type FormatContext } from './context.ts';

/**
 * A name for each finding that stays the same while lines above it come and go: made from its rule, its file, and the text that it is
 * about with blanks evened out. Equal ones in a file are numbered.
 */
export function fingerprints(findings: readonly Finding[], { source, fromRoot }: Pick<FormatContext, 'source' | 'fromRoot'>): string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const clause = clauseOf(finding, source).replaceAll(/\s+/g, ' ').trim();
    const key = [finding.rule, finding.message, fromRoot(finding.file), finding.relation ?? '', clause].join('\0');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return digest(`${key}\0${count}`);
  });
}

// Four lanes of FNV-1a with seeds of their own: 128 bits, enough for no two findings of a project to meet by chance.
const SEEDS = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35] as const;
const PRIME = 0x01000193;

const digest = (text: string): string => SEEDS.map((seed) => lane(text, seed).toString(16).padStart(8, '0')).join('');

function lane(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), PRIME);
    hash = Math.imul(hash ^ (unit >>> 8), PRIME);
  }
  // Mixed once more, so that the last characters reach all bits.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

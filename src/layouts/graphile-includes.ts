import { joinPath, normalizePath } from './path.ts';

const INCLUDE = /^--![ \t]*include[ \t]+(\S(?:.*\S)?\.sql)[ \t]*\r?$/gm;
const NEARLY = /^--[ \t!]*includes?\b[ \t:]+\S*\.sql\b/i;

/** Files that lines of a text include, by their names below `fixtures/`. */
export const includesIn = (text: string): readonly string[] => Array.from(text.matchAll(INCLUDE), ([, name = '']) => name);

/** It looks like an inclusion, and is none. */
export const nearlyInclude = (line: string): boolean => NEARLY.test(line) && includesIn(line).length === 0;

/** Where an included file is. */
export const fixtureOf = (root: string, name: string): string => normalizePath(joinPath(joinPath(root, 'fixtures'), name));

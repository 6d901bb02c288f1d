import { INVISIBLE } from '../model/invisible.ts';

/** What JSON may hold as it is, and a terminal or a reader had better not get. */
const RAW = new RegExp(`[\\u007F-\\u009F\\u2028\\u2029${INVISIBLE}]`, 'gu');

/** A value as JSON, in which controls and invisible characters are escaped: the same value to a program, and harmless in a log. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replaceAll(RAW, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );

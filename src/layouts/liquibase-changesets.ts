import type { Span } from '../model/source.ts';
import type { Misreading } from './misread.ts';

// https://github.com/liquibase/liquibase, AbstractFormattedChangeLogParser: line by line, whatever the lines stand in.
const HEADER = /^\s*--\s*liquibase\s*formatted\b.*/i;
const CHANGESET = /^\s*--\s*changeset\s+("[^"]+"|[^:]+):("[^"]+"|\S+)(.*)$/i;
const CHANGESET_BROKEN = /^\s*--?\s*changeset\b/i;
const PROPERTY = /^\s*--\s*property\s/i;
const ROLLBACK = /^(\s*--\s*rollback )(.*)$/i;
const ROLLBACK_START = /^\s*\/\*\s*liquibase\s*rollback\s*$/i;
const ROLLBACK_END = /\*\/\s*$/;
const IGNORE = /^--\s*ignoreLines:(\w+)$/i;
/** A longer line is data, not a word to Liquibase. */
const LONGEST = 4000;
/** A way back that is none: nothing is to be done, or another changeset's is taken. */
const NOTHING = /^(?:not required|empty)\b|\bchangesetid:/i;
const NEARLY =
  /^\s*--\s*(change?[ _-]*sets?|changset|chnageset|roll[ _-]*back|rolback|rollbak|pre-?conditions?|ignore-?lines?)\b[ :]*(.*)$/i;

const ATTRIBUTES = [
  'stripComments',
  'splitStatements',
  'rollbackSplitStatements',
  'endDelimiter',
  'rollbackEndDelimiter',
  'runWith',
  'runWithSpoolFile',
  'runOnChange',
  'runAlways',
  'context',
  'contextFilter',
  'logicalFilePath',
  'labels',
  'runInTransaction',
  'dbms',
  'ignore',
  'failOnError',
];
/** An unknown name that was meant to be one of them; what else has a colon is text. */
const ALIKE = /transaction|split|comments?$|delim|change|always|context|label|dbms|database|fail|ignore|path|runwith/i;
const NAMES: ReadonlyMap<string, string> = new Map(ATTRIBUTES.map((name) => [name.toLowerCase(), name]));

export interface Changeset {
  /** `author:id`, by which Liquibase knows it, together with its file. */
  readonly id: string;
  /** By their names in small letters. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly up: readonly Span[];
  readonly down: readonly Span[];
}

export interface Changelog {
  readonly changesets: readonly Changeset[];
  /** The text with ways back taken out of their comments and ignored lines blanked: all else keeps its place. */
  readonly text: string;
  /** `--property name:x value:y` */
  readonly properties: { readonly [name: string]: string };
  readonly misreadings: readonly Misreading[];
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function linesOf(text: string): readonly Line[] {
  return Array.from(text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g), ({ 0: line, index }) => ({
    text: line.replace(/[\r\n]+$/, ''),
    start: index,
    end: index + line.length,
  })).filter(({ start, end }) => end > start);
}

/** The first line that is not blank says so. */
export const isFormatted = (text: string): boolean => HEADER.test(/^\s*([^\r\n]*)/.exec(text)?.[1] ?? '');

const blank = (text: string): string => text.replaceAll(/[^\r\n]/g, ' ');
const isComment = ({ text }: Line): boolean => /^\s*(?:--.*)?$/.test(text);
const unquoted = (value: string): string => value.replace(/^"(.*)"$/, '$1');

/** What the lines of a formatted SQL file say, and what Liquibase passes over in them. */
export function readChangelog(text: string): Changelog {
  const parts: string[] = [];
  const misreadings: Misreading[] = [];
  const properties: { [name: string]: string } = {};
  const changesets: { id: string; attributes: ReadonlyMap<string, string>; up: Span[]; down: Span[] }[] = [];
  let inRollback = false;
  let ignored = 0;
  let lost: Line | undefined;
  /** Grows the stretch that the line before belongs to, or begins one. */
  const add = (direction: 'up' | 'down', { start, end }: Line): void => {
    const spans = changesets.at(-1)?.[direction];
    const last = spans?.at(-1);
    if (last?.end === start) spans?.splice(-1, 1, { start: last.start, end });
    else spans?.push({ start, end });
  };
  for (const line of linesOf(text)) {
    let kept = text.slice(line.start, line.end);
    const isShort = line.text.length <= LONGEST;
    const ignore = isShort ? IGNORE.exec(line.text)?.[1]?.toLowerCase() : undefined;
    const back = ROLLBACK.exec(line.text);
    const opened = isShort ? CHANGESET.exec(line.text) : null;
    const misread = isShort ? misreadLine(line) : undefined;
    if (ignored > 0 && ignore !== 'end') {
      ignored--;
      kept = blank(kept);
    } else if (ignore !== undefined) ignored = ignore === 'start' ? Number.POSITIVE_INFINITY : ignore === 'end' ? 0 : Number(ignore) || 0;
    else if (inRollback) {
      add('down', line);
      inRollback = !ROLLBACK_END.test(line.text);
      if (!inRollback) kept = kept.replace(/\*\/(\s*)$/, '  $1');
    } else if (ROLLBACK_START.test(line.text)) {
      inRollback = true;
      add('down', line);
      kept = blank(kept);
    } else if (opened !== null) {
      const [, author = '', id = '', rest = ''] = opened;
      const { attributes, wrong } = attributesOf(rest, line.start + line.text.length - rest.length);
      misreadings.push(...wrong);
      changesets.push({ id: `${unquoted(author.trim())}:${unquoted(id)}`, attributes, up: [], down: [] });
      add('up', line);
    } else if (back !== null && changesets.length > 0) {
      const [, mark = '', body = ''] = back;
      add('down', line);
      kept = NOTHING.test(body) ? blank(kept) : ' '.repeat(mark.length) + kept.slice(mark.length);
    } else {
      if (misread !== undefined) misreadings.push(misread);
      if (isShort && PROPERTY.test(line.text)) {
        const [name, value] = [/\bname[:=]\s*(\S+)/i, /\bvalue[:=]\s*(\S+)/i].map((pattern) => pattern.exec(line.text)?.[1]);
        if (name !== undefined && value !== undefined) properties[name] = value;
      }
      if (changesets.length > 0) add('up', line);
      // What stands below a line that was meant to name one is not lost.
      else if (lost === undefined && misreadings.length === 0 && !isComment(line)) lost = line;
    }
    parts.push(kept);
  }
  if (lost !== undefined) misreadings.unshift(beforeTheFirst(lost));
  const result = parts.join('');
  const hasCode = ({ start, end }: Span): boolean => linesOf(result.slice(start, end)).some((line) => !isComment(line));
  return {
    // The first stretch has the comments that speak of the changeset; others only count where they hold something.
    changesets: changesets.map((each) => ({ ...each, up: each.up.filter((span, i) => i === 0 || hasCode(span)) })),
    text: result,
    properties,
    misreadings,
  };
}

const beforeTheFirst = ({ text, start }: Line): Misreading => ({
  span: { start: start + text.search(/\S/), end: start + text.trimEnd().length },
  text: 'This stands before the first changeset: Liquibase never runs it.',
  why: 'What it runs stands below a line `--changeset author:id`.',
  instead: 'Put such a line above it.',
});

/** `name:value`, with nothing between; Liquibase passes over what is written in another way. */
function attributesOf(rest: string, at: number): { attributes: ReadonlyMap<string, string>; wrong: readonly Misreading[] } {
  const attributes = new Map<string, string>();
  const wrong: Misreading[] = [];
  for (const { 0: all, 1: name = '', 2: sign = '', 3: value = '', index } of rest.matchAll(
    /\b([A-Za-z]\w*)([ \t]*[:=][ \t]*)("[^"]*"|\S*)/g,
  )) {
    const known = NAMES.get(name.toLowerCase());
    if (known !== undefined && sign === ':') {
      attributes.set(known.toLowerCase(), unquoted(value));
      continue;
    }
    if (known === undefined && !ALIKE.test(name)) continue;
    wrong.push({
      span: { start: at + index, end: at + index + all.trimEnd().length },
      text:
        known === undefined
          ? `Liquibase knows no attribute ${name}, and passes over it.`
          : `Liquibase passes over ${known} as it is written here.`,
      why: 'The changeset is run as if it were not there.',
      instead:
        known === undefined
          ? /transaction/i.test(name)
            ? 'What runs outside a transaction says `runInTransaction:false`.'
            : `Those that there are: ${ATTRIBUTES.join(', ')}.`
          : `Write \`${known}:${value === '' ? '…' : value}\`, with a colon and no blank.`,
    });
  }
  return { attributes, wrong };
}

function misreadLine({ text, start }: Line): Misreading | undefined {
  const span = { start: start + text.search(/\S/), end: start + text.trimEnd().length };
  if (CHANGESET_BROKEN.test(text) && !CHANGESET.test(text))
    return {
      span,
      text: 'Liquibase refuses to read this line.',
      why: 'A changeset is named by its author and its id, with a colon and no blank between them.',
      instead: 'Write `--changeset author:id`.',
      severity: 'error',
    };
  const word = NEARLY.exec(text)?.[1];
  if (word === undefined || /^(?:changeset|rollback|preconditions|ignoreLines)$/i.test(word)) {
    // `--rollback` without anything behind it.
    return /^\s*--\s*rollback\s*$/i.test(text)
      ? {
          span,
          text: 'Liquibase passes over this line: no way back stands behind it.',
          why: 'The changeset has none then.',
          instead: 'Write the statement on the same line, or `--rollback empty`.',
        }
      : undefined;
  }
  if (/^precondition/i.test(word)) return undefined;
  const meant = /^roll?b|^roll/i.test(word) || /^rol/i.test(word) ? 'rollback' : /^ch/i.test(word) ? 'changeset author:id' : undefined;
  return meant === undefined
    ? undefined
    : {
        span,
        text: 'To Liquibase this line is a comment like any other.',
        why: meant === 'rollback' ? 'The changeset has no way back then.' : 'What follows belongs to the changeset before it.',
        instead: `Write \`--${meant}${meant === 'rollback' ? ' …' : ''}\`.`,
      };
}

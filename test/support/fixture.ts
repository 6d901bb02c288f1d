import { TRANSACTION_MODES, type TransactionMode } from '../../src/model/migration.ts';
import { DIALECTS, type Dialect } from '../../src/model/target.ts';

// A fixture is SQL that says on its own lines what must be found there.
//
//   -- @target postgresql 11, 16     versions that it is judged for, the default one without it; at the top for all cases, inside a case for that one
//   -- @transaction statement        how its files run; at the top for all cases, inside a case for that one
//   -- @given                        what follows is an earlier migration: replayed, its findings ignored
//   -- @migration                    what follows is a migration that is judged
//
//   ALTER TABLE a ADD b serial;      -- ! add-column-rewriting/serial, session-blocking [<11]
//
// Each `@given` after a `@migration` begins a case of its own, with an empty schema; several `@given` or `@migration` in a row
// are files that follow each other. Text before the first of them is a migration.
// A mark stands on the line where the finding starts. A line without marks must be silent for all rules, a line with
// two marks of one rule must raise it twice. After a mark a version may be asked for: [<11] [<=11] [>11] [>=11] [11] [11-14].

export interface Mark {
  /** 1-based. */
  readonly line: number;
  /** `rule` or `rule/message`. */
  readonly name: string;
  readonly holds: (version: number) => boolean;
}

export interface FixtureFile {
  readonly path: string;
  /** The fixture's text with every other line emptied, so that lines keep their numbers. */
  readonly text: string;
  readonly judged: boolean;
}

/** One history of its own within a fixture. */
export interface FixtureCase {
  /** Line of its first directive, to tell cases apart. */
  readonly line: number;
  readonly transaction: TransactionMode | undefined;
  /** undefined: the default target. */
  readonly versions: readonly (number | undefined)[];
  readonly files: readonly FixtureFile[];
  readonly marks: readonly Mark[];
}

export interface Fixture {
  readonly dialect: Dialect;
  readonly cases: readonly FixtureCase[];
}

const DIRECTIVE = /^-- @(\w+)(?: (.*))?$/;
const MARK = /^([a-z-]+(?:\/[a-z0-9-]+)?)(?: \[(<=?|>=?)?(\d+)(?:-(\d+))?\])?$/;

function readMark(text: string, line: number): Mark {
  const match = MARK.exec(text.trim());
  if (match === null) throw new Error(`line ${line}: not a mark: ${text}`);
  const [, name = '', sign, low, high] = match;
  const from = Number(low);
  const tests: Readonly<Record<string, (version: number) => boolean>> = {
    '<': (v) => v < from,
    '<=': (v) => v <= from,
    '>': (v) => v > from,
    '>=': (v) => v >= from,
  };
  const within = (version: number): boolean => version >= from && version <= Number(high ?? low);
  return { line, name, holds: low === undefined ? () => true : ((sign === undefined ? undefined : tests[sign]) ?? within) };
}

export function readMarks(text: string, line: number): readonly Mark[] {
  const at = text.lastIndexOf('-- ! ');
  return at === -1
    ? []
    : text
        .slice(at + '-- ! '.length)
        .split(',')
        .map((each) => readMark(each, line));
}

const isOneOf = <T extends string>(all: readonly T[], word: string | undefined): word is T => all.some((each) => each === word);

interface Block {
  readonly judged: boolean;
  readonly line: number;
  readonly lines: Map<number, string>;
}

/** Reads a fixture. Throws where it isn't written as described above. */
export function readFixture(text: string): Fixture {
  const lines = text.split('\n');
  let dialect: Dialect = 'postgresql';
  let versions: readonly (number | undefined)[] = [undefined];
  let general: TransactionMode | undefined;
  const cases: { blocks: Block[]; transaction: TransactionMode | undefined; versions: readonly number[] | undefined }[] = [];
  // Comments at the top: they belong to the first statement, unless a directive comes before it.
  const top = new Map<number, string>();

  const begin = (judged: boolean, line: number): void => {
    const block: Block = { judged, line, lines: new Map() };
    const last = cases.at(-1);
    if (last === undefined || (!judged && last.blocks.some((each) => each.judged)))
      cases.push({ blocks: [block], transaction: undefined, versions: undefined });
    else last.blocks.push(block);
  };

  lines.forEach((content, index) => {
    const line = index + 1;
    const [, word, rest] = DIRECTIVE.exec(content) ?? [];
    const here = cases.at(-1);
    if (word === 'given' || word === 'migration') begin(word === 'migration', line);
    else if (word === 'target') {
      const [name, ...numbers] = (rest ?? '').split(/[\s,]+/);
      if (!isOneOf(DIALECTS, name)) throw new Error(`line ${line}: not a dialect: ${name}`);
      dialect = name;
      if (here === undefined) versions = numbers.map(Number);
      else here.versions = numbers.map(Number);
    } else if (word === 'transaction') {
      if (!isOneOf(TRANSACTION_MODES, rest)) throw new Error(`line ${line}: not a way to run a file: ${rest}`);
      if (here === undefined) general = rest;
      else here.transaction = rest;
    } else if (word !== undefined) throw new Error(`line ${line}: not a directive: @${word}`);
    else if (here !== undefined) here.blocks.at(-1)?.lines.set(index, content);
    else if (content.trim() === '' || content.startsWith('--')) top.set(index, content);
    else {
      begin(true, line);
      for (const [at, each] of [...top, [index, content] as const]) cases.at(-1)?.blocks.at(-1)?.lines.set(at, each);
    }
  });

  return {
    dialect,
    cases: cases.map(({ blocks, transaction, versions: own }) => ({
      line: blocks[0]?.line ?? 1,
      transaction: transaction ?? general,
      versions: own ?? versions,
      files: blocks.map((block, index) => ({
        path: `${String(index + 1).padStart(3, '0')}_${block.judged ? 'migration' : 'given'}.sql`,
        text: lines.map((_, at) => block.lines.get(at) ?? '').join('\n'),
        judged: block.judged,
      })),
      marks: blocks.flatMap((block) => (block.judged ? [...block.lines].flatMap(([at, content]) => readMarks(content, at + 1)) : [])),
    })),
  };
}

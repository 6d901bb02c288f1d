import type { Span } from '../model/source.ts';
import type { Misreading } from './misread.ts';

/** What the comments at the top of a file say to Atlas. */
export interface AtlasHeader {
  /** It says anything at all. */
  readonly any: boolean;
  readonly mode: 'file' | 'none' | undefined;
  readonly checkpoint: boolean;
  /** `atlas:sum ignore`: its content is not in `atlas.sum`. */
  readonly ignored: boolean;
  /** What ends a statement in place of a semicolon. */
  readonly delimiter: string | undefined;
  /** The files of an archive (`atlas:txtar`), by name; empty where the file is none. */
  readonly parts: readonly { readonly name: string; readonly span: Span }[];
  readonly misreadings: readonly Misreading[];
}

const LINE = /^(?:--|#).*$/;
const DIRECTIVE = /^[ -~]*?atlas:(\w+)(?:[ \t]+([ -~]*))?/;
/** Those that are about the file; `nolint` may stand above any statement. */
const NAMES = ['txmode', 'delimiter', 'checkpoint', 'sum', 'txtar', 'nolint', 'import', 'assert'];
const NEARLY = /^(?:--|#)[ \t]*atlas[ \t]*[:=-][ \t]*([\w-]+)[ \t:=]*(.*)$/i;
const PART = /^-- (\S+) --[ \t\r]*$/gm;

interface Line {
  readonly text: string;
  readonly span: Span;
}

/** The comment lines that a file begins with, and whether a blank line parts them from what follows: else they are about that statement. */
function topLines(text: string): { readonly lines: readonly Line[]; readonly detached: boolean } {
  const lines: Line[] = [];
  let at = 0;
  while (text.startsWith('--', at) || text.startsWith('#', at)) {
    const end = text.indexOf('\n', at);
    const stop = end === -1 ? text.length : end;
    lines.push({ text: text.slice(at, stop).trim(), span: { start: at, end: at + text.slice(at, stop).trimEnd().length } });
    at = stop + 1;
    if (end === -1) return { lines, detached: true };
  }
  return { lines, detached: text.startsWith('\n', at) || text.startsWith('\r\n', at) };
}

// https://github.com/ariga/atlas/blob/master/sql/migrate/dir.go: a directive about the file stands in comments at its top, which an empty
// line parts from the first statement; `delimiter` and `sum` stand in the first line.
export function atlasHeader(text: string): AtlasHeader {
  const { lines, detached } = topLines(text);
  const found = lines.flatMap(({ text: line }, at) => {
    const [, name = '', value = ''] = DIRECTIVE.exec(line) ?? [];
    return name === '' ? [] : [{ name, value: value.trim(), at }];
  });
  const first = (name: string): string | undefined => found.find((each) => each.name === name && each.at === 0)?.value;
  const ofFile = (name: string): string | undefined => (detached ? found.find((each) => each.name === name)?.value : undefined);
  const mode = ofFile('txmode')?.toLowerCase();
  const delimiter = first('delimiter');
  return {
    any: found.some(({ name }) => NAMES.includes(name)),
    mode: mode === 'none' || mode === 'file' ? mode : undefined,
    checkpoint: ofFile('checkpoint') !== undefined,
    ignored: first('sum') === 'ignore',
    delimiter: delimiter === undefined || delimiter === '' ? undefined : delimiter.replaceAll('\\n', '\n').replaceAll('\\t', '\t'),
    parts: ofFile('txtar') === undefined ? [] : partsIn(text),
    misreadings: lines.flatMap((line, at) => misreading(line, at, detached) ?? []),
  };
}

function misreading({ text, span }: Line, at: number, detached: boolean): Misreading | undefined {
  const [, written = '', value = ''] = NEARLY.exec(text) ?? [];
  if (!LINE.test(text) || written === '') return undefined;
  const bare = written.toLowerCase().replaceAll(/[-_]/g, '');
  const meant = NAMES.find((name) => name === bare || (bare.length > 3 && name.startsWith(bare.slice(0, 4))));
  const exact = DIRECTIVE.exec(text)?.[1];
  if (meant === undefined || meant === 'nolint' || meant === 'import' || meant === 'assert') return undefined;
  if (exact !== meant)
    return {
      span,
      text: 'Atlas passes over this line: it is no directive as it is written.',
      why: 'The file is run as if the line were not there.',
      instead: `Write \`-- atlas:${meant}${value === '' ? '' : ` ${value}`}\`.`,
    };
  if ((meant === 'txmode' || meant === 'checkpoint' || meant === 'txtar') && !detached)
    return {
      span,
      text: `Atlas takes atlas:${meant} for a comment of the statement below it.`,
      why: 'What is about the file stands in comments at its top, with an empty line behind them.',
      instead: 'Put an empty line behind it.',
    };
  if ((meant === 'delimiter' || meant === 'sum') && at > 0)
    return {
      span,
      text: `Atlas passes over atlas:${meant} here: it looks for it in the first line.`,
      why: 'The file is run as if the line were not there.',
      instead: 'Put it into the first line.',
    };
  if (meant === 'txmode' && !/^(?:none|file|all)$/i.test(value.trim()))
    return {
      span,
      text: `Atlas knows no txmode “${value.trim()}”, and refuses to run the file.`,
      why: 'A file says none or file; all is for the command only.',
      instead: 'Write `-- atlas:txmode none` or `-- atlas:txmode file`.',
    };
  return undefined;
}

/** Each part from the line behind its name to the line of the next. */
function partsIn(text: string): AtlasHeader['parts'] {
  const marks = Array.from(text.matchAll(PART), ({ index, 0: line, 1: name = '' }) => ({ name, start: index, body: index + line.length }));
  return marks.map(({ name, body }, i) => ({ name, span: { start: body, end: marks[i + 1]?.start ?? text.length } }));
}

import type { Range } from '../model/source.ts';
import type { Paint, Signs } from './paint.ts';
import { visible } from './visible.ts';
import { width, wrap } from './width.ts';

export interface FrameOptions {
  readonly paint: Paint;
  readonly signs: Signs;
  /** Terminal columns. */
  readonly columns: number;
  readonly colour: (text: string) => string;
}

const CONTEXT = 2;
const TAB = '    ';
const shown = (line: string): string => visible(line.replaceAll('\t', TAB));

/**
 * The place in its source: up to two lines before it, its first line underlined, a label under it.
 * Lines longer than the terminal are cut to a window around the place.
 */
export function codeFrame(raw: string, range: Range, label: string, { paint, signs, columns, colour }: FrameOptions): string[] {
  const lines = linesAround(raw, range);
  const gutter = String(range.start.line).length + 2;
  const room = Math.max(20, columns - gutter - 3);
  const out: string[] = [];
  const edge = (number: string): string => paint.faint(`${number.padStart(gutter)} ${signs.bar} `);

  const last = lines.at(-1)?.text ?? '';
  const from = shown(last.slice(0, range.start.column - 1));
  const end = range.end.line === range.start.line ? range.end.column - 1 : last.length;
  const marked = shown(last.slice(range.start.column - 1, Math.max(end, range.start.column)).trimEnd());
  const skip = width(from) + Math.min(width(marked), 12) > room ? Math.max(0, from.length - Math.floor(room / 3)) : 0;

  for (const { number, text } of lines) out.push(`${edge(String(number))}${cut(shown(text), skip, room, signs)}`.trimEnd());
  const lead = ' '.repeat(Math.max(0, width(from) - (skip === 0 ? 0 : width(shown(last).slice(0, skip)) - signs.ellipsis.length)));
  const underline = '~'.repeat(Math.max(1, Math.min(width(marked), room - lead.length)));
  out.push(`${edge('')}${lead}${colour(underline)}`);
  const indent = lead.length > room / 2 ? '' : lead;
  wrap(label, Math.max(24, room - indent.length - 2)).forEach((line, at) =>
    out.push(`${edge('')}${indent}${colour(at === 0 ? signs.corner : ' ')} ${line}`),
  );
  return out;
}

function cut(text: string, skip: number, room: number, signs: Signs): string {
  const head = skip === 0 ? text : signs.ellipsis + text.slice(skip);
  if (width(head) <= room) return head;
  let kept = '';
  for (const character of head) {
    if (width(kept) + width(character) > room - signs.ellipsis.length) break;
    kept += character;
  }
  return kept + signs.ellipsis;
}

/** Splits no more of the file than it shows: a 10 MB line end away is not read. */
function linesAround(raw: string, range: Range): { number: number; text: string }[] {
  const lineStart = range.start.offset - (range.start.column - 1);
  const lines = [{ number: range.start.line, text: lineAt(raw, lineStart) }];
  let start = lineStart;
  while (lines.length <= CONTEXT && start > 0) {
    let before = start - 1;
    if (raw[before] === '\n' && raw[before - 1] === '\r') before--;
    let from = before;
    while (from > 0 && raw[from - 1] !== '\n' && raw[from - 1] !== '\r') from--;
    start = from;
    lines.unshift({ number: range.start.line - lines.length, text: raw.slice(from, before) });
  }
  while (lines.length > 1 && lines[0]?.text.trim() === '') lines.shift();
  return lines;
}

const LINE = /[^\r\n]*/y;
function lineAt(raw: string, start: number): string {
  LINE.lastIndex = start;
  return LINE.exec(raw)?.[0] ?? '';
}

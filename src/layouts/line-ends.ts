import type { FileFinding } from '../model/finding.ts';
import type { Section } from '../model/migration.ts';
import type { Span } from '../model/source.ts';
import type { Dialect } from '../model/target.ts';
import type { Step } from './layout.ts';
import { misread } from './misread.ts';
import { scanRegions } from './regions.ts';

/** A tool that ends a statement at each line that ends with a semicolon, whatever the line stands in, but for between two words of its own. */
export interface LineCutter {
  readonly name: string;
  /** Lines with which a statement begins and ends that is not to be cut. */
  readonly begin: RegExp;
  readonly end: RegExp;
  /** As they are written. */
  readonly words: readonly [string, string];
}

const LINE_END = /;[ \t]*(?=\r|\n|$)/;

/** From so many files on the history shows that its runner reads quotes: it would have failed on the first. */
const HABIT = 3;

/** A quote or comment may go on in another line: a dollar quote, a block comment, an odd number of quotation marks in a line. */
const MAY_SPAN = /\$\w*\$|\/\*|^(?:[^'\r\n]*'[^'\r\n]*')*[^'\r\n]*'[^'\r\n]*$|^(?:[^"\r\n]*"[^"\r\n]*")*[^"\r\n]*"[^"\r\n]*$/m;

/** The last line that is no comment ends with a semicolon: most parts need no closer look. */
function endsWell(text: string, { start, end }: Span): boolean {
  const lines = text.slice(start, end).split(/\r\n|\n|\r/);
  const last = lines.findLast((line) => !/^\s*(?:--.*)?$/.test(line));
  return last === undefined || /;[ \t]*$/.test(last);
}

/** Statements that the tool cuts in their midst, and those that it does not see the end of; only for PostgreSQL, whose quotes are known. */
export function lineEndFindings(steps: readonly Step[], dialect: Dialect, tool: LineCutter): readonly FileFinding[] {
  if (dialect !== 'postgresql') return [];
  const findings = steps.flatMap(({ up, down }) => [...up, ...down].flatMap((section) => findingsOf(section, tool)));
  return new Set(findings.map(({ file }) => file)).size < HABIT ? findings : [];
}

function findingsOf({ file, span }: Section, tool: LineCutter): FileFinding[] {
  const { text } = file;
  if (!MAY_SPAN.test(text) && endsWell(text, span)) return [];
  const held = heldIn(text, span, tool);
  const isHeld = (at: number): boolean => held.some(({ start, end }) => start <= at && at < end);
  const findings: FileFinding[] = [];
  let last = -1;
  scanRegions(
    text,
    (region, start, end) => {
      const part = text.slice(start, end);
      if (region !== 'comment' && part.trim() !== '') last = start + part.trimEnd().length - 1;
      if (region === 'code' || region === 'template' || (region === 'comment' && text[start] === '-')) return;
      const cut = LINE_END.exec(part);
      if (cut === null || isHeld(start + cut.index)) return;
      findings.push(
        misread(file, {
          span: { start: start + cut.index, end: start + cut.index + 1 },
          message: 'torn',
          text: `${tool.name} ends the statement at this semicolon: it looks at the ends of lines, not at quotes and comments.`,
          why: 'Each half is sent for itself, and the server refuses it.',
          instead: `Write \`${tool.words[0]}\` above the statement, and \`${tool.words[1]}\` below it.`,
          severity: 'error',
        }),
      );
    },
    { start: span.start, end: span.end, bodies: false },
  );
  if (last < span.start || text[last] === ';' || isHeld(last) || text.slice(span.start, last + 1).trim() === '') return findings;
  return [
    ...findings,
    misread(file, {
      span: { start: last, end: last + 1 },
      message: 'torn',
      text: `${tool.name} does not see this statement end, and refuses to run the file.`,
      why: 'It needs a semicolon at the end of a line.',
      instead: 'End it with a semicolon.',
      severity: 'error',
    }),
  ];
}

function heldIn(text: string, { start, end }: Span, { begin, end: close }: LineCutter): readonly Span[] {
  const held: Span[] = [];
  let open = -1;
  for (let at = start; at < end;) {
    const stop = text.indexOf('\n', at);
    const next = stop === -1 ? end : stop + 1;
    const line = text.slice(at, next);
    if (open === -1 && begin.test(line)) open = at;
    else if (open !== -1 && close.test(line)) {
      held.push({ start: open, end: at });
      open = -1;
    }
    at = next;
  }
  return open === -1 ? held : [...held, { start: open, end }];
}

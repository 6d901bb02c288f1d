import { seconds } from '../config/duration.ts';
import { decode } from '../io/decode.ts';
import type { DiskOptions } from '../io/disk-tree.ts';
import { runCommand } from '../io/run-command.ts';
import type { Reading } from '../layouts/tree.ts';
import type { Problem } from '../model/problem.ts';
import { redact } from '../report/redact.ts';
import { visible } from '../report/visible.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

/** What its output is called in reports. */
export const COMMAND_FILE = '<command>';
/** Seconds that it may take where nothing else is asked for: tools start slowly. */
const PATIENCE = 120;
/** Of what it says when it fails. */
const LINES_SAID = 12;

/** What the command printed, or why there is nothing of it to judge. */
export interface Printed {
  readonly reading: Reading;
  readonly problems: readonly Problem[];
  /** The file that it wrote in place of printing. */
  readonly wrote?: string;
}

/** drizzle-kit generate writes a file and tells of it; without a change it says that, too. */
const WROTE = /^\[\u2713\] Your SQL migration file \u279c (.+\.sql)\b/m;
const NO_CHANGE = /^No schema changes, nothing to migrate\b/m;

/** Runs the command of `--from-command`, and says so on stderr. */
export async function readCommand(
  command: string,
  timeout: string | undefined,
  { maxFileSize, cwd }: Pick<DiskOptions, 'maxFileSize' | 'cwd'>,
  terminal: Terminal,
): Promise<Printed> {
  const nothing: Reading = { text: undefined, findings: [], problems: [] };
  const refused = (problem: Problem): Printed => ({ reading: nothing, problems: [problem] });
  if (command.trim() === '') return refused({ code: 'command-empty', text: '--from-command names no command.', hint: HINT });
  const patience = timeout === undefined ? PATIENCE : seconds(timeout);
  const shown = visible(redact(command));
  terminal.error(`${terminal.errorPaint.faint(`sqlsafe: judging what \`${shown}\` prints.`)}\n`);
  const answer = await runCommand(command, { cwd, maxBytes: maxFileSize, patience });
  if ('output' in answer) {
    const reading = decode(COMMAND_FILE, answer.output);
    const text = reading.text ?? '';
    const say = (what: string): void => terminal.error(`${terminal.errorPaint.faint(`sqlsafe: ${what}`)}\n`);
    const wrote = WROTE.exec(text)?.[1];
    if (wrote !== undefined) {
      say(`it wrote ${visible(wrote)}, which is judged.`);
      return { reading, problems: [], wrote };
    }
    if (NO_CHANGE.test(text)) {
      say('it found nothing to write.');
      return { reading: { ...reading, text: '' }, problems: [] };
    }
    if (reading.text?.trim() === '') say('it printed nothing.');
    return { reading, problems: [] };
  }
  const said = redact(answer.said).trim().split(/\r?\n/);
  const [only = ''] = said;
  return refused({
    code: 'command-failed',
    text: `\`${shown}\` ${answer.failure}${said.length > 1 || only === '' ? '.' : `: ${visible(only)}`}`,
    // Of a trace the reason stands at one of its ends: Python's at the last, which is all that is kept of a long one.
    hint: said.length > 1 ? `${said.slice(-LINES_SAID).join('\n')}\n${HINT}` : HINT,
  });
}

const HINT = 'It must print the SQL and end with exit code 0; run it by itself to see what it says.';

/** Why a command can't be judged together with what else is asked for. */
export function conflictOf(
  given: readonly string[],
  values: Arguments['values'],
  { stdin }: { readonly stdin: string },
): Problem | undefined {
  const also = ['staged', 'changed', 'since'].find((name) => values[name] !== undefined && values[name] !== false);
  const other = also === undefined ? (given.includes(stdin) ? `the path ${stdin}` : undefined) : `--${also}`;
  return other === undefined
    ? undefined
    : { code: 'selection-ambiguous', text: `--from-command and ${other} can't be given together.`, hint: 'Give one of them.' };
}

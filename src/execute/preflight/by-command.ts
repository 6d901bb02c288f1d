import { notAsked, ok, stop, type Answer, type Subject } from './check.ts';

/** Lines of what a command printed that are kept: its last ones. */
const LINES = 5;

/** A question that a command of the user's answers: with exit code 0 where all is well. */
export async function byCommand(
  command: string | undefined,
  flag: 'backup-check' | 'monitor-check',
  { wishes }: Subject,
  instead: string,
): Promise<Answer> {
  if (command === undefined) return notAsked(`--${flag}`);
  if (command.trim() === '') return stop(`--${flag} names no command`, 'Name one, or leave the option out.');
  const answer = await wishes.command(command, flag);
  if ('output' in answer) return ok(`\`${command}\` says so`, lastLines(answer.output.toString('utf8')));
  return stop(`\`${command}\` ${answer.failure}`, instead, lastLines(answer.said));
}

const lastLines = (text: string): readonly string[] =>
  text
    .split(/\r?\n|\r/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-LINES);

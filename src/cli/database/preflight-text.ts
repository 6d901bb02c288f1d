import type { PreflightAnswer, Verdict } from '../../model/preflight.ts';
import { plural } from '../../report/summary.ts';
import { visible } from '../../report/visible.ts';
import type { Terminal } from '../terminal.ts';

const LONGEST_ID = 21;

/** One question with its answer, for people; `brief` without the page that stands behind it. */
export function answerText(
  { id, asks, verdict, said, more, instead, source }: PreflightAnswer,
  { paint, signs }: Terminal,
  { brief }: { readonly brief: boolean },
): string {
  const { colour, sign } = {
    ok: { colour: paint.good, sign: signs.pass },
    warn: { colour: paint.warning, sign: '!' },
    stop: { colour: paint.error, sign: signs.fail },
    unknown: { colour: paint.info, sign: '?' },
    'not-asked': { colour: paint.faint, sign: signs.dot },
    skipped: { colour: paint.faint, sign: signs.dot },
  }[verdict];
  const answer = verdict === 'warn' || verdict === 'stop' ? colour(visible(said)) : visible(said);
  const lines = [`  ${colour(sign)} ${id.padEnd(LONGEST_ID)}  ${paint.faint(asks)} ${answer}`];
  const indent = ' '.repeat(LONGEST_ID + 6);
  for (const line of more) lines.push(paint.faint(`${indent}${visible(line)}`));
  if (instead !== null && (verdict === 'warn' || verdict === 'stop'))
    lines.push(`${indent}${visible(instead)}`, ...(brief ? [] : [paint.faint(`${indent}${source}`)]));
  return lines.join('\n');
}

const of = (answers: readonly PreflightAnswer[], verdict: Verdict): readonly PreflightAnswer[] =>
  answers.filter((answer) => answer.verdict === verdict);

/** `12 of 16 answers are good, 1 warning; unknown: disk; not asked: backup, window`. */
export function summaryText(answers: readonly PreflightAnswer[]): string {
  const [stops, warnings] = [of(answers, 'stop').length, of(answers, 'warn').length];
  const rest = (['unknown', 'not-asked', 'skipped'] as const).flatMap((verdict) => {
    const some = of(answers, verdict);
    return some.length === 0 ? [] : [`${verdict === 'not-asked' ? 'not asked' : verdict}: ${some.map(({ id }) => id).join(', ')}`];
  });
  const counts = [
    `${of(answers, 'ok').length} of ${answers.length} good`,
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
    ...(stops > 0 ? [`${stops} against it`] : []),
  ].join(', ');
  return [counts, ...rest].join('; ');
}

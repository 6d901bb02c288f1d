import type { Trip, Trips } from '../../execute/roundtrip.ts';
import { shortDifferences } from '../../report/short-differences.ts';
import { visible } from '../../report/visible.ts';
import type { Terminal } from '../terminal.ts';
import { conclude } from './conclude.ts';
import { counted } from './execute.ts';
import type { Signals } from './signals.ts';

type Of<K extends Trip['kind']> = Extract<Trip, { readonly kind: K }>;

/** What came of a migration's ways, for people. */
export function tripText(trip: Trip, { paint, signs }: Terminal, signals: Signals): string {
  const name = visible(trip.name);
  const bad = (text: string, lines: readonly string[]): string =>
    `  ${paint.error(signs.fail)} ${name}  ${text}\n${lines.map((line) => `      ${visible(line)}\n`).join('')}`;
  switch (trip.kind) {
    case 'same':
      return `  ${paint.good(signs.pass)} ${name}\n`;
    case 'one-way':
      return `  ${paint.faint(signs.dot)} ${name}  ${paint.faint('no way back')}\n`;
    case 'together':
      return `  ${paint.good(signs.pass)} ${name}  ${paint.faint(`with ${others(trip.names)}: they lead back only together`)}\n`;
    case 'differs':
      return bad(`${beside(trip)}${difference(trip)}`, shortDifferences(trip.lines));
    case 'failed':
      return bad(`${beside(trip)}${FAILS[trip.when]}`, [...failure(trip, signals), ...left(trip)]);
  }
}

function difference({ when, lines }: Of<'differs'>): string {
  if (when === 'again') return 'applied again, the schema is another one';
  if (lines.every((line) => line.startsWith('+'))) return 'the way back leaves something behind';
  if (lines.every((line) => line.startsWith('-'))) return 'the way back does not bring everything back';
  return 'the way back leaves another schema than was there before';
}

const FAILS = {
  up: 'fails',
  back: 'its way back fails',
  again: 'fails when applied again',
} as const satisfies { readonly [W in Of<'failed'>['when']]: string };

const others = (names: readonly string[]): string => `${counted(names.length - 1, 'other')} of its title`;

const beside = ({ names }: Of<'differs' | 'failed'>): string => (names === undefined ? '' : `with ${others(names)}, all taken back: `);

function failure({ outcome }: Of<'failed'>, signals: Signals): readonly string[] {
  if (outcome.kind !== 'refused') return conclude(outcome, '', signals).lines.slice(0, 1);
  const { file, line, text, hint } = outcome.problem;
  return [file === undefined ? text : `${file}:${line ?? 1}: ${text}`, ...(hint === undefined ? [] : [hint])];
}

/** What a way back did not undo is mostly why the way up fails afterwards. */
const left = ({ lines }: Of<'failed'>): readonly string[] =>
  lines.length === 0 ? [] : ['Before that, the way back had left another schema:', ...shortDifferences(lines)];

/** How all of it came out. */
export function endText({ trips, untried }: Trips, { signs }: Terminal): string {
  const count = (kind: Trip['kind']): number => trips.filter((trip) => trip.kind === kind).length;
  const files = trips.reduce((sum, trip) => sum + ('names' in trip && trip.names !== undefined ? trip.names.length : 1), 0);
  const failed = (back: boolean): number => trips.filter((trip) => trip.kind === 'failed' && (trip.when === 'up') !== back).length;
  const wrong = [
    [count('differs'), 'way back that does not lead back', 'ways back that do not lead back'],
    [failed(true), 'that fails on the way', 'that fail on the way'],
    [failed(false), 'that cannot be applied', 'that cannot be applied'],
  ] as const;
  const said = wrong.filter(([n]) => n > 0).map(([n, one, many]) => counted(n, one, many));
  const legend = trips.some((trip) => 'lines' in trip && trip.lines.length > 0) ? ' (-: was there before it, +: is there behind it)' : '';
  const end = `${counted(files, 'migration')}, ${said.length === 0 ? 'and every way back leads back' : said.join(', ')}${legend}\n`;
  if (untried.length === 0) return end;
  const behind = `${counted(untried.length, 'migration')} behind it ${untried.length === 1 ? 'was' : 'were'} not tried.`;
  return `${end}${signs.dot} ${behind} Where what fails needs something that an empty database has not: --url of a server that has it, or --ignore-pattern to leave it out\n`;
}

import type { RunEvent, Tell } from '../../execute/events.ts';
import { blockerText } from '../../execute/session/blocker-text.ts';
import { durationText } from './duration-text.ts';
import { listed } from './listed.ts';
import { liveLine, type LiveLine } from './live-line.ts';
import { visible } from '../../report/visible.ts';
import type { Terminal } from '../terminal.ts';

/** Statements that take longer have a line of their own, in milliseconds. */
const WORTH_A_LINE = 1000;

/** A run for people, as it happens. */
export function tellPeople(terminal: Terminal, live: LiveLine = liveLine(terminal.columns)): Tell {
  const { paint, signs } = terminal;
  const say = (line: string): void => {
    live.clear();
    terminal.out(`${line}\n`);
  };
  const running = new Map<number, string>();
  let notices = 0;
  let shown = 0;
  return (event) => {
    switch (event.event) {
      case 'connected':
        return say(paint.faint(`PostgreSQL ${visible(event.version)} ${signs.dot} ${visible(event.database)}`));
      case 'uncommitted':
        return say(paint.faint(`  ${visible(uncommittedText(event))}`));
      case 'left-out':
        return say(paint.faint(`  ${visible(leftOutText(event.files))}`));
      case 'passed-over':
        return say(paint.faint(`  ${visible(passedOverText(event))}`));
      case 'citus':
        return say(paint.faint(`  Citus ${visible(event.version)}: ${carriesOn(event.workers)}`));
      case 'lock-waiting':
        return say(
          event.holder === null
            ? '  waiting for another run to end'
            : `  waiting for another run to end: ${visible(blockerText(event.holder))}`,
        );
      case 'other-tool-running':
        return say(`  waiting for ${visible(event.tool)}, which runs`);
      case 'reconnecting':
        live.end();
        return say(`  ${paint.warning('the connection was lost')} (${visible(event.reason)}); looking what took effect`);
      case 'recovered':
        return say(
          `  ${visible(event.id)}: statement ${event.seq + 1} of an earlier run ${VERDICTS[event.verdict]} (${visible(event.evidence)})`,
        );
      case 'cleaned':
        return say(`  ${visible(event.id)}: ${visible(event.what)}`);
      case 'migration-started':
        running.clear();
        if (event.done > 0) say(`  ${visible(event.name)}: going on after statement ${event.done} of ${event.statements}`);
        return undefined;
      case 'statement-started':
        running.set(event.seq, oneLine(event.sql));
        return live.begin(oneLine(event.sql));
      case 'statement-done':
        live.end();
        if (event.ms >= WORTH_A_LINE) say(paint.faint(`    ${running.get(event.seq) ?? ''}  ${durationText(event.ms)}`));
        return undefined;
      case 'statement-blocked':
        say(`  ${paint.warning('waiting for a lock')}: ${running.get(event.seq) ?? ''}`);
        return event.by.forEach((by) => say(`    held up by ${visible(blockerText(by))}`));
      case 'statement-holding-up':
        return say(
          `  ${paint.warning(`${event.waiting.length === 1 ? 'one session waits' : `${event.waiting.length} sessions wait`} for it`)}: ${running.get(event.seq) ?? ''}`,
        );
      case 'retrying': {
        live.end();
        const by = visible(event.by.map(blockerText).join('; '));
        return say(`  attempt ${event.attempt}: ${event.reason}${by === '' ? '' : ` (${by})`}; again in ${durationText(event.ms)}`);
      }
      case 'backfill-started':
        say(
          `  ${visible(event.id)}: ${visible(event.table)} in batches${event.seen > 0 ? `, going on after ${count(event.seen)} rows` : ''}`,
        );
        shown = Date.now();
        running.set(event.seq, visible(event.table));
        return live.begin(visible(event.table));
      case 'backfill-progress': {
        const text = progressText(event);
        live.change(text);
        // Where no line can be written over, one now and then.
        if (live.isSeen || Date.now() - shown < BETWEEN_LINES) return undefined;
        shown = Date.now();
        return say(paint.faint(`    ${text}`));
      }
      case 'backfill-waiting':
        live.change(`waiting: ${visible(event.reason)}`);
        return say(`    ${paint.warning('waiting')}: ${visible(event.reason)}`);
      case 'backfill-stopped':
        return live.end();
      case 'backfill-done':
        live.end();
        return say(paint.faint(`    ${count(event.changed)} rows changed in ${durationText(event.ms)}`));
      case 'notice':
        notices += 1;
        if (notices <= MOST_NOTICES) say(paint.faint(`    ${visible(event.severity.toLowerCase())}: ${visible(event.message)}`));
        return undefined;
      case 'hook-started':
        return say(`  --${event.hook}: ${paint.faint(visible(event.command))}`);
      case 'hook-output':
        return say(paint.faint(`    ${signs.bar} ${visible(event.line, '\t')}`));
      case 'hook-done':
        return say(
          event.failure === null
            ? `  ${paint.good(signs.pass)} --${event.hook}  ${paint.faint(durationText(event.ms))}`
            : `  ${paint.error(signs.fail)} --${event.hook} ${visible(event.failure)}  ${paint.faint(durationText(event.ms))}`,
        );
      case 'seed-started':
        running.clear();
        return undefined;
      case 'migration-done':
      case 'seed-done':
        return say(
          `  ${paint.good(signs.pass)} ${visible(event.name)}  ${paint.faint(`${running.size} ${running.size === 1 ? 'statement' : 'statements'}, ${durationText(event.ms)}`)}`,
        );
      case 'migration-failed':
      case 'seed-failed':
        live.end();
        return say(`  ${paint.error(signs.fail)} ${visible(event.name)}`);
    }
  };
}

/** Who named a folder may have meant all of it. */
export const passedOverText = ({ layout, files }: { readonly layout: string; readonly files: readonly string[] }): string =>
  `passed over, as ${layout} does not run ${files.length === 1 ? 'it' : 'them'}: ${listed(files)}`;
const carriesOn = (workers: number): string =>
  workers === 0
    ? 'no worker is known here, so that DDL is carried on to nobody'
    : `its coordinator carries distributed DDL on to ${workers === 1 ? 'its worker' : `${workers} workers`}`;

export const leftOutText = (files: readonly string[]): string =>
  `left out by --ignore-pattern or ignorePatterns, neither checked nor run: ${listed(files)}`;

export const uncommittedText = ({ layout, files }: { readonly layout: string; readonly files: readonly string[] }): string =>
  `not run until ${layout} commit has made a migration of ${files.length === 1 ? 'it' : 'them'}: ${listed(files)}`;

const MOST_NOTICES = 20;
/** Milliseconds between two lines about a backfill. */
const BETWEEN_LINES = 10_000;

function progressText({ seen, estimate, changed, batch, remaining }: Extract<RunEvent, { event: 'backfill-progress' }>): string {
  const share = estimate > 0 ? `${Math.min(99, Math.floor((seen / estimate) * 100))} %, ` : '';
  const left = remaining === null ? '' : `, about ${durationText(remaining)} left`;
  return `${share}${count(changed)} rows changed, ${count(batch)} a batch${left}`;
}
const count = (rows: number): string => rows.toLocaleString('en-US');
const VERDICTS = { done: 'had taken effect', absent: 'had not taken effect', half: 'was half done' } as const;

/** A run for programs: an event a line. */
export const tellPrograms =
  (terminal: Terminal): Tell =>
  (event) =>
    terminal.out(`${jsonLine(event)}\n`);

const jsonLine = (event: RunEvent): string => JSON.stringify(event);

const LONGEST_SQL = 90;
export function oneLine(sql: string): string {
  const line = visible(sql.slice(0, LONGEST_SQL * 4).replaceAll(/\s+/g, ' '));
  return line.length <= LONGEST_SQL ? line : `${line.slice(0, LONGEST_SQL - 3)}...`;
}

import type { ExitCode, Run } from '../cli.ts';
import { isPending, type Compared } from '../execute/compare.ts';
import { visible } from '../report/visible.ts';
import { width } from '../report/width.ts';
import { look, type Look } from './database/look.ts';
import type { DatabaseRequest } from './database/request.ts';
import { durationText } from './database/duration-text.ts';
import { leftOutText, passedOverText, uncommittedText } from './database/watch.ts';
import { areProblems, READS, refuse, withRequests } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import { seedLine, seedsJson, statusOfSeeds } from './seed/status-of-seeds.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe status`: what is applied, pending, edited, missing or in doubt. It writes nothing. */
export const run: Run = withRequests(status, () => READS);

async function status(request: DatabaseRequest, { values }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  request.one?.intends(seen.rows.filter(isPending).map(({ name }) => name));
  const seeds = await statusOfSeeds(request);
  if (request.json) terminal.out(`${JSON.stringify({ ...statusJson(seen, request), seeds: seedsJson(seeds) }, null, 2)}\n`);
  else terminal.out(statusText(seen, request, terminal) + (seeds === undefined ? '' : seedLine(seeds, terminal)));
  return exitCode(seen.rows, values['exit-code'] === true);
}

function exitCode(rows: readonly Compared[], asked: boolean): ExitCode {
  const has = (...standings: readonly Compared['standing'][]): boolean => rows.some(({ standing }) => standings.includes(standing));
  if (has('unknown', 'reverting')) return 5;
  if (has('edited', 'missing')) return 4;
  return asked && rows.some(isPending) ? 3 : 0;
}

const WORDS: { readonly [S in Compared['standing']]: string } = {
  pending: 'pending',
  interrupted: 'interrupted',
  failed: 'failed',
  changed: 'to be run again',
  applied: 'applied',
  baselined: 'baselined',
  edited: 'edited since applied',
  missing: 'applied, its file is gone',
  unknown: 'in doubt',
  reverting: 'its way back was interrupted',
};

function statusText(
  { version, rows: all, passedOver, leftOut, uncommitted, project }: Look,
  { driver, one }: DatabaseRequest,
  { paint, signs }: Terminal,
): string {
  // Of many databases what is not as it should be.
  const rows = one === undefined ? all : all.filter(({ standing }) => standing !== 'applied' && standing !== 'baselined');
  const longest = Math.max(0, ...rows.map(({ name }) => width(visible(name))));
  const lines = rows.flatMap((row) => {
    const { name, standing, outOfOrder, record } = row;
    const shown = visible(name);
    const colour =
      standing === 'applied' || standing === 'baselined' ? paint.good : isPending(row) && standing !== 'failed' ? paint.info : paint.error;
    const sign = standing === 'applied' || standing === 'baselined' ? signs.pass : isPending(row) ? signs.dot : signs.fail;
    const when =
      typeof record?.finishedAt === 'string' && (standing === 'applied' || standing === 'baselined' || standing === 'edited')
        ? paint.faint(
            `  ${record.finishedAt} by ${visible(record.by)}${record.duration === null ? '' : `, ${durationText(record.duration)}`}`,
          )
        : '';
    const part =
      record !== undefined && (standing === 'interrupted' || standing === 'failed') && record.stepsDone > 0
        ? ` after ${record.stepsDone} of ${record.stepsTotal} statements`
        : '';
    const line = `  ${colour(sign)} ${shown}${' '.repeat(longest - width(shown))}  ${colour(`${WORDS[standing]}${part}`)}${outOfOrder ? paint.warning(', out of order') : ''}${when}`;
    return record === undefined || record.error === null || standing === 'applied'
      ? [line]
      : [line, paint.faint(`      ${visible(record.error.text)}`)];
  });
  const pending = rows.filter(isPending).length;
  const head = paint.faint(`PostgreSQL ${visible(version)}${one === undefined ? ` ${signs.dot} ${visible(driver.name)}` : ''}`);
  const end = pending === 0 ? 'nothing is pending' : `${pending} to be applied`;
  const { layout } = project;
  const beside = [
    ...(passedOver.length === 0 ? [] : [passedOverText({ layout, files: passedOver })]),
    ...(leftOut.length === 0 ? [] : [leftOutText(leftOut)]),
    ...(uncommitted.length === 0 ? [] : [uncommittedText({ layout, files: uncommitted })]),
  ].map((text) => paint.faint(`  ${visible(text)}`));
  return `${[head, ...lines, ...beside, '', `${all.length} ${all.length === 1 ? 'migration' : 'migrations'}, ${end}`].join('\n')}\n`;
}

function statusJson({ version, rows, passedOver, leftOut, uncommitted }: Look, { driver, place }: DatabaseRequest): object {
  return {
    schemaVersion: 1,
    database: { name: driver.name, dialect: 'postgresql', version, embedded: driver.kind === 'embedded' },
    history: { schema: place.schema, stream: place.stream },
    pending: rows.filter(isPending).length,
    passedOver,
    leftOut,
    uncommitted,
    migrations: rows.map(({ id, name, standing, outOfOrder, record, checksums }) => ({
      id,
      file: name,
      state: standing,
      outOfOrder,
      checksum: checksums?.normalised ?? null,
      applied:
        record === undefined
          ? null
          : {
              checksum: record.normalised,
              steps: { done: record.stepsDone, total: record.stepsTotal },
              startedAt: record.startedAt,
              finishedAt: record.finishedAt,
              ms: record.duration,
              by: record.by,
              error: record.error,
            },
    })),
  };
}

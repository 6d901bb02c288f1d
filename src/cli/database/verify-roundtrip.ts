import { randomBytes } from 'node:crypto';
import type { ExitCode } from '../../cli.ts';
import { checkTree } from '../../index.ts';
import { ServerError } from '../../execute/drivers/driver.ts';
import { scratchDriver, type ScratchDriver } from '../../execute/drivers/scratch.ts';
import { roundtrip, type Trip } from '../../execute/roundtrip.ts';
import { shortDifferences } from '../../report/short-differences.ts';
import { visible } from '../../report/visible.ts';
import type { Arguments } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { conclude } from './conclude.ts';
import { contextFor } from './context.ts';
import { counted } from './execute.ts';
import { planned } from './gate.ts';
import { look } from './look.ts';
import { readRequest, type DatabaseRequest } from './request.ts';
import type { Signals } from './signals.ts';
import { areProblems, optionText, refuse } from './with-request.ts';

/** Every migration up, back and up again in a scratch database: does each way back lead back? */
export async function verifyRoundtrip(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  // Which database is meant matters to the scratch database only: the request's own is never opened.
  const request = await readRequest({ ...given, values: { ...given.values, url: undefined, embedded: true } }, terminal);
  if (request === undefined) return 2;
  const url = optionText(given.values, 'url');
  const driver = await scratchDriver(url, `sqlsafe_scratch_${randomBytes(6).toString('hex')}`, terminal.env, terminal.cwd);
  if ('code' in driver) return refuse([driver], terminal, 2);
  try {
    return await onScratch({ ...request, driver }, driver, terminal);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return refuse(
      [{ code: 'server-refused', text: `The schema of ${driver.name} could not be looked at: ${error.message}.` }],
      terminal,
      2,
    );
  } finally {
    await driver.close();
  }
}

async function onScratch(request: DatabaseRequest, scratch: ScratchDriver, terminal: Terminal): Promise<ExitCode> {
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const ids = seen.project.migrations.filter(({ up }) => up.length > 0).map(({ id }) => id);
  const paths = [...new Set(seen.project.migrations.flatMap(({ up, down }) => [...up, ...down].map(({ file }) => file.path)))];
  const outcome = await checkTree(
    request.tree,
    paths,
    { ...seen.check, statements: false, keepRuns: true },
    { ownRunner: true, changesets: true },
  );
  if (outcome.problems.length > 0) return refuse(outcome.problems, terminal, 2);
  const ups = planned(request, seen, outcome.runs, ids, 'up');
  if ('code' in ups) return refuse([ups], terminal, 2);
  const downs = planned(request, seen, outcome.runs, ids, 'down');
  if ('code' in downs) return refuse([downs], terminal, 2);
  const back = new Map(
    downs.filter(({ units }) => units.some((unit) => unit.kind === 'alone' || unit.statements.length > 0)).map((down) => [down.id, down]),
  );
  const { context, signals } = contextFor('verify', request, terminal, () => undefined);
  try {
    const trips = await roundtrip(
      ups.map((up) => ({ up, down: back.get(up.id) })),
      scratch,
      context,
    );
    if (request.json) terminal.out(`${JSON.stringify({ schemaVersion: 1, roundtrip: trips.map((trip) => jsonOf(trip)) }, null, 2)}\n`);
    else for (const trip of trips) terminal.out(tripText(trip, terminal, signals));
    const wrong = trips.filter(({ kind }) => kind === 'differs').length;
    const failed = trips.some(({ kind }) => kind === 'failed');
    if (!request.json && !failed)
      terminal.out(
        `${counted(trips.length, 'migration')}, ${wrong === 0 ? 'and every way back leads back' : `${counted(wrong, 'way back', 'ways back')} that ${wrong === 1 ? 'does' : 'do'} not lead back`}\n`,
      );
    return failed ? 1 : wrong > 0 ? 4 : 0;
  } finally {
    signals.release();
  }
}

function tripText(trip: Trip, { paint, signs }: Terminal, signals: Signals): string {
  const name = visible(trip.name);
  switch (trip.kind) {
    case 'same':
      return `  ${paint.good(signs.pass)} ${name}\n`;
    case 'one-way':
      return `  ${paint.faint(signs.dot)} ${name}  ${paint.faint('no way back')}\n`;
    case 'differs': {
      const when =
        trip.when === 'back' ? 'the way back leaves another schema than was there before' : 'applied again, the schema is another one';
      return `  ${paint.error(signs.fail)} ${name}  ${when}\n${shortDifferences(trip.lines)
        .map((line) => `      ${visible(line)}\n`)
        .join('')}`;
    }
    case 'failed':
      return `  ${paint.error(signs.fail)} ${name}  ${{ up: 'fails', back: 'its way back fails', again: 'fails when applied again' }[trip.when]}\n${conclude(
        trip.outcome,
        '',
        signals,
      )
        .lines.slice(0, 1)
        .map((line) => `      ${visible(line)}\n`)
        .join('')}`;
  }
}

function jsonOf(trip: Trip): unknown {
  if (trip.kind !== 'failed') return trip;
  const { kind, name, when, outcome } = trip;
  const error = outcome.kind === 'failed' && outcome.outcome.kind === 'failed' ? outcome.outcome.error.message : outcome.kind;
  return { kind, name, when, error };
}

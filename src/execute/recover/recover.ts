import { readSteps, type MigrationRecord, type StepRecord } from '../journal/read.ts';
import type { PlannedMigration } from '../plan/plan.ts';
import type { Probe } from '../plan/probe.ts';
import type { RunContext } from '../run/context.ts';
import type { RunSession } from '../run/session.ts';
import { clean, observe, verdictOf, type Seen } from './observe.ts';

/** What could not be found out. */
export interface InDoubt {
  readonly id: string;
  readonly name: string;
  readonly seq: number;
  /** What is known. */
  readonly evidence: string;
}

/** What the intent of a step says: how to look, and what was there before. */
interface Intent {
  readonly probe: Probe;
  readonly seen: Seen;
}

/**
 * What an earlier run left between its intent and its result is looked at and decided. Only who holds the lock may do it: then nothing of
 * that run works any more. Steps of transactions need no look, as their rows came with them or not at all.
 * @returns what stays in doubt; it is marked so, and nothing must run on it
 */
export async function recover(session: RunSession, records: readonly MigrationRecord[], context: RunContext): Promise<readonly InDoubt[]> {
  const inDoubt: InDoubt[] = [];
  for (const record of records) {
    if (record.state !== 'running') continue;
    const steps = await readSteps(session.connection, context.place, record.id, record.direction);
    for (const step of steps) {
      if (step.state !== 'running') continue;
      const doubt = await decide(session, record, step, context);
      if (doubt !== undefined) inDoubt.push(doubt);
    }
  }
  context.fault('recovered');
  return inDoubt;
}

async function decide(
  { connection, journal }: RunSession,
  { id, name, direction }: MigrationRecord,
  { seq, before }: StepRecord,
  { tell }: RunContext,
): Promise<InDoubt | undefined> {
  const { probe, seen } = (before ?? { probe: { kind: 'none' }, seen: { kind: 'nothing' } }) as Intent;
  // The journal asks for no more than where the step is.
  const migration = { id, direction } as PlannedMigration;
  const now = await observe(connection, probe, seen);
  const verdict = verdictOf(probe, seen, now);
  const evidence = evidenceOf(probe, now);
  if (verdict === 'unknown') {
    await journal.setState(id, 'unknown', { code: undefined, message: evidence });
    return { id, name, seq, evidence };
  }
  if (verdict === 'half') await clean(connection, probe, now, seen, (what) => tell({ event: 'cleaned', id, what }));
  const finished = verdict === 'done' || (verdict === 'half' && probe.kind === 'detach-partition');
  if (finished) await journal.stepsDone(migration, [{ seq, duration: 0 }]);
  else await journal.stepReset(migration, seq, 'pending');
  await journal.event('recovered', id, seq, { verdict, evidence });
  tell({ event: 'recovered', id, seq, verdict, evidence });
  return undefined;
}

/** In words for people, what was seen. */
function evidenceOf(probe: Probe, now: Seen): string {
  switch (now.kind) {
    case 'indexes': {
      const named = now.indexes.filter(({ name }) => probe.kind !== 'create-index' || probe.index === undefined || probe.index === name);
      return named.length === 0
        ? 'there is no such index'
        : named.map(({ name, valid }) => `the index ${name} is ${valid ? 'valid' : 'INVALID'}`).join(', ');
    }
    case 'partition':
      return `the partition is ${now.state === 'pending' ? 'half detached' : now.state}`;
    case 'object':
      return now.there ? 'it is there' : 'it is not there';
    case 'answer':
      return `its probe says ${now.done ? 'done' : 'not done'}`;
    case 'nothing':
      return probe.kind === 'again'
        ? 'to run it again does no harm'
        : 'the run ended while it ran, and there is no way to see whether it took effect; a probe would tell (-- sqlsafe: probe SELECT …)';
  }
}

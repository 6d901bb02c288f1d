import type { PreflightAnswer, PreflightId } from '../../model/preflight.ts';
import { ConnectionLost, ServerError } from '../drivers/driver.ts';
import type { Answer, PreflightCheck, Subject } from './check.ts';
import { backfills } from './checks/backfills.ts';
import { backup } from './checks/backup.ts';
import { connections } from './checks/connections.ts';
import { destructiveLast } from './checks/destructive-last.ts';
import { disk } from './checks/disk.ts';
import { invalidIndexes } from './checks/invalid-indexes.ts';
import { lastRun } from './checks/last-run.ts';
import { longTransactions } from './checks/long-transactions.ts';
import { monitoring } from './checks/monitoring.ts';
import { preparedTransactions } from './checks/prepared-transactions.ts';
import { replication } from './checks/replication.ts';
import { server } from './checks/server.ts';
import { staging } from './checks/staging.ts';
import { tableSizes } from './checks/table-sizes.ts';
import { waysBack } from './checks/ways-back.ts';
import { window } from './checks/window.ts';

const CHECKS = {
  window,
  monitoring,
  backup,
  staging,
  server,
  'last-run': lastRun,
  'ways-back': waysBack,
  'destructive-last': destructiveLast,
  'long-transactions': longTransactions,
  'prepared-transactions': preparedTransactions,
  backfills,
  'invalid-indexes': invalidIndexes,
  'table-sizes': tableSizes,
  disk,
  connections,
  replication,
} as const satisfies { readonly [I in PreflightId]: PreflightCheck };

/**
 * Asks all questions but those that are to be left out, one after another, and tells each answer.
 * @throws ConnectionLost where the session goes
 */
export async function runPreflight(
  subject: Subject,
  skip: ReadonlySet<string>,
  tell: (answer: PreflightAnswer) => void,
): Promise<readonly PreflightAnswer[]> {
  const answers: PreflightAnswer[] = [];
  for (const check of Object.values(CHECKS)) {
    const { id, asks, source } = check;
    const { said, verdict, more = [], instead = null } = skip.has(id) ? SKIPPED : await asked(check, subject);
    const answer: PreflightAnswer = { id, asks, verdict, said, more, instead, source };
    tell(answer);
    answers.push(answer);
  }
  return answers;
}

const SKIPPED = { verdict: 'skipped', said: 'skipped, as asked', more: [], instead: null } as const;

async function asked(check: PreflightCheck, subject: Subject): Promise<Answer> {
  try {
    return await check.ask(subject);
  } catch (error) {
    if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
    return { verdict: 'unknown', said: `the server did not answer: ${error.message}` };
  }
}

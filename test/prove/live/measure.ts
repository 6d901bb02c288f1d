import type { OracleCase } from '../../oracle/recording.ts';
import type { Observation } from '../observation.ts';
import { observeTransaction } from '../observe-transaction.ts';
import { observeAlone } from './observe-alone.ts';
import { prepareSubject, SetupFailed } from './prepare-subject.ts';
import type { Server } from './server.ts';

/** What a server does with a case, in a database of its own; a string: why the case does not exist on it. */
export async function measure(kase: OracleCase, server: Server): Promise<Observation | string> {
  try {
    if (kase.how !== 'transaction') return await observeAlone(kase, server);
    return await server.withDatabase(async (open) => {
      const [subject, observer] = [await open(), await open()];
      await prepareSubject(kase, subject);
      return observeTransaction(kase.statements, subject, observer);
    });
  } catch (error) {
    if (error instanceof SetupFailed) return error.message;
    throw error;
  }
}

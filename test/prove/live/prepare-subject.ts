import type { OracleCase } from '../../oracle/recording.ts';
import type { Session } from '../session.ts';

/** The setup, each statement committed by itself. `undefined`: done; otherwise the server refuses it, so that the case does not exist there. */
export async function prepareSubject({ name, setup }: OracleCase, subject: Session): Promise<void> {
  await subject.rows("SET statement_timeout = '15s'");
  for (const sql of setup) {
    try {
      await subject.rows(sql);
    } catch (error) {
      throw new SetupFailed(`${name}: setup: ${sql}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

/** Older servers refuse newer syntax in a setup: then there is no such case on them. */
export class SetupFailed extends Error {}

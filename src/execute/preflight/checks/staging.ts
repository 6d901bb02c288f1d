import { readJournal, type MigrationRecord } from '../../journal/read.ts';
import type { PlannedMigration } from '../../plan/plan.ts';
import { notAsked, ok, stop, type PreflightCheck } from '../check.ts';

const RUN_THERE = 'Apply these files there first, and see that what uses that database still works.';

export const staging: PreflightCheck = {
  id: 'staging',
  asks: 'Were the same files applied to staging?',
  source: 'https://www.postgresql.org/docs/current/backup-dump.html',
  async ask({ wishes, plan, place }) {
    const { staging } = wishes;
    if (staging === undefined) return notAsked('--staging-url');
    if ('code' in staging) return stop(`staging: ${staging.text.replace(/\.$/, '')}`, staging.hint ?? 'Is the address right?');
    const connection = await staging.open();
    if ('code' in connection)
      return stop(`${staging.name}: ${connection.text.replace(/\.$/, '')}`, connection.hint ?? 'Is the address right, and the server up?');
    try {
      const records = new Map((await readJournal(connection, place)).map((record) => [record.id, record]));
      if (records.size === 0) return stop(`${staging.name} has no journal of this history (${place.schema}, ${place.stream})`, RUN_THERE);
      const wrong = plan.flatMap((migration) => {
        const why = differs(migration, records.get(migration.id));
        return why === undefined ? [] : [`${migration.name}: ${why}`];
      });
      return wrong.length === 0
        ? ok(`all of them are applied there, with the same checksums (${staging.name})`)
        : stop(
            `${wrong.length} of ${plan.length} ${plan.length === 1 ? 'file was' : 'files were'} not tried on ${staging.name}`,
            RUN_THERE,
            wrong,
          );
    } finally {
      await connection.end().catch(() => undefined);
      await staging.close();
    }
  },
};

function differs({ checksums }: PlannedMigration, record: MigrationRecord | undefined): string | undefined {
  if (record === undefined || record.state === 'reverted') return 'not applied there';
  if (record.state === 'baselined') return 'recorded there as a baseline, and never run';
  if (record.state !== 'applied') return `${record.state} there`;
  return record.normalised === checksums.normalised ? undefined : 'applied there with another text';
}
